/**
 * How a call to the outside went wrong, in terms of what to do next (design §7.4):
 *
 * - `transient`: network, timeout before anything was sent, 408, 5xx: try again later
 * - `throttled`: 429 or a vendor's rate limit: wait `retryAfterMs`, costs no attempt
 * - `unauthorized`: 401, 403, a redirect on an address that holds a secret: the credential needs a person
 * - `exhausted`: 402, monthly quota: sleeps until `resetAt`, told once
 * - `recipient`: 404, 410, blocked, invalid number: only that recipient is left out
 * - `message`: 400, 413, 422: this content is refused; one plain retry
 * - `invalid`: the answer does not fit the schema: their API changed
 * - `unknown`: the request left us and no usable answer came back
 */
export type FailureKind =
  | 'transient'
  | 'throttled'
  | 'unauthorized'
  | 'exhausted'
  | 'recipient'
  | 'message'
  | 'invalid'
  | 'unknown';

export interface FailureDetails {
  /** HTTP status, when there was an answer. */
  status?: number;
  /** How long to wait before the next request, in milliseconds. */
  retryAfterMs?: number;
  /** For `exhausted`: when the quota comes back. */
  resetAt?: Date;
  /** The first characters of an answer, with secrets already removed: to show what the vendor said. */
  sample?: string;
  /** What the person who runs Earshot should do, one sentence. */
  remedy?: string;
  cause?: unknown;
}

/** The only error that crosses an adapter's edge. Its message never holds a secret, a query string or a path with a token. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: FailureKind;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly resetAt: Date | undefined;
  readonly sample: string | undefined;
  readonly remedy: string | undefined;

  constructor(kind: FailureKind, message: string, details: FailureDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
    this.resetAt = details.resetAt;
    this.sample = details.sample;
    this.remedy = details.remedy;
  }
}

/** True for the rejection that an `AbortSignal` causes: a stop, not a failure, and never logged as one. */
export const isAbort = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError' || isAbort(error.cause));
