import { Agent, type Dispatcher, errors, request } from 'undici';
import type { z } from 'zod';
import { decodeText } from './encoding.ts';
import { Failure, type FailureKind } from './failure.ts';
import { describeIssues } from './schema.ts';

export interface HttpRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Record<string, string>;
  /** An object is sent as JSON; a string or URLSearchParams as it is. */
  body?: unknown;
  signal?: AbortSignal;
  /** Whole request, headers to last byte. Default 10 s. */
  timeoutMs?: number;
  /** Longest answer accepted. Default 8 MiB. */
  maxBytes?: number;
  /** Redirects followed; only for addresses that hold no secret and send no credential. Default 0. */
  redirects?: number;
  /** Statuses below 400 are good; name further ones to receive instead of throw (304 is always received). */
  accept?: number[];
}

export interface HttpAnswer {
  status: number;
  /** Header names in lower case; repeated headers joined by commas. */
  headers: Record<string, string>;
  text: string;
}

/** The one door to the network for adapters. */
export interface Http {
  /** @throws Failure as in design §7.4; the message names method and host only. */
  send(url: string, request?: HttpRequest): Promise<HttpAnswer>;
  /** Like `send`, parsed by a schema. @throws Failure `invalid` when the body is no JSON or does not fit. */
  getJson<T extends z.ZodType>(url: string, schema: T, request?: HttpRequest): Promise<z.output<T>>;
  /** A long-lived answer read line by line; ends with the signal, the server, or silence longer than `idleMs`. */
  lines(url: string, request?: HttpRequest & { idleMs?: number }): AsyncIterable<string>;
  close(): Promise<void>;
}

const connectTimeoutMs = 3000;
const defaultTimeoutMs = 10_000;
const defaultMaxBytes = 8 * 1024 * 1024;

/**
 * Creates the HTTP client every adapter shares: time and size limits on each request, no silent retries, no redirects unless
 * asked for, errors without addresses.
 */
export const createHttp = (options: { dispatcher?: Dispatcher; userAgent?: string } = {}): Http => {
  const dispatcher = options.dispatcher ?? new Agent({ connect: { timeout: connectTimeoutMs }, connections: 64 });
  const userAgent = options.userAgent ?? 'earshot';

  const open = async (url: string, init: HttpRequest, headersTimeout: number): Promise<Dispatcher.ResponseData> => {
    const { payload, contentType } = encodeBody(init.body);
    const headers = { 'user-agent': userAgent, ...contentType, ...lowerCased(init.headers ?? {}) };
    return request(url, {
      dispatcher,
      method: init.method ?? (payload === undefined ? 'GET' : 'POST'),
      headers,
      body: payload ?? null,
      signal: init.signal ?? null,
      headersTimeout,
      bodyTimeout: headersTimeout,
    });
  };

  const send = async (url: string, init: HttpRequest = {}): Promise<HttpAnswer> => {
    const timeoutMs = init.timeoutMs ?? defaultTimeoutMs;
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    let target = url;
    for (let hop = 0; ; hop += 1) {
      const where = describe(init, target);
      try {
        const response = await open(target, { ...init, signal }, timeoutMs);
        const headers = flatten(response.headers);
        const location = headers['location'];
        if (isRedirect(response.statusCode) && location && hop < (init.redirects ?? 0)) {
          await response.body.dump();
          target = redirectTarget(target, location, where);
          continue;
        }
        const bytes = await readLimited(response.body, init.maxBytes ?? defaultMaxBytes, where);
        const text = decodeText(bytes, headers['content-type']);
        const answer = { status: response.statusCode, headers, text };
        if (isGood(answer.status, init.accept)) return answer;
        throw failureFromAnswer(answer, where);
      } catch (error) {
        if (init.signal?.aborted) throw init.signal.reason;
        throw asFailure(error, where, timeout.aborted);
      }
    }
  };

  const getJson = async <T extends z.ZodType>(url: string, schema: T, init: HttpRequest = {}): Promise<z.output<T>> => {
    const answer = await send(url, { ...init, headers: { accept: 'application/json', ...init.headers } });
    return parseJson(answer.text, schema, describe(init, url));
  };

  async function* lines(url: string, init: HttpRequest & { idleMs?: number } = {}): AsyncIterable<string> {
    const where = describe(init, url);
    const idleMs = init.idleMs ?? 120_000;
    try {
      const response = await open(url, init, idleMs);
      if (response.statusCode >= 300) {
        const text = decodeText(await readLimited(response.body, 64 * 1024, where));
        throw failureFromAnswer({ status: response.statusCode, headers: flatten(response.headers), text }, where);
      }
      yield* splitLines(response.body, init.maxBytes ?? 256 * 1024, where);
    } catch (error) {
      if (init.signal?.aborted) return;
      throw asFailure(error, where, false);
    }
  }

  return { send, getJson, lines, close: () => dispatcher.close() };
};

/**
 * Parses an answer's text by a schema.
 *
 * @throws Failure `invalid` with the first problems and a trimmed sample
 */
export const parseJson = <T extends z.ZodType>(text: string, schema: T, where: string): z.output<T> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Failure('invalid', `${where}: the answer is no JSON`, { sample: text.slice(0, 200) });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Failure('invalid', `${where}: the answer has an unknown shape (${describeIssues(parsed.error)})`, {
    sample: text.slice(0, 200),
  });
};

