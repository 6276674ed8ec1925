import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from './schema.ts';

/**
 * What a button or link carries: alert and end of validity, signed, so that it can be neither guessed nor used for another
 * alert. At most 60 characters; letters, digits, `_`, `-` and `.` only.
 */
export const createToken = (secret: Secret, alertId: string, expires: Date): string => {
  const payload = `${alertId}.${Math.floor(expires.getTime() / 1000).toString(36)}`;
  return `${payload}.${sign(secret, payload)}`;
};

/** Reads a token; `null` when it is not ours, was altered or has expired. */
export const readToken = (secret: Secret, token: string, now: Date): { alertId: string } | null => {
  const [alertId, expires, mac, ...rest] = token.split('.');
  if (!alertId || !expires || !mac || rest.length > 0) return null;

  const expected = Buffer.from(sign(secret, `${alertId}.${expires}`));
  const given = Buffer.from(mac);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return Number.parseInt(expires, 36) * 1000 < now.getTime() ? null : { alertId };
};

const sign = (secret: Secret, payload: string): string =>
  createHmac('sha256', secret.reveal()).update(`earshot token ${payload}`).digest('base64url').slice(0, 22);
