import { classify } from '../src/pipeline/classify.ts';
import { setAside } from '../src/pipeline/set-aside.ts';
import { ClassifyJob, classifyQueue } from '../src/queues.ts';
import { consume } from './consume.ts';
import { graceMs, type StartRole } from './role.ts';

/** Batches under way at the same time: while one waits for Redis, another is judged. */
const concurrency = 4;

/** Judges what was stored. A batch that fails is split until the bad mention stands alone. */
export const startClassifier: StartRole = async ({ app }, { prefix }) => {
  const consumer = consume({
    queue: classifyQueue,
    redis: app.redis,
    prefix,
    log: app.log,
    concurrency,
    step: async (payload, signal) => {
      const { ids } = ClassifyJob.parse(payload);
      try {
        await classify(app, ids, signal);
      } catch (error) {
        if (signal.aborted || ids.length === 1) throw error;
        app.log.warn({ err: error, mentions: ids.length }, 'a batch failed and is split');
        const half = Math.ceil(ids.length / 2);
        await app.queues.addClassify(ids.slice(0, half));
        await app.queues.addClassify(ids.slice(half));
      }
    },
    onGivenUp: async (payload, error) => setAside(app, ClassifyJob.parse(payload).ids, error),
  });
  return { close: () => consumer.close(graceMs) };
};
