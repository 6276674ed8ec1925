import type { Keys, Redis } from './redis.ts';
import { type Command, transact } from './transaction.ts';

/** How a source or a channel is doing. Instants are ISO strings. */
export interface Health {
  /** When it was last tried. */
  triedAt?: string;
  /** When it last worked. */
  workedAt?: string;
  /** Of a source: what the last look ended as. */
  outcome?: 'items' | 'empty' | 'partial' | 'refused' | 'broken';
  /** Of a source: when its newest mention was written. */
  newestAt?: string;
  /** Failures in a row. */
  failures: number;
  /** What went wrong last, in words without secrets. */
  problem?: string;
  /** Not used before this instant, except for a probe. */
  suspendedUntil?: string;
  /** Of a source: mentions heard in all. */
  heard: number;
}

/** Loads the health of a source or channel. */
export const loadHealth = async (redis: Redis, keys: Keys, what: 'source' | 'channel', id: string): Promise<Health> => {
  const row = await redis.hgetall(keys.health(what, id));
  const { failures, heard, ...rest } = row;
  return { ...rest, failures: Number(failures ?? 0), heard: Number(heard ?? 0) } as Health;
};

/** Records that something worked: clears the problem and the suspension. */
export const recordSuccess = async (
  redis: Redis,
  keys: Keys,
  what: 'source' | 'channel',
  id: string,
  at: Date,
  seen: { outcome?: Health['outcome']; newestAt?: Date | undefined; heard?: number } = {},
): Promise<void> => {
  await transact(redis, keys, [], successCommands(keys.health(what, id), at, seen));
};

const successCommands = (
  key: string,
  at: Date,
  { outcome, newestAt, heard }: { outcome?: Health['outcome']; newestAt?: Date | undefined; heard?: number },
): Command[] => {
  const now = at.toISOString();
  const known = [...(outcome ? ['outcome', outcome] : []), ...(newestAt ? ['newestAt', newestAt.toISOString()] : [])];
  const commands: Command[] = [
    ['HSET', key, 'triedAt', now, 'workedAt', now, 'failures', 0, ...known],
    ['HDEL', key, 'problem', 'suspendedUntil'],
  ];
  return heard ? [...commands, ['HINCRBY', key, 'heard', heard]] : commands;
};

/** Records a failure; with `suspendedUntil` the source or channel rests until then. */
export const recordFailure = async (
  redis: Redis,
  keys: Keys,
  what: 'source' | 'channel',
  id: string,
  at: Date,
  failure: { problem: string; outcome?: Health['outcome']; suspendedUntil?: Date | undefined },
): Promise<void> => {
  const key = keys.health(what, id);
  const pipeline = redis
    .pipeline()
    .hset(key, {
      triedAt: at.toISOString(),
      problem: failure.problem,
      ...(failure.outcome && { outcome: failure.outcome }),
    })
    .hincrby(key, 'failures', 1);
  if (failure.suspendedUntil) pipeline.hset(key, 'suspendedUntil', failure.suspendedUntil.toISOString());
  await pipeline.exec();
};

/** Where a source resumes; `null` before its first poll. */
export const loadCursor = async (redis: Redis, keys: Keys, source: string): Promise<unknown> => {
  const json = await redis.get(keys.cursor(source));
  return json === null ? null : JSON.parse(json);
};

/** Notes that a page was handed over: where the source resumes, and that it worked. Called last, in one step. */
export const savePageEnd = async (
  redis: Redis,
  keys: Keys,
  source: string,
  cursor: unknown,
  at: Date,
  seen: { outcome?: Health['outcome']; newestAt?: Date | undefined; heard?: number },
): Promise<void> => {
  await transact(
    redis,
    keys,
    [],
    [['SET', keys.cursor(source), JSON.stringify(cursor)], ...successCommands(keys.health('source', source), at, seen)],
  );
};

/** Saves where a reader resumes; called last, after everything it read was handed over. */
export const saveCursor = async (redis: Redis, keys: Keys, source: string, cursor: unknown): Promise<void> => {
  await redis.set(keys.cursor(source), JSON.stringify(cursor));
};

const tickLifeSeconds = 3600;

/**
 * Takes a tick of a source; false when somebody else has it already.
 *
 * @param taker whoever takes it may take it again: a job whose worker died runs a second time
 */
export const takeTick = async (
  redis: Redis,
  keys: Keys,
  source: string,
  tick: Date,
  taker: string,
): Promise<boolean> => {
  const key = keys.tick(source, tick.getTime());
  if ((await redis.set(key, taker, 'EX', tickLifeSeconds, 'NX')) === 'OK') return true;
  return (await redis.get(key)) === taker;
};

/** Gives a tick back that was not finished, so that the next daemon looks at once. */
export const giveBackTick = async (redis: Redis, keys: Keys, source: string, tick: Date): Promise<void> => {
  await redis.del(keys.tick(source, tick.getTime()));
};
