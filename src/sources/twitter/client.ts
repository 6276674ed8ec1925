import { Agent, type IncomingMessage } from 'node:http';
import type { IClientSettings, ITwitterApiClientPlugin, TwitterApi, TwitterApiTokens } from 'twitter-api-v2';
import { Failure } from '../../lib/failure.ts';
import type { Secret } from '../../lib/schema.ts';
import type { SourceContext } from '../source.ts';
import { type ErrorAnswer, failureOf, type Refusal, refusalOf } from './problem.ts';

const defaultTimeoutMs = 10_000;
const maxBytes = 8 * 1024 * 1024;

export interface Access {
  base_url?: string | undefined;
  bearer_token?: Secret | undefined;
  api_key?: Secret | undefined;
  api_secret?: Secret | undefined;
  access_token?: Secret | undefined;
  access_secret?: Secret | undefined;
}

/** `app` asks with the bearer token, `user` as the account itself; each falls back to the other when it is not configured. */
export type Identity = 'app' | 'user';

export type Answer = { type: 'body'; body: unknown } | ({ type: 'refused' } & Refusal);

type Params = Record<string, string | number>;
type AskContext = Pick<SourceContext, 'signal' | 'now' | 'requestTimeoutMs'>;

/**
 * Sends one GET to the X API, within the limits that every adapter keeps: a deadline for the whole answer, a limit on its size,
 * an end at the signal. The library knows none of the three.
 *
 * @throws Failure for everything but a body and a refused parameter
 */
export const askX = async (
  access: Access,
  identity: Identity,
  path: string,
  params: Params,
  context: AskContext,
): Promise<Answer> => {
  context.signal.throwIfAborted();
  const base = (access.base_url ?? 'https://api.x.com').replace(/\/$/, '');
  const where = `GET ${new URL(base).host}`;
  const fence = raiseFence(context, where);
  const client = await connect(access, identity, fence.plugin, base);

  try {
    const answer = await client.v2.get<unknown>(path, params, { fullResponse: true, prefix: `${base}/2/` });
    fence.check();
    if (answer.headers.location !== undefined) throw redirected(where);
    return { type: 'body', body: answer.data };
  } catch (error) {
    fence.check();
    if (error instanceof Failure) throw error;
    const answer = await errorAnswerOf(error, where);
    if (!answer) throw fence.brokenOff();
    const refusal = refusalOf(answer);
    if (!refusal) throw failureOf(answer, where, context.now());
    return { type: 'refused', ...refusal };
  }
};

/** The four tokens of an account, when all of them are configured. */
export const userTokensOf = (access: Access): TwitterApiTokens | undefined => {
  const { api_key, api_secret, access_token, access_secret } = access;
  if (!api_key || !api_secret || !access_token || !access_secret) return undefined;
  return {
    appKey: api_key.reveal(),
    appSecret: api_secret.reveal(),
    accessToken: access_token.reveal(),
    accessSecret: access_secret.reveal(),
  };
};

// The library is loaded by the first request, so that it costs nothing where X is not configured. Compressed answers stay off:
// the library never settles when the connection ends inside one.
const connect = async (
  access: Access,
  identity: Identity,
  plugin: ITwitterApiClientPlugin,
  base: string,
): Promise<TwitterApi> => {
  const library = await import('twitter-api-v2');
  const plain = base.startsWith('http:') ? { httpAgent: new Agent() } : {};
  const settings: Partial<IClientSettings> = { compression: 'identity', plugins: [plugin], ...plain };
  const tokens = userTokensOf(access);
  if (tokens && (identity === 'user' || !access.bearer_token)) return new library.TwitterApi(tokens, settings);
  return new library.TwitterApi(access.bearer_token?.reveal() ?? '', settings);
};

const errorAnswerOf = async (error: unknown, where: string): Promise<ErrorAnswer | undefined> => {
  const { ApiPartialResponseError, ApiResponseError } = await import('twitter-api-v2');
  if (error instanceof ApiPartialResponseError && error.response.complete)
    throw new Failure('invalid', `${where}: the answer is no JSON`, { sample: error.rawContent.slice(0, 200) });
  if (!(error instanceof ApiResponseError)) return undefined;
  return { status: error.code, headers: error.headers, body: error.data };
};

const redirected = (where: string): Failure =>
  new Failure('unauthorized', `${where} redirects elsewhere, where the token must not go`, {
    remedy: 'Correct base_url, or leave it out.',
  });

interface Fence {
  plugin: ITwitterApiClientPlugin;
  /** Throws when the request was ended from our side: by a stop, the deadline or the size of the answer. */
  check(): void;
  /** The failure of a request that ended from the other side. */
  brokenOff(): Failure;
}

const raiseFence = ({ signal, requestTimeoutMs }: AskContext, where: string): Fence => {
  const deadline = AbortSignal.timeout(requestTimeoutMs ?? defaultTimeoutMs);
  const overflow = new AbortController();
  let code: string | undefined;

  const watch = (event: string, { res, requestError }: Watched = {}) => {
    if (requestError) code = requestError.code;
    if (event === 'response' && res) endWhenLonger(res, overflow);
  };

  return {
    plugin: {
      onBeforeRequest: ({ params, requestOptions }) => {
        params.requestEventDebugHandler = watch;
        requestOptions.signal = AbortSignal.any([signal, deadline, overflow.signal]);
      },
    },
    check: () => {
      signal.throwIfAborted();
      if (deadline.aborted) throw new Failure('unknown', `${where} did not answer in time`);
      if (overflow.signal.aborted)
        throw new Failure('invalid', `${where}: the answer is larger than ${maxBytes} bytes`);
    },
    brokenOff: () =>
      code !== undefined && notSent.test(code)
        ? new Failure('transient', `${where} cannot be reached (${code})`)
        : new Failure('unknown', `${where} broke off (${code ?? 'connection error'})`),
  };
};

interface Watched {
  res?: IncomingMessage;
  requestError?: NodeJS.ErrnoException;
}

const notSent = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT_|ERR_TLS|DEPTH_ZERO|UNABLE_TO_)/;

const endWhenLonger = (response: IncomingMessage, overflow: AbortController): void => {
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) overflow.abort();
  });
};
