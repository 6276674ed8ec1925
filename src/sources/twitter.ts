import { z } from 'zod';
import type { Dialect } from '../domain/dialect.ts';
import { Failure } from '../lib/failure.ts';
import { duration, secret } from '../lib/schema.ts';
import { defineSource, type SourceContext } from './source.ts';
import { askX, userTokensOf } from './twitter/client.ts';
import { type Feed, mentionsFeed, ownSearchFeeds, ownTimelineFeed, searchFeed } from './twitter/feeds.ts';
import { readNextPage } from './twitter/poll.ts';
import { Position } from './twitter/position.ts';

const Budget = z.strictObject({
  usd_per_month: z.number().positive().optional().describe('Dollars that may be spent in a calendar month.'),
  usd_per_day: z.number().positive().optional().describe('Dollars that may be spent in a day (UTC).'),
  posts_per_month: z.int().positive().optional().describe('Posts that may be read in a calendar month.'),
  posts_per_day: z.int().positive().optional().describe('Posts that may be read in a day (UTC).'),
  usd_per_post: z.number().nonnegative().optional().describe('What X bills for one post, when no longer $0.005.'),
});

const Settings = z.strictObject({
  bearer_token: secret().optional().describe('Bearer token of your app: enough to search. (X_BEARER_TOKEN)'),
  api_key: secret().optional().describe('API key of your app, for reading as your account. (X_API_KEY)'),
  api_secret: secret().optional().describe('API key secret of your app. (X_API_SECRET)'),
  access_token: secret().optional().describe('Access token of your account. (X_ACCESS_TOKEN)'),
  access_secret: secret().optional().describe('Access token secret of your account. (X_ACCESS_SECRET)'),
  user_id: z
    .string()
    .regex(/^\d+$/, 'this is the long number of the account, not its name')
    .optional()
    .describe('Number of your own account. Read off the access token when there is one.'),
  search: z.boolean().default(true).describe('Search recent posts for the keywords of the brands.'),
  mentions: z
    .boolean()
    .optional()
    .describe('Read the mentions of your own account as well. Default: when its number is known.'),
  look_back: duration().prefault('1h').describe('How far the very first look goes back; each post found costs money.'),
  field_names: z
    .enum(['old', 'new'])
    .default('old')
    .describe('Names of fields X is asked for: `old` (tweet.fields) or `new` (post.fields). Answers may use either.'),
  budget: Budget.optional().describe('What may be spent; the source looks less often when it gets tight.'),
});
type Settings = z.output<typeof Settings>;

const plainWord = /^[\p{L}\p{N}_]+$/u;
const quoted = (text: string): string | undefined => {
  const bare = text.replaceAll('"', ' ').trim();
  return bare === '' ? undefined : `"${bare}"`;
};

// https://docs.x.com/x-api/posts/search/integrate/operators; a query of recent search has at most 512 characters
export const xDialect: Dialect = {
  maxLength: 512,
  maxQueries: 20,
  or: true,
  not: (term) => `-${term}`,
  word: (text) => (plainWord.test(text) && !/^(or|and)$/i.test(text) ? text : quoted(text)),
  phrase: quoted,
  handle: (name) => (/^\w{1,15}$/.test(name) ? `@${name}` : undefined),
  hashtag: (tag) => (plainWord.test(tag) && !/^\d+$/.test(tag) ? `#${tag}` : undefined),
  domain: (host) => (/^[\w.-]+$/.test(host) ? `url:"${host}"` : undefined),
  emoji: (text) => text,
  suffix: '-is:retweet -is:nullcast',
};

export const twitter = defineSource({
  kind: 'twitter',
  family: 'social',
  settings: Settings,
  cursor: Position,
  every: '2m',
  rhythmMs: 24 * 60 * 60_000,
  // The terms forbid training with posts, not reading them by machine, https://docs.x.com/developer-terms/policy
  allowAi: true,
  dialect: xDialect,
  // https://docs.x.com/x-api/getting-started/pricing
  usdPerPost: 0.005,

  objection: (settings) => {
    const user = userTokensOf(settings);
    const begun = [settings.api_key, settings.api_secret, settings.access_token, settings.access_secret].some(Boolean);
    if (begun && !user) return 'api_key, api_secret, access_token and access_secret belong together: set all four';
    if (!user && !settings.bearer_token)
      return 'X needs a credential: set bearer_token, or api_key, api_secret, access_token and access_secret';
    if (settings.mentions && !userIdOf(settings)) return 'mentions: true needs user_id, the number of your account';
    return undefined;
  },

  poll: (settings, cursor, context) =>
    readNextPage(
      {
        access: settings,
        names: settings.field_names,
        lookBackMs: settings.look_back,
        feeds: feedsOf(settings, context),
        ourselves: { accounts: context.accounts, userId: userIdOf(settings) },
      },
      cursor,
      context,
    ),

  check: async (settings, context) =>
    settings.bearer_token ? checkUsage(settings, context) : checkUser(settings, context),
});

// Our own replies come first: they stop a clock. They are looked for only while someone waits for one.
const feedsOf = (settings: Settings, { queries, accounts, awaiting }: SourceContext): Feed[] => {
  const userId = userIdOf(settings);
  return [
    ...(awaiting.length > 0 ? ownFeeds(settings, accounts) : []),
    ...(userId !== undefined && settings.mentions !== false ? [mentionsFeed(userId)] : []),
    ...(settings.search ? queries.map(searchFeed) : []),
  ];
};

// The timeline of one account is cheaper; the replies of several are found by one search.
const ownFeeds = (settings: Settings, accounts: string[]): Feed[] => {
  const userId = userIdOf(settings);
  const single = accounts.length <= 1 && userTokensOf(settings) !== undefined;
  return single && userId !== undefined ? [ownTimelineFeed(userId)] : ownSearchFeeds(accounts);
};

// An access token begins with the number of the account it belongs to, https://docs.x.com/fundamentals/authentication/oauth-1-0a
const userIdOf = ({ user_id, access_token }: Settings): string | undefined =>
  user_id ?? access_token?.reveal().match(/^(\d+)-/)?.[1];

const Count = z.union([z.string(), z.number()]);
const Usage = z.object({ data: z.object({ project_usage: Count, project_cap: Count }) });
const Me = z.object({ data: z.object({ username: z.string() }) });

const checkUsage = async (settings: Settings, context: SourceContext): Promise<string> => {
  const { data } = await see(Usage, settings, 'usage/tweets', context);
  return `X accepts the token; ${data.project_usage} of ${data.project_cap} posts of this month are used.`;
};

const checkUser = async (settings: Settings, context: SourceContext): Promise<string> => {
  const { data } = await see(Me, settings, 'users/me', context);
  return `X accepts the tokens of @${data.username}.`;
};

const see = async <T extends z.ZodType>(
  schema: T,
  settings: Settings,
  path: string,
  context: SourceContext,
): Promise<z.output<T>> => {
  const answer = await askX(settings, 'app', path, {}, context);
  if (answer.type === 'refused')
    throw new Failure('message', `X refuses to show ${path}: ${answer.said}`, { status: 400 });
  const parsed = schema.safeParse(answer.body);
  if (!parsed.success) throw new Failure('invalid', `X shows ${path} in an unknown shape`);
  return parsed.data;
};
