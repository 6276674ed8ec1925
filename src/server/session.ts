import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../lib/schema.ts';
import type { Keys, Redis } from '../store/redis.ts';

/** How long a login lasts, in seconds. */
export const sessionSeconds = 30 * 86_400;

/**
 * Makes the value of a session cookie: its end, signed. The password is part of what is signed, so that a new one ends every
 * session.
 */
export const createSession = (secret: Secret, password: Secret, now: Date): string => {
  const expires = (Math.floor(now.getTime() / 1000) + sessionSeconds).toString(36);
  return `${expires}.${sign(secret, password, expires)}`;
};

/** Whether a session cookie is ours, unaltered and not over. */
export const isSession = (secret: Secret, password: Secret, cookie: string, now: Date): boolean => {
  const [expires = '', mac = ''] = cookie.split('.');
  if (!isSame(mac, sign(secret, password, expires))) return false;
  return Number.parseInt(expires, 36) * 1000 > now.getTime();
};

/** Compares texts in a time that tells neither their length nor where they differ. */
export const isSame = (given: string, expected: string): boolean => timingSafeEqual(sha256(given), sha256(expected));

const sign = (secret: Secret, password: Secret, expires: string): string =>
  createHmac('sha256', secret.reveal())
    .update(`earshot session ${expires} ${sha256(password.reveal()).toString('hex')}`)
    .digest('base64url');

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Wrong passwords within one minute after which none is looked at for its rest. */
const mostTries = 10;

const minuteMs = 60_000;

const triesKey = (keys: Keys, now: Date): string => keys.rate('login', Math.floor(now.getTime() / minuteMs));

/** Whether a password may be looked at: after too many wrong ones, none is until the next minute. */
export const mayTry = async (redis: Redis, keys: Keys, now: Date): Promise<boolean> =>
  Number((await redis.get(triesKey(keys, now))) ?? 0) < mostTries;

/** Counts a wrong password. */
export const countWrongTry = async (redis: Redis, keys: Keys, now: Date): Promise<void> => {
  const key = triesKey(keys, now);
  await redis.multi().incr(key).expire(key, 120).exec();
};
