import cron from 'node-cron';
import { parseDuration } from '../src/domain/duration.ts';

/** Something that calls back at the instants of a schedule. */
export interface Ticker {
  stop(): void;
}

/**
 * Calls back at once and then at every instant of a schedule: a duration counts from midnight 1970 UTC, so that daemons on
 * several machines name the same instants; anything else is a cron expression of five or six fields.
 */
export const startTicks = (every: string, onTick: (at: Date) => void, now: () => Date = () => new Date()): Ticker => {
  const everyMs = parseDuration(every);
  return everyMs === undefined ? cronTicks(every, onTick, now) : durationTicks(everyMs, onTick, now);
};

/** Timers cannot wait for longer than 24 days; a wait this long is taken in turns. */
const longestWaitMs = 86_400_000;

const durationTicks = (everyMs: number, onTick: (at: Date) => void, now: () => Date): Ticker => {
  let timer: NodeJS.Timeout;
  let last: number | undefined;
  const tick = (): void => {
    const at = Math.floor(now().getTime() / everyMs) * everyMs;
    if (at !== last) onTick(new Date(at));
    last = at;
    timer = setTimeout(tick, Math.min(longestWaitMs, Math.max(1, at + everyMs - now().getTime())));
  };
  timer = setTimeout(tick, 0);
  return { stop: () => clearTimeout(timer) };
};

const cronTicks = (expression: string, onTick: (at: Date) => void, now: () => Date): Ticker => {
  const wholeSecond = (): Date => new Date(Math.floor(now().getTime() / 1000) * 1000);
  const first = setTimeout(() => onTick(wholeSecond()), 0);
  const task = cron.schedule(expression, ({ date }) => onTick(date), { timezone: 'UTC', suppressMissedWarning: true });
  return {
    stop: () => {
      clearTimeout(first);
      void task.destroy();
    },
  };
};
