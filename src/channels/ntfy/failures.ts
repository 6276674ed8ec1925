import { z } from 'zod';
import type { Context } from '../../lib/context.ts';
import { Failure } from '../../lib/failure.ts';
import { parseJson } from '../../lib/http.ts';

const Refusal = z.object({ code: z.number() });

const minuteMs = 60_000;

/** Refill of the request bucket is one per five seconds; there is no `Retry-After` to go by. */
const bucketWaitMs = 10_000;

/** Runs a call to ntfy; what it throws is read by ntfy's own codes. */
export const withNtfyFailures = async <Result>({ now }: Context, call: () => Promise<Result>): Promise<Result> => {
  try {
    return await call();
  } catch (error) {
    throw ntfyFailure(error, now());
  }
};

// Five digits, HTTP status × 100 + detail: https://github.com/binwiederhier/ntfy/blob/main/server/errors.go
const ntfyFailure = (error: unknown, now: Date): unknown => {
  if (!(error instanceof Failure) || error.sample === undefined) return error;
  switch (codeIn(error.sample)) {
    case 40009:
    case 40010:
      return again(error, 'recipient', 'ntfy does not accept this topic', {
        remedy: 'Use another topic: letters, digits, "-" and "_" only, and none of the names ntfy keeps for itself.',
      });
    case 42901:
      return again(error, 'throttled', 'ntfy asks for fewer requests', {
        retryAfterMs: error.retryAfterMs ?? bucketWaitMs,
      });
    case 42908:
      return again(error, 'exhausted', 'the daily number of ntfy messages is used up', {
        resetAt: nextMidnight(now),
        remedy: 'Use a paid account or a server of your own, or send fewer messages there.',
      });
    case 42909:
    case 42910:
      return again(error, 'throttled', 'ntfy has shut us out for a while', {
        retryAfterMs: error.retryAfterMs ?? 15 * minuteMs,
      });
    default:
      return error;
  }
};

const again = (
  { status, sample }: Failure,
  kind: Failure['kind'],
  message: string,
  details: { retryAfterMs?: number; resetAt?: Date; remedy?: string },
): Failure =>
  new Failure(kind, message, {
    ...details,
    ...(status === undefined ? {} : { status }),
    ...(sample === undefined ? {} : { sample }),
  });

const codeIn = (sample: string): number | undefined => {
  try {
    return parseJson(sample, Refusal, 'ntfy').code;
  } catch {
    return undefined;
  }
};

const nextMidnight = (now: Date): Date =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1));
