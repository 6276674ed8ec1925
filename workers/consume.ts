import { DelayedError, type Job, UnrecoverableError, Worker } from 'bullmq';
import { Failure } from '../src/lib/failure.ts';
import type { Log } from '../src/lib/log.ts';
import type { Redis } from '../src/store/redis.ts';
import { finish } from './role.ts';

/** A step that is not done yet and wants to run again later; costs no attempt. */
export interface Later {
  settled: false;
  retryInMs: number;
}

export interface ConsumeOptions<T> {
  queue: string;
  redis: Redis;
  prefix: string;
  log: Log;
  concurrency: number;
  /** Most jobs per interval. */
  limit?: { messages: number; perMs: number };
  /** The step. Its signal ends when the worker must stop at once. */
  step: (payload: T, signal: AbortSignal, job: Job) => Promise<Later | unknown>;
  /** After the last attempt. */
  onGivenUp?: (payload: T, error: Error) => Promise<void>;
}

/** A running consumer of one queue. */
export interface Consumer {
  /** Takes no new jobs and waits for those under way; after `graceMs` their signal is aborted. */
  close(graceMs: number): Promise<void>;
}

/**
 * Runs a step for every job of a queue and turns how it ended into what BullMQ has to do: wait, try again or give up (design §7.4).
 * Anything that is not a `Failure` is our bug: logged with its stack and tried again.
 */
export const consume = <T>({
  queue,
  redis,
  prefix,
  log,
  concurrency,
  limit,
  step,
  onGivenUp,
}: ConsumeOptions<T>): Consumer => {
  const stop = new AbortController();

  // BullMQ looks at the number of declared parameters before it passes a signal: all three must stand here.
  const run = async (job: Job, token?: string, cancelled?: AbortSignal): Promise<void> => {
    const signal = cancelled ? AbortSignal.any([stop.signal, cancelled]) : stop.signal;
    try {
      const result = await step(job.data as T, signal, job);
      if (isLater(result)) await postpone(job, token, result.retryInMs);
    } catch (error) {
      if (error instanceof DelayedError || signal.aborted) throw error;
      if (error instanceof Failure && error.kind === 'throttled')
        await postpone(job, token, error.retryAfterMs ?? 60_000);
      if (error instanceof Failure && givenUp.has(error.kind)) throw new UnrecoverableError(error.message);
      if (!(error instanceof Failure))
        log.error({ job: job.name, attempt: job.attemptsMade + 1, err: error }, 'a job failed');
      throw error;
    }
  };

  // A worker waits for jobs on a connection of its own; BullMQ leaves closing it to whoever opened it.
  const connection = redis.duplicate({ maxRetriesPerRequest: null });
  connection.on('error', () => undefined);
  const worker = new Worker(queue, run, {
    connection,
    prefix,
    concurrency,
    ...(limit && { limiter: { max: limit.messages, duration: limit.perMs } }),
    // Short, so that the job of a killed worker is taken up again within seconds; a living one renews its lock in time.
    lockDuration: 10_000,
    stalledInterval: 5000,
    maxStalledCount: 5,
    skipVersionCheck: true,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  });
  worker.on('error', (error) => {
    if (!stop.signal.aborted) log.debug({ err: error }, 'a worker lost its connection for a moment');
  });
  worker.on('failed', (job, error) => {
    if (job && onGivenUp && isLastAttempt(job, error))
      void onGivenUp(job.data as T, error).catch((err: unknown) => log.error({ err }, 'giving up failed'));
  });

  return {
    close: async (graceMs) => {
      const timer = setTimeout(() => stop.abort(), graceMs);
      await finish(redis, worker.close());
      clearTimeout(timer);
      stop.abort();
      connection.disconnect();
    },
  };
};

const givenUp: ReadonlySet<Failure['kind']> = new Set(['unauthorized', 'exhausted', 'recipient', 'message', 'invalid']);

const isLater = (result: unknown): result is Later =>
  typeof result === 'object' && result !== null && 'settled' in result && result.settled === false;

const postpone = async (job: Job, token: string | undefined, ms: number): Promise<never> => {
  await job.moveToDelayed(Date.now() + ms, token);
  throw new DelayedError();
};

const isLastAttempt = (job: Job, error: Error): boolean =>
  error instanceof UnrecoverableError || job.attemptsMade >= (job.opts.attempts ?? 1);
