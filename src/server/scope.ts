import type { Context } from 'hono';

/** What every request carries through the server. */
export interface Scope {
  Variables: {
    /** Names the request in answers and in the log. */
    requestId: string;
  };
}

export type RequestContext = Context<Scope>;

/** The statuses with which a request is refused. */
export type RefusalStatus = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 421 | 422 | 429 | 500 | 503;

/** Refuses a request of a program, in the one envelope that all errors use. */
export const refuse = (c: RequestContext, status: RefusalStatus, code: string, message: string): Response =>
  c.json({ error: { code, message, requestId: c.get('requestId') } }, status);
