import type { Http } from './http.ts';
import type { Log } from './log.ts';

/** What every adapter and step is given instead of reaching for globals. */
export interface Context {
  now(): Date;
  /** 0 (included) to 1 (excluded). */
  random(): number;
  http: Http;
  log: Log;
  signal: AbortSignal;
}
