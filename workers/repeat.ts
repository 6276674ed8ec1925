import { setTimeout as wait } from 'node:timers/promises';
import type { App } from '../src/pipeline/app.ts';
import { holdLease, releaseLease } from '../src/store/lease.ts';

export interface Rhythm {
  /** Name of the lease. */
  name: string;
  everyMs: number;
  /** How often the lease is renewed. Default a second. */
  renewMs?: number;
}

/** A lease lives for as many renewals: when its holder is killed, another daemon takes over within seconds. */
const renewalsPerLife = 5;

/**
 * Runs a step at once and then again and again until the signal ends it, on one daemon of many: whoever holds the lease, also
 * between two runs, so that it can be told that somebody is on duty. A loop outlives its own errors.
 */
export const repeat = async (
  app: App,
  { name, everyMs, renewMs = 1000 }: Rhythm,
  signal: AbortSignal,
  step: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> => {
  let nextAt = 0;
  while (!signal.aborted) {
    try {
      const held = await holdLease(app.redis, app.keys, name, app.instance, renewMs * renewalsPerLife);
      if (held && performance.now() >= nextAt) {
        nextAt = performance.now() + everyMs;
        await step(signal);
      } else if (!held) nextAt = 0;
    } catch (err) {
      if (!signal.aborted) app.log.error({ job: name, err }, 'a loop failed and goes on');
    }
    await wait(Math.min(everyMs, renewMs), undefined, { signal }).catch(() => undefined);
  }
  await releaseLease(app.redis, app.keys, name, app.instance).catch(() => undefined);
};
