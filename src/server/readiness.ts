import type { App } from '../pipeline/app.ts';
import { answers, within } from './patience.ts';

const patienceMs = 1500;
/** Work that is due for longer than this is stuck: the auditor looks four times a minute. */
const stuckMs = 2 * 60_000;

/** What keeps an installation from doing its work, in sentences; empty when it is ready. */
export const reasonsNotReady = async (app: App): Promise<string[]> => {
  if (!(await answers(app.redis, patienceMs))) return ['Redis does not answer.'];
  const reasons = await within(patienceMs, loadReasons(app));
  return reasons ?? ['Redis is too slow to answer.'];
};

const loadReasons = async (app: App): Promise<string[]> => {
  const { redis, keys } = app;
  const [pending, deliveries, plan, ticker, auditor] = await Promise.all([
    overdueMs(app, keys.pending),
    overdueMs(app, keys.deliveries),
    overdueMs(app, keys.plan),
    redis.exists(keys.lease('escalate')),
    redis.exists(keys.lease('audit')),
  ]);
  return [
    ...(pending > stuckMs ? [`Mentions wait to be judged for ${minutes(pending)}: is the classifier running?`] : []),
    ...(deliveries > stuckMs ? [`Notifications wait to be sent for ${minutes(deliveries)}.`] : []),
    ...(plan > stuckMs ? [`Escalations are late by ${minutes(plan)}.`] : []),
    ...(ticker === 0 ? ['Nobody looks after escalations: is the notifier running?'] : []),
    ...(auditor === 0 ? ['Nobody audits: is the notifier running?'] : []),
  ];
};

/** How long the first member of a sorted set of due times has been due; 0 when nothing is. */
export const overdueMs = async ({ redis, now }: App, key: string): Promise<number> => {
  const [, due] = await redis.zrange(key, 0, '0', 'WITHSCORES');
  return due === undefined ? 0 : Math.max(0, now().getTime() - Number(due));
};

const minutes = (ms: number): string => `${Math.round(ms / 60_000)} min`;
