import { z } from 'zod';
import type { App } from '../pipeline/app.ts';
import { type PollReport, poll as pollOnce, sourceContext } from '../pipeline/poll.ts';
import type { Source } from '../sources/source.ts';
import { toWire } from '../sources/wire-mention.ts';
import { loadCursor, loadHealth } from '../store/sources.ts';
import { notifierRuns } from './daemon.ts';
import { count } from './table.ts';

export interface PollOptions {
  sourceId: string;
  /** Shows what is found and stores nothing. */
  dryRun: boolean;
  print: (line: string) => void;
  complain: (line: string) => void;
  signal: AbortSignal;
}

/**
 * Looks at one source now.
 *
 * @returns the exit code: 0, or 1 when the source refused or could not be read
 * @throws Error when there is no such source, Failure of the source on a dry run
 */
export const poll = async (app: App, options: PollOptions): Promise<number> => {
  const source = pollable(app, options.sourceId);
  return options.dryRun ? look(app, source, options) : take(app, source, options);
};

const pollable = (app: App, id: string): Source => {
  const source = app.setup.sources.get(id);
  const known = [...app.setup.sources.keys()].join(', ') || 'none';
  if (!source) throw new Error(`there is no source ${id}; configured: ${known}`);
  if (!source.poll) throw new Error(`${id} is not asked: it sends to us`);
  return source;
};

const StoredCursor = z.object({ cursor: z.unknown() }).nullable();

const look = async (app: App, source: Source, { print, complain, signal }: PollOptions): Promise<number> => {
  const stored = StoredCursor.parse(await loadCursor(app.redis, app.keys, source.id));
  const context = await sourceContext(app, source, signal);
  // What is only looked at is not booked; the vendor may bill it all the same.
  const budget = { reserve: async (wanted: number) => wanted, settle: async () => undefined };
  const page = await source.poll?.(stored?.cursor ?? null, { ...context, budget });

  for (const mention of page?.mentions ?? []) print(JSON.stringify(toWire(mention)));
  for (const note of page?.notes ?? []) complain(note);
  const more = page?.outcome === 'partial' ? ', and more is waiting' : '';
  complain(`${source.id}: ${count(page?.mentions.length ?? 0, 'mention')} found${more}; nothing was stored`);
  return 0;
};

const take = async (app: App, source: Source, { print, complain, signal }: PollOptions): Promise<number> => {
  const report = await pollOnce(app, { source: source.id, tick: app.now().getTime() }, signal);
  for (const note of report.notes) complain(note);
  print(`${source.id}: ${await sentence(app, source, report)}`);
  if (report.fresh > 0 && !(await notifierRuns(app)))
    complain('no daemon is running: what was found is judged as soon as one does (npm start)');
  return report.outcome === 'refused' || report.outcome === 'broken' ? 1 : 0;
};

const sentence = async (app: App, source: Source, { outcome, pages, found, fresh }: PollReport): Promise<string> => {
  switch (outcome) {
    case 'items':
    case 'partial':
      return `${count(found, 'mention')} on ${count(pages, 'page')}, ${fresh} of them new or changed`;
    case 'empty':
      return `answered, and has nothing new (${count(found, 'mention')} on ${count(pages, 'page')})`;
    case 'refused':
      return 'refused';
    case 'broken':
      return 'could not be read';
    case 'skipped':
      return whySkipped(app, source);
  }
};

const whySkipped = async (app: App, source: Source): Promise<string> => {
  if (!source.enabled) return 'is switched off (enabled: false)';
  const { suspendedUntil, problem } = await loadHealth(app.redis, app.keys, 'source', source.id);
  return suspendedUntil
    ? `rests until ${suspendedUntil}: ${problem ?? 'it failed'}`
    : 'is being asked by another daemon';
};
