import { z } from 'zod';
import { Failure, type FailureDetails, type FailureKind } from '../../lib/failure.ts';
import { kindOfStatus, parseRetryAfter } from '../../lib/http.ts';

/** An answer of X that is an error. */
export interface ErrorAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
}

/** X does not accept these parameters of a request; what follows depends on which they are. */
export interface Refusal {
  parameters: string[];
  said: string;
}

const Problem = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  type: z.string().optional(),
  errors: z
    .array(
      z.object({
        message: z.string().optional(),
        detail: z.string().optional(),
        parameters: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .optional(),
});
type Problem = z.output<typeof Problem>;

/** What an answer of status 400 complains about; `undefined` for every other status. */
export const refusalOf = ({ status, body }: ErrorAnswer): Refusal | undefined => {
  if (status !== 400) return undefined;
  const problem = readProblem(body);
  const said = sentenceOf(problem);
  const named = problem.errors?.flatMap((error) => Object.keys(error.parameters ?? {})) ?? [];
  // The wording has changed more than once and not every variant names the parameters apart.
  return { parameters: named.length > 0 ? named : (said.match(/\b[a-z]+_(id|token|time)\b/g) ?? []), said };
};

/**
 * The failure that an error of X stands for, https://docs.x.com/x-api/fundamentals/response-codes-and-errors
 *
 * @param now for waits counted from our clock when the answer is not dated
 */
export const failureOf = (answer: ErrorAnswer, where: string, now: Date): Failure => {
  const problem = readProblem(answer.body);
  const said = sentenceOf(problem);
  const kind = kindOf(answer.status, problem);
  return new Failure(kind, `${where} answered ${answer.status}${problem.title ? ` ${problem.title}` : ''}`, {
    status: answer.status,
    ...(said === '' ? {} : { sample: said.slice(0, 500) }),
    ...waitOf(kind, answer, now),
    ...remedyOf(answer.status, kind),
  });
};

/** A status of 200 with nothing but errors in it: the account is gone, suspended or protected. */
export const failureOfErrorsOnly = (body: unknown, where: string): Failure | undefined => {
  const problem = readProblem(body);
  if (!problem.errors?.length) return undefined;
  return new Failure('recipient', `${where}: X has nothing to show for this account`, { sample: sentenceOf(problem) });
};

const readProblem = (body: unknown): Problem => Problem.safeParse(body).data ?? {};

const sentenceOf = ({ title, detail, errors }: Problem): string =>
  errors?.[0]?.message ?? errors?.[0]?.detail ?? detail ?? title ?? '';

// A used-up monthly cap also comes as 429, but waiting for the end of the rate window does not help.
const kindOf = (status: number, { title, type }: Problem): FailureKind => {
  const capped = title === 'UsageCapExceeded' || type?.endsWith('/usage-capped');
  return status === 429 && capped ? 'exhausted' : kindOfStatus(status);
};

const shortestWaitMs = 1000;
const longestWaitMs = 16 * 60_000;
const undatedWaitMs = 60_000;
const creditWaitMs = 60 * 60_000;

// Rate windows last 15 minutes: a longer wait can only come from clocks that disagree,
// https://docs.x.com/x-api/fundamentals/rate-limits
const waitOf = (kind: FailureKind, { headers }: ErrorAnswer, now: Date): FailureDetails => {
  if (kind === 'exhausted') return { retryAfterMs: creditWaitMs };
  if (kind !== 'throttled') return {};
  const resetMs = Number(headers['x-rate-limit-reset'] ?? Number.NaN) * 1000;
  if (Number.isNaN(resetMs))
    return { retryAfterMs: parseRetryAfter(single(headers['retry-after']), now) ?? undatedWaitMs };
  const waitMs = resetMs - serverTime(headers['date'], now);
  return { retryAfterMs: Math.min(Math.max(waitMs, shortestWaitMs), longestWaitMs) };
};

const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;

const serverTime = (date: string | string[] | undefined, now: Date): number => {
  const dated = Date.parse(String(date));
  return Number.isNaN(dated) ? now.getTime() : dated;
};

const remedyOf = (status: number, kind: FailureKind): FailureDetails => {
  if (status === 401)
    return { remedy: 'Make a new token at console.x.com (Apps, Keys and tokens) and put it into the environment.' };
  if (status === 403)
    return { remedy: 'See at console.x.com whether the app belongs to a project and its plan allows this call.' };
  if (kind === 'exhausted')
    return { remedy: 'Buy credits or raise the spending limit at console.x.com; a saved card alone is no balance.' };
  return {};
};
