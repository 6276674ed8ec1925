import type { Identity } from './client.ts';

/** The names X gives to fields: it is renaming tweets to posts, and answers either way. */
export type FieldNames = 'old' | 'new';

/** One list of posts that is read page by page: a search or a timeline. */
export interface Feed {
  /** Names the feed in the cursor. */
  key: string;
  /** Names the feed to a person. */
  title: string;
  path: string;
  params: Record<string, string>;
  /** Under which name the next page is asked for. */
  tokenParam: 'next_token' | 'pagination_token';
  /** Fewest posts X lets a page hold. */
  smallestPage: number;
  identity: Identity;
  /** A search knows the last seven days only. */
  recentOnly: boolean;
  yields: 'mentions' | 'answers';
}

/** Posts that a search finds with the keywords of the brands. */
export const searchFeed = (query: string): Feed => ({
  ...search(query),
  key: `search ${query}`,
  title: `the query ${query}`,
  yields: 'mentions',
});

/** Posts that name our account, replies to it included. */
export const mentionsFeed = (userId: string): Feed => ({
  ...timeline(`users/${userId}/mentions`),
  key: `mentions ${userId}`,
  title: 'the mentions of our account',
  yields: 'mentions',
});

/** Our own posts, read as the account itself, which X bills at a fifth. */
export const ownTimelineFeed = (userId: string): Feed => ({
  ...timeline(`users/${userId}/tweets`),
  key: `own ${userId}`,
  title: 'the posts of our account',
  params: { exclude: 'retweets' },
  yields: 'answers',
});

/** Our own replies, found by search: as many accounts in one query as its length allows. */
export const ownSearchFeeds = (accounts: string[]): Feed[] =>
  accounts.length === 0
    ? []
    : [ownSearchFeed(accounts.slice(0, accountsPerQuery)), ...ownSearchFeeds(accounts.slice(accountsPerQuery))];

// 18 × `from:` with a name of 15 characters and ` OR ` fit into 512.
const accountsPerQuery = 18;

const ownSearchFeed = (accounts: string[]): Feed => ({
  ...search(`(${accounts.map((account) => `from:${account}`).join(' OR ')}) is:reply -is:retweet`),
  key: `own ${accounts.join(' ')}`,
  title: 'the replies of our accounts',
  yields: 'answers',
});

/** Most posts that one page of any feed holds. */
export const largestPage = 100;

const search = (query: string) =>
  ({
    path: 'tweets/search/recent',
    params: { query },
    tokenParam: 'next_token',
    smallestPage: 10,
    identity: 'app',
    recentOnly: true,
  }) as const;

const timeline = (path: string) =>
  ({
    path,
    params: {},
    tokenParam: 'pagination_token',
    smallestPage: 5,
    identity: 'user',
    recentOnly: false,
  }) as const;
