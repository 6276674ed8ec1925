import { z } from 'zod';
import type { Context } from '../../lib/context.ts';
import { Failure, type FailureKind } from '../../lib/failure.ts';
import { type HttpAnswer, parseJson, parseRetryAfter } from '../../lib/http.ts';
import { address } from '../../lib/url.ts';
import { nextMonth, quotaOf } from './quota.ts';

export interface PushoverRequest {
  path: string;
  query?: Record<string, string>;
  /** Absent: the request is a GET. */
  body?: object;
  timeoutMs?: number;
}

/** "Wait at least five seconds", https://pushover.net/api#friendly */
const leastWaitMs = 5000;

/** Statuses whose body or headers say more than the number. */
const wordedStatuses = [400, 429];

/**
 * Makes one call to Pushover.
 *
 * @throws Failure by what the vendor says is wrong: the token, the recipient, the quota or the message
 */
export const askPushover = async <T extends z.ZodType>(
  base: string,
  { path, query, body, timeoutMs }: PushoverRequest,
  success: T,
  { http, now, signal }: Context,
): Promise<{ read: z.output<T>; headers: Record<string, string> }> => {
  const request = { accept: wordedStatuses, signal, ...(body && { body }), ...(timeoutMs && { timeoutMs }) };
  const answer = await unhurried(() => http.send(address(base, path, query), request));
  if (answer.status === 429) throw usedUp(answer, now());
  const refused = refusalIn(answer.text);
  if (refused) throw refusal(refused, answer);
  if (answer.status === 400) throw new Failure('message', 'Pushover refused the message', detailsOf(answer));
  return { read: parseJson(answer.text, success, 'Pushover'), headers: answer.headers };
};

const unhurried = async (call: () => Promise<HttpAnswer>): Promise<HttpAnswer> => {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'transient') throw error;
    const { message, status, sample, cause } = error;
    throw new Failure('transient', message, {
      retryAfterMs: Math.max(leastWaitMs, error.retryAfterMs ?? 0),
      ...(status === undefined ? {} : { status }),
      ...(sample === undefined ? {} : { sample }),
      cause,
    });
  }
};

// "invalid" beside the name of a parameter, https://pushover.net/api#response
const Refusal = z.object({
  status: z.literal(0),
  token: z.unknown().optional(),
  user: z.unknown().optional(),
  receipt: z.unknown().optional(),
  errors: z.array(z.string()).catch([]),
});
type Refusal = z.output<typeof Refusal>;

const refusalIn = (text: string): Refusal | undefined => {
  try {
    return Refusal.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

const refusal = (refused: Refusal, answer: HttpAnswer): Failure => {
  const { kind, what, remedy } = meaningOf(refused);
  return new Failure(kind, `Pushover refused ${what}`, { ...detailsOf(answer), ...(remedy && { remedy }) });
};

const meaningOf = ({ token, user, receipt, errors }: Refusal): { kind: FailureKind; what: string; remedy?: string } => {
  if (token === 'invalid')
    return { kind: 'unauthorized', what: 'our token', remedy: 'Set token to the API token of your application.' };
  if (user === 'invalid')
    return {
      kind: 'recipient',
      what: 'the recipient',
      remedy: 'Set user to the key of a user or group with a device.',
    };
  if (receipt === 'not found' || receipt === 'invalid')
    return { kind: 'recipient', what: 'a receipt it does not know' };
  return { kind: 'message', what: `the message: ${errors[0]?.slice(0, 200) ?? 'it does not say why'}` };
};

const usedUp = (answer: HttpAnswer, now: Date): Failure =>
  new Failure('exhausted', 'the monthly number of Pushover messages is used up', {
    ...detailsOf(answer),
    resetAt: quotaOf(answer.headers)?.resetAt ?? nextMonth(now),
    remedy: 'Buy more messages for the application, or send fewer there.',
  });

const detailsOf = ({ status, text, headers }: HttpAnswer) => {
  const retryAfterMs = parseRetryAfter(headers['retry-after']);
  return { status, sample: text.slice(0, 500), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
};
