import { Queue, Worker } from 'bullmq';
import { queuePrefix, type RunningApp } from '../src/app.ts';
import type { Mention } from '../src/domain/mention.ts';
import type { App } from '../src/pipeline/app.ts';
import { classify } from '../src/pipeline/classify.ts';
import { intake } from '../src/pipeline/intake.ts';
import type { Redis } from '../src/store/redis.ts';
import { pageSize, untilDecided } from './earshot-pipeline.ts';

/** A mention on its way through a job: its instants are text. */
type SentMention = Omit<Mention, 'createdAt'> & { createdAt: string };

/**
 * Mentions per second of a pipeline as one would first write it with BullMQ: one queue to store, one to judge, one job per
 * mention in each, pages handed over with `addBulk`. It stores and judges with the same functions, in one process.
 */
export const runPlain = async (
  running: RunningApp,
  installation: string,
  mentions: readonly Mention[],
  concurrency: number,
): Promise<number> => {
  const prefix = queuePrefix(installation);
  const shared = { prefix, skipVersionCheck: true };
  const queue = (name: string) => new Queue(name, { ...shared, connection: running.app.redis });
  const connections: Redis[] = [];
  const connect = (): Redis => {
    const connection = running.app.redis.duplicate();
    connections.push(connection);
    return connection;
  };
  const worker = <Payload>(name: string, step: (payload: Payload) => Promise<unknown>) =>
    new Worker<Payload>(name, (job) => step(job.data), {
      ...shared,
      connection: connect(),
      concurrency,
    });

  const toStore = queue('plain-store');
  const toJudge = queue('plain-judge');
  const app = storingInto(running.app, toJudge);
  const signal = new AbortController().signal;
  const source = { id: 'bench', historyMs: 86_400_000 };

  const start = performance.now();
  const storing = worker('plain-store', (sent: SentMention) =>
    intake(app, { source, mentions: [received(sent)], first: true }),
  );
  const judging = worker('plain-judge', ({ id }: { id: string }) => classify(app, [id], signal));
  for (let at = 0; at < mentions.length; at += pageSize)
    await toStore.addBulk(mentions.slice(at, at + pageSize).map((data) => ({ name: 'store', data, opts: forgotten })));
  await untilDecided(app, mentions.length);
  const seconds = (performance.now() - start) / 1000;
  await Promise.all([storing.close(), judging.close(), toStore.close(), toJudge.close()]);
  await Promise.all(connections.map((connection) => connection.quit()));
  return mentions.length / seconds;
};

const forgotten = { removeOnComplete: true, removeOnFail: true };

// `intake` hands over what is new by the queues of its app: here that is one job for each id.
const storingInto = (app: App, toJudge: Queue): App => ({
  ...app,
  queues: {
    ...app.queues,
    addClassify: async (ids) => {
      for (const id of ids) await toJudge.add('judge', { id }, forgotten);
    },
  },
});

const received = ({ createdAt, ...mention }: SentMention): Mention => ({ ...mention, createdAt: new Date(createdAt) });
