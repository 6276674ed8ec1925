import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Mention } from '../../domain/mention.ts';
import type { App } from '../../pipeline/app.ts';
import { intake, type Origin } from '../../pipeline/intake.ts';
import { loadCursor, saveCursor } from '../../store/sources.ts';
import { type ReplayClock, replayed, shifted, startClock } from './clock.ts';
import { type Recording, recordedMentions } from './recording.ts';

const perPage = 100;

const Progress = z.object({
  /** Of the recording, so that another one under the same name begins anew. */
  lines: z.number(),
  /** The last line that was handed over. */
  done: z.number(),
  clock: z.object({ recordedMs: z.number(), startMs: z.number(), speed: z.number(), paced: z.boolean() }),
});
type Progress = z.infer<typeof Progress>;

/**
 * Hands a recording over, page by page; where it stands is saved after each page, so that a replay that was killed goes on
 * there. The last page may be handed over twice, which changes nothing.
 *
 * @returns how many mentions were handed over by this run
 */
export const feed = async (
  app: App,
  recording: Recording,
  speed: number | undefined,
  signal: AbortSignal,
): Promise<number> => {
  const began = (await loadProgress(app, recording)) ?? {
    lines: recording.lines,
    done: 0,
    clock: startClock(recording, speed, app.now()),
  };
  const { clock } = began;
  let page: Mention[] = [];
  let line = began.done;
  let handed = 0;
  const handOver = async (): Promise<void> => {
    if (page.length === 0) return;
    await takeIn(app, page);
    await saveCursor(app.redis, app.keys, cursorOf(recording), { ...began, done: line } satisfies Progress);
    handed += page.length;
    page = [];
  };

  for await (const recorded of recordedMentions(recording.file, { after: began.done })) {
    const { createdAt } = recorded.mention;
    if (!isDue(app, clock, createdAt)) {
      await handOver();
      await untilDue(app, clock, createdAt, signal);
    }
    if (signal.aborted) break;
    page.push(shifted(clock, recorded.mention));
    line = recorded.line;
    if (page.length === perPage) await handOver();
  }
  await handOver();
  return handed;
};

/** Forgets where a replay stands: it is over. */
export const forgetProgress = async (app: App, recording: Recording): Promise<void> => {
  await app.redis.del(app.keys.cursor(cursorOf(recording)));
};

// No source can be called like this: its id would hold neither a colon nor a slash.
const cursorOf = ({ file }: Recording): string => `replay:${file}`;

const loadProgress = async (app: App, recording: Recording): Promise<Progress | undefined> => {
  const stored = Progress.safeParse(await loadCursor(app.redis, app.keys, cursorOf(recording)));
  return stored.success && stored.data.lines === recording.lines ? stored.data : undefined;
};

const isDue = (app: App, clock: ReplayClock, recorded: Date): boolean =>
  !clock.paced || replayed(clock, recorded) <= app.now();

// Timers know no more than 24 days.
const longestWaitMs = 3_600_000;

const untilDue = async (app: App, clock: ReplayClock, recorded: Date, signal: AbortSignal): Promise<void> => {
  while (!isDue(app, clock, recorded) && !signal.aborted) {
    const ms = replayed(clock, recorded).getTime() - app.now().getTime();
    await wait(Math.min(ms, longestWaitMs), undefined, { signal }).catch(() => undefined);
  }
};

// A source that is bound to one business gives its brand to what it yields, in a replay as well.
const takeIn = async (app: App, page: readonly Mention[]): Promise<void> => {
  const kinds = new Set(page.map(({ source }) => source));
  for (const kind of kinds) {
    const mentions = page.filter(({ source }) => source === kind);
    await intake(app, { source: originOf(app, kind), mentions, first: false });
  }
};

const originOf = (app: App, kind: string): Origin => {
  const [only, ...more] = app.setup.config.sources.filter((source) => source.kind === kind);
  const brand = only && more.length === 0 ? only['brand'] : undefined;
  return { id: 'replay', ...(typeof brand === 'string' && { brand }) };
};
