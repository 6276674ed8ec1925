import { type SeenRequest, type StandIn, type StandInAnswer, startStandIn } from './stand-in.ts';
import { createLimiter, type Endpoint, tooManyRequests } from './x/limits.ts';
import { type Listing, matcherOf, type PostPage, pageOf } from './x/pages.ts';
import { createPosts, type StoredPost, type XAccount, type XDraft } from './x/posts.ts';
import type { Matcher } from './x/query.ts';
import { isRefusal } from './x/refusal.ts';
import { wireUser } from './x/wire.ts';

export interface XOptions {
  /** 0 (default) picks a free one. */
  port?: number;
  now?: () => Date;
  accounts?: XAccount[];
  posts?: XDraft[];
  /** The only bearer token that is accepted; any, unless given. */
  bearerToken?: string;
}

/** X, played on loopback. */
export interface XStandIn extends StandIn {
  /** Publishes a post and returns its id. */
  add(draft: XDraft): string;
  /** Publishes an answer to a post and returns its id. */
  reply(to: string, draft: Omit<XDraft, 'replyTo'>): string;
  /** Publishes another text in the place of a post and returns the new id that it gets. */
  edit(id: string, text: string): string;
  remove(id: string): void;
  /** Posts that were billed on a UTC day (`2026-08-20`): each counts once a day, however often it is read. */
  billed(day: string): number;
}

/** Starts a server that plays the parts of the X API that Earshot asks, with its limits, prices and complaints. */
export const startX = async (options: XOptions = {}): Promise<XStandIn> => {
  const { now = () => new Date(), accounts = [], posts: drafts = [] } = options;
  const posts = createPosts(accounts, now);
  const limiter = createLimiter(now);
  const billing = new Map<string, Set<string>>();
  for (const draft of drafts) posts.add(draft);

  const list = (listing: Listing, matches: Matcher, { query }: SeenRequest): StandInAnswer => {
    const page = pageOf(posts, matches, query, listing, now());
    bill(billing, page, now());
    return { body: page.body };
  };

  const routes: Route[] = [
    ['search', /^\/2\/tweets\/search\/recent$/, (request) => list(searchListing, matcherOf(request.query), request)],
    [
      'mentions',
      /^\/2\/users\/(\d+)\/mentions$/,
      (request, id) => list(timelineListing, addressed(posts.accountById(id)), request),
    ],
    [
      'posts',
      /^\/2\/users\/(\d+)\/tweets$/,
      (request, id) => list(timelineListing, (post) => post.author.id === id, request),
    ],
    [
      'user',
      /^\/2\/users\/by\/username\/(\w+)$/,
      (_request, handle) => userAnswer(posts.accountByHandle(handle), handle),
    ],
    ['user', /^\/2\/users\/me$/, (request) => me(posts.accountById(ownerOf(request)))],
    ['usage', /^\/2\/usage\/tweets$/, () => usage(billing, now())],
  ];

  const handle = (request: SeenRequest): StandInAnswer => {
    const date = { date: now().toUTCString() };
    if (!isKnown(request, options.bearerToken)) return { ...unauthorized, headers: date };
    for (const [endpoint, path, answer] of routes) {
      const found = path.exec(request.path);
      if (!found) continue;
      const { exceeded, headers } = limiter.count(endpoint);
      const given = exceeded ? tooManyRequests : refusing(() => answer(request, found[1] ?? ''));
      return { ...given, headers: { ...headers, ...date } };
    }
    return {
      status: 404,
      headers: date,
      body: { title: 'Not Found', type: 'about:blank', status: 404, detail: 'Not Found' },
    };
  };

  const standIn = await startStandIn(handle, options.port);
  return {
    ...standIn,
    add: (draft) => String(posts.add(draft).id),
    reply: (to, draft) => String(posts.add({ ...draft, replyTo: to }).id),
    edit: (id, text) => String(posts.edit(id, text).id),
    remove: posts.remove,
    billed: (day) => billing.get(day)?.size ?? 0,
  };
};

type Route = [Endpoint, RegExp, (request: SeenRequest, part: string) => StandInAnswer];

const searchListing: Listing = {
  smallest: 10,
  tokenParam: 'next_token',
  recentOnly: true,
  depth: Number.POSITIVE_INFINITY,
};

const timelineListing: Listing = { smallest: 5, tokenParam: 'pagination_token', recentOnly: false, depth: 800 };

const addressed =
  (account: XAccount | undefined): Matcher =>
  ({ mentions, repliesToAuthor, author }: StoredPost) => {
    const handle = account?.handle.toLowerCase();
    if (handle === undefined || author === account) return false;
    return mentions.has(handle) || repliesToAuthor?.toLowerCase() === handle;
  };

const bill = (billing: Map<string, Set<string>>, { posts }: PostPage, now: Date): void => {
  const day = now.toISOString().slice(0, 10);
  const known = billing.get(day) ?? new Set();
  billing.set(day, known);
  for (const { id } of posts) known.add(String(id));
};

const usage = (billing: Map<string, Set<string>>, now: Date): StandInAnswer => {
  const month = now.toISOString().slice(0, 7);
  const days = [...billing].filter(([day]) => day.startsWith(month));
  const used = days.reduce((sum, [, ids]) => sum + ids.size, 0);
  return { body: { data: { project_cap: '3000000', project_usage: String(used), cap_reset_day: 1 } } };
};

const userAnswer = (account: XAccount | undefined, handle: string): StandInAnswer =>
  account
    ? { body: { data: wireUser(account) } }
    : { body: { errors: [{ title: 'Not Found Error', detail: `Could not find user with username: [${handle}].` }] } };

const me = (account: XAccount | undefined): StandInAnswer =>
  account ? { body: { data: wireUser(account) } } : unauthorized;

const isKnown = ({ headers }: SeenRequest, bearerToken: string | undefined): boolean => {
  const given = headers['authorization'] ?? '';
  if (given.startsWith('OAuth ')) return true;
  return bearerToken === undefined ? /^Bearer ./.test(given) : given === `Bearer ${bearerToken}`;
};

// The token of an account begins with its number.
const ownerOf = ({ headers }: SeenRequest): string =>
  /oauth_token="(\d+)-/.exec(headers['authorization'] ?? '')?.[1] ?? '';

const unauthorized: StandInAnswer = {
  status: 401,
  body: { title: 'Unauthorized', type: 'about:blank', status: 401, detail: 'Unauthorized' },
};

const refusing = (answer: () => StandInAnswer): StandInAnswer => {
  try {
    return answer();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return {
      status: 400,
      body: {
        errors: [{ parameters: { [error.parameter]: [] }, message: error.message }],
        title: 'Invalid Request',
        detail: 'One or more parameters to your request was invalid.',
        type: 'https://api.twitter.com/2/problems/invalid-request',
      },
    };
  }
};
