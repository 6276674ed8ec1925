import { firstIdAt, type Posts, type StoredPost } from './posts.ts';
import { type Matcher, readQuery } from './query.ts';
import { refusal } from './refusal.ts';
import { wirePost, wireUser } from './wire.ts';

/** What a list of posts takes: how many a page, how far back, and under which name the next page is asked for. */
export interface Listing {
  smallest: number;
  tokenParam: 'next_token' | 'pagination_token';
  /** A search knows the last seven days. */
  recentOnly: boolean;
  /** A timeline ends at its newest so many. */
  depth: number;
}

export interface PostPage {
  posts: StoredPost[];
  body: Record<string, unknown>;
}

const largest = 100;
const defaultSize = 10;
const reachMs = 7 * 24 * 60 * 60_000;
const longestQuery = 512;

/** The matcher of the `query` parameter. @throws Refusal */
export const matcherOf = (query: URLSearchParams): Matcher => {
  const text = query.get('query') ?? '';
  if (text === '') throw refusal('query', 'Missing required parameter: query');
  if (text.length > longestQuery) throw refusal('query', `the query is longer than ${longestQuery} characters`);
  return readQuery(text);
};

/** One page of the posts that match, newest first. @throws Refusal */
export const pageOf = (
  store: Posts,
  matches: Matcher,
  query: URLSearchParams,
  { smallest, tokenParam, recentOnly, depth }: Listing,
  now: Date,
): PostPage => {
  const size = sizeOf(query, smallest);
  const newerThan = lowerBound(query, recentOnly, now);
  const token = readToken(query, tokenParam);
  const posts: StoredPost[] = [];
  let further = false;
  for (const post of store.walk(newerThan, token?.olderThan ?? firstIdAt(new Date(now.getTime() + 1)))) {
    if (!matches(post)) continue;
    further = posts.length === size;
    if (further) break;
    posts.push(post);
  }
  const seen = (token?.seen ?? 0) + posts.length;
  const nextToken = further && seen < depth ? tokenAfter(posts, seen, query) : undefined;
  return { posts, body: bodyOf(posts, query, nextToken) };
};

const sizeOf = (query: URLSearchParams, smallest: number): number => {
  const size = Number(query.get('max_results') ?? defaultSize);
  if (Number.isInteger(size) && size >= smallest && size <= largest) return size;
  const message = `The \`max_results\` query parameter value [${size}] is not between ${smallest} and ${largest}`;
  throw refusal('max_results', message);
};

const lowerBound = (query: URLSearchParams, recentOnly: boolean, now: Date): bigint => {
  const sinceId = query.get('since_id');
  const startTime = query.get('start_time');
  if (recentOnly && sinceId && startTime) throw refusal('since_id', 'Only one of since_id and start_time may be given');
  const reach = new Date(now.getTime() - reachMs);
  if (sinceId) return sinceBound(sinceId, recentOnly, reach);
  return startBound(startTime, recentOnly, reach);
};

const sinceBound = (sinceId: string, recentOnly: boolean, reach: Date): bigint => {
  if (!/^\d+$/.test(sinceId)) throw refusal('since_id', `'${sinceId}' is no tweet id`);
  if (!recentOnly || BigInt(sinceId) >= firstIdAt(reach)) return BigInt(sinceId);
  const minute = reach.toISOString().replace(/:\d\d\.\d{3}Z$/, 'Z');
  const advice = `Please use a 'since_id' that is larger than ${firstIdAt(reach)}`;
  throw refusal('since_id', `'since_id' must be a tweet id created after ${minute}. ${advice}`);
};

const startBound = (startTime: string | null, recentOnly: boolean, reach: Date): bigint => {
  if (startTime === null) return recentOnly ? firstIdAt(reach) : 0n;
  const start = new Date(startTime);
  if (Number.isNaN(start.getTime())) throw refusal('start_time', `'${startTime}' is no instant`);
  if (recentOnly && start < reach)
    throw refusal('start_time', `'start_time' must be on or after ${reach.toISOString()}`);
  return firstIdAt(start) - 1n;
};

// A token is bound to its request: another query, or another size, is not what it was given for.
const tokenAfter = (posts: StoredPost[], seen: number, query: URLSearchParams): string =>
  Buffer.from(`${posts.at(-1)?.id} ${seen} ${withoutToken(query)}`).toString('base64url');

const readToken = (query: URLSearchParams, tokenParam: string): { olderThan: bigint; seen: number } | undefined => {
  const token = query.get('next_token') ?? query.get('pagination_token');
  if (token === null) return undefined;
  const [id = '', seen = '', ...request] = Buffer.from(token, 'base64url').toString().split(' ');
  if (/^\d+$/.test(id) && request.join(' ') === withoutToken(query))
    return { olderThan: BigInt(id), seen: Number(seen) };
  throw refusal(tokenParam, `The \`${tokenParam}\` query parameter value [${token}] is not valid`);
};

const withoutToken = (query: URLSearchParams): string =>
  new URLSearchParams([...query].filter(([name]) => !name.endsWith('_token'))).toString();

const bodyOf = (
  posts: StoredPost[],
  query: URLSearchParams,
  nextToken: string | undefined,
): Record<string, unknown> => {
  const next = nextToken === undefined ? {} : { next_token: nextToken };
  if (posts.length === 0) return { meta: { result_count: 0, ...next } };
  const authors = [...new Set(posts.map(({ author }) => author))];
  const missing = authors.filter(({ suspended }) => suspended);
  const shown = authors.filter(({ suspended }) => !suspended);
  const expands = query.get('expansions')?.split(',').includes('author_id') ?? false;
  return {
    data: posts.map((post) => wirePost(post, query)),
    ...(expands && shown.length > 0 ? { includes: { users: shown.map(wireUser) } } : {}),
    ...(expands && missing.length > 0 ? { errors: missing.map(({ id }) => suspension(id)) } : {}),
    meta: {
      newest_id: String(posts[0]?.id),
      oldest_id: String(posts.at(-1)?.id),
      result_count: posts.length,
      ...next,
    },
  };
};

const suspension = (id: string): Record<string, string> => ({
  resource_id: id,
  resource_type: 'user',
  parameter: 'author_id',
  value: id,
  title: 'Forbidden',
  detail: `User has been suspended: [${id}].`,
  type: 'https://api.twitter.com/2/problems/resource-not-found',
});
