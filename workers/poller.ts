import { isPaced } from '../src/pipeline/pace.ts';
import { poll } from '../src/pipeline/poll.ts';
import { PollJob, pollQueue } from '../src/queues.ts';
import type { Source } from '../src/sources/source.ts';
import { consume } from './consume.ts';
import { graceMs, type StartRole } from './role.ts';
import { startTicks, type Ticker } from './ticks.ts';

/** Sources asked at the same time. */
const concurrency = 8;

/** Asks every source at its own rhythm: a tick becomes a job, and any poller takes it. */
export const startPoller: StartRole = async ({ app }, { prefix }) => {
  const consumer = consume({
    queue: pollQueue,
    redis: app.redis,
    prefix,
    log: app.log,
    concurrency,
    // A job of a worker that died runs again under its own id; jobs for the same tick from other daemons have other ids.
    step: (payload, signal, job) => poll(app, PollJob.parse(payload), signal, job.id),
  });
  let tickers: Ticker[] = [];

  const tick = async (source: Source, at: Date): Promise<void> => {
    try {
      if (!(await isPaced(app, source, at))) await app.queues.addPoll({ source: source.id, tick: at.getTime() });
    } catch (err) {
      app.log.error({ source: source.id, err }, 'a tick was lost');
    }
  };
  const start = (): void => {
    tickers = [...app.setup.sources.values()].flatMap((source) =>
      source.enabled && source.poll && source.every
        ? [startTicks(source.every, (at) => void tick(source, at), app.now)]
        : [],
    );
  };
  const stop = (): void => {
    for (const ticker of tickers) ticker.stop();
  };

  start();
  return {
    reload: async () => {
      stop();
      start();
    },
    close: async () => {
      stop();
      await consumer.close(graceMs);
    },
  };
};
