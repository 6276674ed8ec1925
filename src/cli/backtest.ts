import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ownLexicons } from '../classify/index.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { App } from '../pipeline/app.ts';
import { createForeteller } from '../pipeline/foretell.ts';
import { loadVerdicts, loadVerdictVersions } from '../store/verdicts.ts';
import { readHeard } from '../store/views.ts';
import { readConfig, withApp } from './attach.ts';
import { type Changes, createChanges } from './backtest/changes.ts';
import { type CostRow, createCosts } from './backtest/costs.ts';
import { describeBacktest } from './backtest/describe.ts';
import { withOneScan } from './backtest/one-scan.ts';
import { type Reading, unknownToHistory } from './backtest/unknown.ts';
import { folderInForce, type Terminal } from './terminal.ts';
import { clockIn } from './times.ts';

export interface BacktestOptions {
  /** Mentions seen from then on. */
  since: Date;
  format: 'table' | 'json';
  /** To read, of each kind of change. */
  examples: number;
}

/** What another configuration would have changed. */
export interface Backtest extends Changes {
  since: string;
  until: string;
  costs: CostRow[];
  /** What stored mentions cannot tell, in sentences. */
  unknown: string[];
}

/**
 * Says what the configuration that `--config` names would have changed about what was heard, beside the one in force.
 *
 * @returns the exit code
 */
export const backtest = (terminal: Terminal, options: BacktestOptions): Promise<number> => {
  const folder = folderInForce(terminal.env);
  if (resolve(folder) === resolve(terminal.folder))
    throw new Error(`name the folder with the changed files: --config NEW; ${folder} is in force`);
  const next = readConfig(terminal);
  return withApp({ ...terminal, folder }, async (app, running) => {
    const result = await compare(app, running.under(next), options);
    if (options.format === 'json') terminal.print(JSON.stringify(result));
    else for (const line of describeBacktest(result, app.setup.config.time_zone)) terminal.print(line);
    return 0;
  });
};

/** Looks at every mention stored since an instant under both configurations. Nothing is written. */
export const compare = async (
  before: App,
  after: App,
  { since, examples }: Pick<BacktestOptions, 'since' | 'examples'>,
): Promise<Backtest> => {
  const until = before.now();
  const [verdicts] = await Promise.all([latestVerdicts(before), before.corrections.refresh()]);
  const look = createComparison(before, after);
  const changes = createChanges(examples);
  const costs = createCosts(before, after);
  const dayOf = calendarIn(before.setup.config.time_zone);
  const reading: Reading = { since, firstSeen: undefined, withoutText: 0, judgedNow: 0 };

  for await (const stretch of readHeard(before.redis, before.keys, since))
    for (const stored of stretch) {
      reading.firstSeen ??= stored.seenAt;
      if (stored.mention.text === '' && stored.mention.rating === undefined) {
        reading.withoutText += 1;
        continue;
      }
      const day = dayOf(stored.seenAt);
      const one = { stored, day, verdict: verdicts.get(stored.id), ...look(stored) };
      changes.add(one);
      costs.add(one);
    }

  const result = changes.result();
  const unknown = await unknownToHistory(before, after, { ...reading, judgedNow: result.judgedNow });
  return { since: since.toISOString(), until: until.toISOString(), ...result, costs: costs.result(), unknown };
};

// No time zone changes its day but at a full quarter of an hour, and mentions come in the order of time.
const quarterMs = 900_000;

const calendarIn = (timeZone: string): ((at: Date) => string) => {
  const clock = clockIn(timeZone);
  let known = { quarter: Number.NaN, day: '' };
  return (at) => {
    const quarter = Math.floor(at.getTime() / quarterMs);
    if (quarter !== known.quarter) known = { quarter, day: clock(at).slice(0, 10) };
    return known.day;
  };
};

const createComparison = (inForce: App, changed: App) => {
  const [before, after] = withOneScan(inForce, changed);
  const lexicons = [before, after].map(({ setup }) => ownLexicons(setup.config.folder));
  const telling = { judgedBy: before, anew: !isDeepStrictEqual(lexicons[0], lexicons[1]) };
  const [old, next] = [createForeteller(before, telling), createForeteller(after, telling)];
  return (stored: Parameters<typeof old>[0]) => ({ before: old(stored), after: next(stored) });
};

/** What was said last of each mention. */
const latestVerdicts = async ({ redis, keys }: App): Promise<ReadonlyMap<string, Verdict['verdict']>> => {
  const latest = new Map<string, Verdict['verdict']>();
  for (const brand of Object.keys(await loadVerdictVersions(redis, keys)))
    for (const { mentionIds, examples, verdict } of await loadVerdicts(redis, keys, brand))
      for (const id of [...mentionIds, ...examples.map(({ mentionId }) => mentionId)]) latest.set(id, verdict.verdict);
  return latest;
};
