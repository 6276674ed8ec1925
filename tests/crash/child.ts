import { queuePrefix } from '../../src/app.ts';
import { createLog } from '../../src/lib/log.ts';
import type { App } from '../../src/pipeline/app.ts';
import { intake } from '../../src/pipeline/intake.ts';
import { createQueues } from '../../src/queues.ts';
import { connectRedis } from '../../src/store/redis.ts';
import { type DaemonOrder, startDaemon } from './daemon.ts';

/** Where the child dies: before or after a named call, as a machine that loses its power would. */
export type DeathPoint =
  | 'before the judging is queued'
  | 'before the ringing is queued'
  | 'before the request'
  | 'after the answer';

/** What a child is told: where its installation is, where to die, and what to hand in before. */
export type ChildOrder = DaemonOrder & { point: DeathPoint; texts: string[] };

const order = JSON.parse(process.argv[2] ?? '{}') as ChildOrder;

const die = (): never => {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('unreachable');
};

const mortalHttp = (http: App['http']): App['http'] => ({
  ...http,
  getJson: async (url, schema, request) => {
    if (order.point === 'before the request') die();
    const answer = await http.getJson(url, schema, request);
    if (order.point === 'after the answer') die();
    return answer;
  },
});

const redis = connectRedis({ path: order.socket }, createLog());
const queues = createQueues(redis, queuePrefix(order.installation));
const { app } = await startDaemon(order, {
  redis,
  queues: {
    ...queues,
    addClassify: (ids) =>
      order.point === 'before the judging is queued' && ids.length > 0 ? die() : queues.addClassify(ids),
    addDeliveries: (deliveries) =>
      order.point === 'before the ringing is queued' && deliveries.length > 0
        ? die()
        : queues.addDeliveries(deliveries),
  },
});
app.http = mortalHttp(app.http);

await intake(app, {
  source: { id: 'x' },
  first: false,
  mentions: order.texts.map((text, n) => ({
    source: 'twitter',
    externalId: String(n),
    family: 'social',
    url: `https://x.com/i/web/status/${n}`,
    author: { id: `u${n}` },
    text,
    createdAt: app.now(),
  })),
});
