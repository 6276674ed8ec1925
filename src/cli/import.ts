import type { Mention, SourceFamily } from '../domain/mention.ts';
import type { App } from '../pipeline/app.ts';
import { intake, type Origin } from '../pipeline/intake.ts';
import type { SenderDefaults } from '../sources/wire-mention.ts';
import type { SaveResult } from '../store/mentions.ts';
import { badLines } from './stream.ts';
import { count } from './table.ts';
import { complaintOf, wireLines } from './wire-file.ts';

export interface ImportOptions {
  file: string;
  /** An inbound sender of the configuration, or a name for where the mentions come from. */
  sender: string;
  /** What kind of place a sender that is not configured reports from. */
  family?: SourceFamily | undefined;
  /** History: rings only where there is still time to answer. */
  baseline: boolean;
  dryRun: boolean;
  print: (line: string) => void;
  complain: (line: string) => void;
  signal: AbortSignal;
}

const perPage = 500;

/**
 * Takes in a file of mentions. It may be imported again at will: what is known stays as it is.
 *
 * @returns the exit code: 0, or 2 when a line could not be used
 */
export const importFile = async (app: App, options: ImportOptions): Promise<number> => {
  const { file, print, complain, signal } = options;
  const sender = senderOf(app, options);
  const tally: Tally = { new: 0, changed: 0, known: 0, stale: 0, bad: 0 };
  let page: Mention[] = [];
  const handOver = async (): Promise<void> => {
    await takeIn(app, sender.origin, page, options, tally);
    page = [];
  };

  for await (const { line, result } of wireLines(file, sender.defaults)) {
    if (signal.aborted) break;
    if (result.ok) page.push(result.mention);
    else {
      tally.bad += 1;
      complain(complaintOf(line, result));
    }
    if (page.length === perPage) await handOver();
  }
  await handOver();
  print(summaryOf(tally, options.dryRun));
  return tally.bad > 0 ? badLines : 0;
};

type Tally = Record<SaveResult | 'bad', number>;

const takeIn = async (
  app: App,
  source: Origin,
  mentions: readonly Mention[],
  { baseline, dryRun }: ImportOptions,
  tally: Tally,
): Promise<void> => {
  if (dryRun) tally.new += mentions.length;
  else for (const result of await intake(app, { source, mentions, first: baseline })) tally[result] += 1;
};

const senderOf = (app: App, { sender, family }: ImportOptions): { origin: Origin; defaults: SenderDefaults } => {
  const configured = app.setup.sources.get(sender);
  const given = configured?.settings['source'];
  if (!configured && !/^[a-z0-9-]{1,40}$/.test(sender))
    throw new Error(`"${sender}" cannot name a sender: use 1 to 40 lower-case letters, digits and "-"`);
  return {
    origin: configured ?? { id: sender },
    defaults: {
      source: typeof given === 'string' ? given : sender,
      family: configured?.family ?? family ?? 'social',
      now: app.now(),
      door: 'import',
      sender,
    },
  };
};

const summaryOf = (tally: Tally, dryRun: boolean): string => {
  const bad = tally.bad > 0 ? `; ${count(tally.bad, 'line')} could not be used` : '';
  if (dryRun) return `${count(tally.new, 'mention')} could be taken in${bad}; nothing was stored`;
  const known =
    tally.stale > 0 ? `${tally.known} known, ${tally.stale} older than what is stored` : `${tally.known} known`;
  return `${tally.new} new, ${tally.changed} changed, ${known}${bad}`;
};