/** The failure an HTTP status stands for, unless the vendor means something else by it. */
export const kindOfStatus = (status: number): FailureKind => {
  if (status === 429 || status === 425) return 'throttled';
  if (status === 408 || status >= 500) return 'transient';
  if (status === 401 || status === 403 || (status >= 300 && status < 400)) return 'unauthorized';
  if (status === 402) return 'exhausted';
  if (status === 404 || status === 410) return 'recipient';
  return 'message';
};

/**
 * Reads `Retry-After`: whole or decimal seconds, or an HTTP date (RFC 9110 §10.2.3).
 *
 * @returns milliseconds from `now`, never negative; `undefined` when absent or unreadable
 */
export const parseRetryAfter = (value: string | undefined, now: Date = new Date()): number | undefined => {
  if (value === undefined) return undefined;
  const text = value.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
};

const failureFromAnswer = (answer: HttpAnswer, where: string): Failure => {
  const retryAfterMs = parseRetryAfter(answer.headers['retry-after']);
  return new Failure(kindOfStatus(answer.status), `${where} answered ${answer.status}`, {
    status: answer.status,
    sample: answer.text.slice(0, 500),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
};

const notSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

// A reset or a timeout after the request was written leaves open whether it was carried out: `unknown`.
const asFailure = (error: unknown, where: string, timedOut: boolean): Failure => {
  if (error instanceof Failure) return error;
  const code = codeOf(error);
  if (
    code !== undefined &&
    (notSent.has(code) || code.startsWith('CERT_') || code.startsWith('ERR_TLS') || code.startsWith('DEPTH_ZERO'))
  )
    return new Failure('transient', `${where} cannot be reached (${code})`, { cause: withoutAddress(error) });
  if (timedOut || error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError)
    return new Failure('unknown', `${where} did not answer in time`, { cause: withoutAddress(error) });
  return new Failure('unknown', `${where} broke off (${code ?? 'connection error'})`, { cause: withoutAddress(error) });
};

const codeOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error.cause);
};

// The original error may name the whole address, secrets included: only its class and code go on.
const withoutAddress = (error: unknown): Error =>
  new Error(`${error instanceof Error ? error.name : 'error'} ${codeOf(error) ?? ''}`.trim());

const describe = (init: HttpRequest, url: string): string => {
  const method = init.method ?? (init.body === undefined ? 'GET' : 'POST');
  return `${method} ${URL.canParse(url) ? new URL(url).host : 'an invalid address'}`;
};

const isRedirect = (status: number): boolean => status >= 300 && status < 400 && status !== 304;

const isGood = (status: number, accept: number[] = []): boolean =>
  (status >= 200 && status < 300) || status === 304 || accept.includes(status);

// A redirect may lower neither the protocol nor the guard against addresses inside the network.
const redirectTarget = (from: string, location: string, where: string): string => {
  const target = new URL(location, from);
  const samePlace = target.host === new URL(from).host;
  if (target.protocol !== 'https:' && !samePlace)
    throw new Failure('unauthorized', `${where} redirects to an insecure address`);
  if (!samePlace && isPrivateHost(target.hostname))
    throw new Failure('unauthorized', `${where} redirects into a private network`);
  return target.href;
};

/** True for host names and literal addresses that belong to this machine or a private network (RFC 1918, 4193, 3927). */
export const isPrivateHost = (hostname: string): boolean => {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || host.endsWith('.localhost') || host.endsWith('.internal') || host.endsWith('.local'))
    return true;
  if (/^(127|10|0)\.|^192\.168\.|^169\.254\.|^172\.(1[6-9]|2\d|3[01])\./.test(host)) return true;
  return (
    host === '::' ||
    host === '::1' ||
    /^f[cd][0-9a-f]{2}:/.test(host) ||
    /^fe[89ab][0-9a-f]:/.test(host) ||
    host.startsWith('::ffff:')
  );
};

const flatten = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  );

const lowerCased = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const encodeBody = (body: unknown): { payload?: string | Uint8Array; contentType?: Record<string, string> } => {
  if (body === undefined) return {};
  if (typeof body === 'string') return { payload: body, contentType: {} };
  if (body instanceof Uint8Array) return { payload: body, contentType: {} };
  if (body instanceof URLSearchParams)
    return { payload: body.toString(), contentType: { 'content-type': 'application/x-www-form-urlencoded' } };
  return { payload: JSON.stringify(body), contentType: { 'content-type': 'application/json; charset=utf-8' } };
};

const readLimited = async (body: AsyncIterable<Uint8Array>, maxBytes: number, where: string): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw new Failure('invalid', `${where}: the answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

async function* splitLines(body: AsyncIterable<Uint8Array>, maxBytes: number, where: string): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    if (rest.length > maxBytes) throw new Failure('invalid', `${where}: a line is longer than ${maxBytes} characters`);
    const parts = rest.split('\n');
    rest = parts.pop() ?? '';
    yield* parts.map((part) => part.replace(/\r$/, '')).filter((part) => part.length > 0);
  }
  if (rest.trim().length > 0) yield rest;
}
