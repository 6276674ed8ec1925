import type { Redis } from '../store/redis.ts';

/**
 * Waits for work, but not for ever: commands to a Redis that is away are kept until it is back, and a request must be answered
 * before that.
 *
 * @returns `undefined` when the time is over; the work itself goes on
 */
export const within = async <Result>(ms: number, work: Promise<Result>): Promise<Result | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
};

/** Whether Redis answers within a while. */
export const answers = async (redis: Redis, ms: number): Promise<boolean> =>
  (await within(
    ms,
    redis.ping().catch(() => undefined),
  )) === 'PONG';
