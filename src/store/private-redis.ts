import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../lib/log.ts';
import { hold, holders, type Lock, tryLock } from './private-redis/locks.ts';
import { type Place, preparePlace } from './private-redis/place.ts';
import { createSupervision, type Supervision } from './private-redis/supervision.ts';

export { describeRedisRisk } from './private-redis/risk.ts';

export type PrivateRedisOptions = {
  /** The data folder. */
  home: string;
  log: Log;
  random?: () => number;
} & (
  | {
      mode: 'daemon';
      /** What this daemon does; each role runs once on a data folder. */
      roles: readonly string[];
    }
  /** A command: uses the running Redis, or has one for as long as it takes. */
  | { mode: 'attach' }
);

export interface PrivateRedis {
  /** Path of the Unix socket to connect to; stays the same when Redis is restarted. */
  socket: string;
  /** Whether it is this program that restarts Redis when it dies. */
  readonly supervising: boolean;
  /** Lets go of Redis; the last one to do so stops it. */
  close(): Promise<void>;
}

// Prefixes in the folder of locks: a role can be called neither by them nor like another kind of lock.
const presence = { role: 'role-', command: 'command' };

/**
 * Gives the program a Redis of its own on a Unix socket below the data folder: adopts the living one or starts it, restarts it
 * when it dies, and stops it when the last program on the folder is done.
 *
 * @throws Error when a daemon with one of the roles already runs on this folder, or when Redis is missing or cannot start
 */
export const openPrivateRedis = async (options: PrivateRedisOptions): Promise<PrivateRedis> => {
  const place = preparePlace(options.home);
  const locks = await enter(place, options);
  const supervision = createSupervision(place, options.log);
  try {
    await supervision.ensure();
  } catch (error) {
    leave(locks);
    supervision.release();
    throw error;
  }
  return watched(place, locks, supervision);
};

const watched = (place: Place, locks: Lock[], supervision: Supervision): PrivateRedis => {
  const stopping = new AbortController();
  const kept = supervision.keep(stopping.signal);

  const finish = async (): Promise<void> => {
    stopping.abort();
    await kept;
    leave(locks);
    // Others may leave in the same instant: whoever looks last, after letting go of everything, finds nobody and stops Redis.
    if (isUsed(place)) supervision.release();
    if (!isUsed(place)) await supervision.stop();
  };

  let finished: Promise<void> | undefined;
  return {
    socket: place.socket,
    get supervising() {
      return supervision.held;
    },
    close: () => {
      finished ??= finish();
      return finished;
    },
  };
};

const enter = async (place: Place, options: PrivateRedisOptions): Promise<Lock[]> => {
  if (options.mode === 'attach') return [hold(place.locks, presence.command)];
  const random = options.random ?? Math.random;
  // Two that start in the same instant refuse each other: only one that stays is a reason to give up.
  for (let attempt = 1; ; attempt += 1) {
    const { locks, refused } = takeRoles(place, options.roles);
    if (refused.length === 0) return locks;
    leave(locks);
    if (attempt === 3) throw new Error(refusal(place, refused));
    await wait(5 + random() * 30);
  }
};

const takeRoles = (place: Place, roles: readonly string[]): { locks: Lock[]; refused: string[] } => {
  const locks: Lock[] = [];
  const refused: string[] = [];
  for (const role of roles) {
    const lock = tryLock(place.locks, presence.role + role);
    if (lock) locks.push(lock);
    else refused.push(role);
  }
  return { locks, refused };
};

const leave = (locks: Lock[]): void => {
  for (const lock of locks) lock.release();
};

const refusal = (place: Place, roles: string[]): string => {
  const pids = roles.flatMap((role) => holders(place.locks, presence.role + role)).map(({ pid }) => pid);
  const who = [...new Set(pids)].join(', ');
  return (
    `Earshot already runs on the data folder ${place.home} (${roles.join(', ')}; process ${who}). ` +
    'Stop it first, or give this one a folder of its own with EARSHOT_HOME.'
  );
};

const isUsed = (place: Place): boolean =>
  holders(place.locks).some(({ name }) => name === presence.command || name.startsWith(presence.role));
