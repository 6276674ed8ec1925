import { setTimeout as wait } from 'node:timers/promises';
import type { RunningApp } from '../src/app.ts';
import type { Secret } from '../src/lib/schema.ts';
import type { Redis } from '../src/store/redis.ts';

/** What a daemon can do; all of it in one process, or each in processes of its own. */
export const roles = ['poller', 'classifier', 'notifier', 'inbox'] as const;
export type Role = (typeof roles)[number];

/** A role at work. */
export interface RunningRole {
  /** Puts the app's present setup to work, after its configuration changed. */
  reload?(): Promise<void>;
  close(): Promise<void>;
}

/** What roles are started with. */
export interface RoleOptions {
  /** Prefix of the BullMQ keys. */
  prefix: string;
  /** Where the inbox listens. */
  host: string;
  port: number;
  /** What the inbox asks for where it can be reached from outside. */
  password?: Secret;
}

export type StartRole = (running: RunningApp, options: RoleOptions) => Promise<RunningRole>;

/** How long a stop waits for work under way: longer than any single request may take. */
export const graceMs = 12_000;

const awayMs = 1000;

/** Waits for work that is being ended, a little longer than its grace; a Redis that is away would let it wait for ever. */
export const finish = async (redis: Redis, work: Promise<unknown>): Promise<void> => {
  const done = new AbortController();
  const limitMs = redis.status === 'ready' ? graceMs + awayMs : awayMs;
  await Promise.race([work, wait(limitMs, undefined, { signal: done.signal }).catch(() => undefined)]);
  done.abort();
};
