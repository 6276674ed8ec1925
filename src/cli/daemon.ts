import type { App } from '../pipeline/app.ts';

/** Tells whether a notifier is at work somewhere: it renews its lease on the plan every second. */
export const notifierRuns = async (app: App): Promise<boolean> =>
  (await app.redis.exists(app.keys.lease('escalate'))) === 1;
