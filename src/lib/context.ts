import type { Http } from './http.ts';
import type { Log } from './log.ts';

/** What every adapter and step is given instead of reaching for globals. */
export interface Context {
  now(): Date;
  /** 0 (included) to 1 (excluded). */
  random(): number;
  http: Http;
  /** Time limit of one request for adapters whose library opens its own connections. Default: that of `http`. */
  requestTimeoutMs?: number;
  log: Log;
  /** Where text for people goes: the terminal of whoever started the program. Absent: nobody watches. */
  print?(text: string): void;
  signal: AbortSignal;
}
