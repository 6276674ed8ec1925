import { realpathSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../lib/log.ts';
import { probe, spawnRedis, stopRedis, untilGone, untilReady } from './child.ts';
import { type Lock, startOf, tryLock } from './locks.ts';
import { clearRunning, type Place, readRunning, writeRunning } from './place.ts';

/** The care for one folder's Redis. Whoever has the lock cares for it; the others watch, and step in when that one is gone. */
export interface Supervision {
  readonly held: boolean;
  /** Sees to it that Redis answers: adopts the living one, waits for another program that is starting it, or starts it. */
  ensure(): Promise<void>;
  /** Does the same again whenever Redis goes away, until the signal fires. */
  keep(signal: AbortSignal): Promise<void>;
  /** Leaves the care to another program. */
  release(): void;
  /** Stops Redis, unless another program cares for it. */
  stop(): Promise<void>;
}

const pollMs = 10;
const patienceMs = 15_000;
const longestPauseMs = 10_000;
// A Redis that lived this long did not die of how it was started: the next restart need not wait.
const settledMs = 60_000;

/** Creates the supervision of the Redis at a place; nothing happens until it is asked to. */
export const createSupervision = (place: Place, log: Log): Supervision => {
  let lock: Lock | undefined;

  const claim = (): boolean => {
    lock ??= tryLock(place.locks, 'supervisor');
    return lock !== undefined;
  };

  const release = (): void => {
    lock?.release();
    lock = undefined;
  };

  const ensure = async (): Promise<void> => {
    let giveUpAt = performance.now() + patienceMs;
    while (performance.now() < giveUpAt) {
      const answer = await probe(place.socket);
      if (answer.state === 'ready') {
        adopt(place, answer);
        claim();
        return;
      }
      if (answer.state === 'absent' && claim() && (await start(place, log))) return;
      // Reading a large append-only file takes as long as it takes.
      if (answer.state === 'loading') giveUpAt = performance.now() + patienceMs;
      await wait(pollMs);
    }
    throw new Error(`The private Redis on ${place.socket} does not answer; its log is in ${place.folder}`);
  };

  const keep = async (signal: AbortSignal): Promise<void> => {
    for (let failures = 0; !signal.aborted; ) {
      const since = performance.now();
      await untilGone(place.socket, signal);
      if (signal.aborted) return;
      const livedMs = Math.round(performance.now() - since);
      log.error({ attempt: failures + 1, ms: livedMs }, 'private redis is gone');
      if (livedMs > settledMs) failures = 0;
      await pause(failures, signal);
      failures += 1;
      if (!signal.aborted) await recover();
    }
  };

  const recover = async (): Promise<void> => {
    try {
      await ensure();
      log.info('private redis answers again');
    } catch (err) {
      log.error({ err }, 'private redis cannot be restarted');
    }
  };

  const stop = async (): Promise<void> => {
    if (!claim()) return;
    const running = readRunning(place.folder);
    if (running) await stopRedis(running);
    clearRunning(place.folder);
    release();
  };

  return {
    get held() {
      return lock !== undefined;
    },
    ensure,
    keep,
    release,
    stop,
  };
};

const start = async (place: Place, log: Log): Promise<boolean> => {
  const unreachable = readRunning(place.folder);
  if (unreachable) {
    log.warn({ pid: unreachable.pid }, 'private redis runs but its socket is lost: stopping it');
    await stopRedis(unreachable);
  }
  const child = await spawnRedis(place.folder, place.socket);
  note(place, child.pid);
  return untilReady(child, place.folder, place.socket);
};

const adopt = (place: Place, { pid, folder }: { pid: number; folder: string }): void => {
  if (folder !== place.folder && realpathSync(folder) !== place.folder)
    throw new Error(`The Redis on ${place.socket} keeps its files in ${folder}, not in ${place.folder}: stop it first`);
  const known = readRunning(place.folder);
  if (known?.pid !== pid) note(place, pid);
};

const note = (place: Place, pid: number | undefined): void => {
  const startedAt = pid === undefined ? undefined : startOf(pid);
  if (pid !== undefined && startedAt !== undefined)
    writeRunning(place.folder, { pid, startedAt, socket: place.socket });
};

const pause = async (failures: number, signal: AbortSignal): Promise<void> => {
  const ms = failures === 0 ? 0 : Math.min(longestPauseMs, 50 * 2 ** failures);
  await wait(ms, undefined, { signal }).catch(() => undefined);
};
