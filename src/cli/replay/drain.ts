import { setTimeout as wait } from 'node:timers/promises';
import type { App } from '../../pipeline/app.ts';
import { overdueDeliveries } from '../../store/alerts.ts';

const lookEveryMs = 100;

/** Waits until everything handed over is judged, and everybody it rings for was rung. */
export const untilDelivered = async (app: App, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted && (await isUnderWay(app)))
    await wait(lookEveryMs, undefined, { signal }).catch(() => undefined);
};

const isUnderWay = async (app: App): Promise<boolean> => {
  // What could not be judged was put off: its time lies ahead.
  const pending = await app.redis.zcount(app.keys.pending, '-inf', app.now().getTime());
  return pending > 0 || (await isRinging(app));
};

// Edits only bring shown messages up to date, some seconds later: nothing of what a replay counts depends on them.
const isRinging = async (app: App): Promise<boolean> => {
  const far = new Date(8_640_000_000_000_000);
  const deliveries = await overdueDeliveries(app.redis, app.keys, far);
  return deliveries.some(({ kind }) => kind === 'ring');
};
