import { z } from 'zod';
import type { Author, Mention } from '../../domain/mention.ts';
import { looseArray } from '../../lib/schema.ts';
import { clean, decodeBasicEntities } from '../../lib/text.ts';
import type { OwnAnswer } from '../source.ts';
import { timeOf } from './snowflake.ts';

const PostId = z.string().regex(/^\d{1,20}$/);
const Reference = z.object({ type: z.string(), id: PostId });
const Entities = z.object({
  urls: z.array(z.object({ url: z.string(), expanded_url: z.string().optional() })).optional(),
});
const LongText = z.object({ text: z.string(), entities: Entities.optional() });

// X is renaming tweets to posts, field by field; answers hold the one or the other name, sometimes both.
const WirePost = z.object({
  id: PostId,
  text: z.string(),
  created_at: z.iso.datetime({ offset: true }).optional(),
  author_id: z.string().optional(),
  lang: z.string().optional(),
  conversation_id: PostId.optional(),
  in_reply_to_user_id: z.string().optional(),
  display_text_range: z.array(z.number()).optional(),
  entities: Entities.optional(),
  referenced_tweets: z.array(Reference).optional(),
  referenced_posts: z.array(Reference).optional(),
  note_tweet: LongText.optional(),
  note_post: LongText.optional(),
  edit_history_tweet_ids: z.array(PostId).optional(),
  edit_history_post_ids: z.array(PostId).optional(),
});

/** One post, whichever names it came under. */
export const Post = WirePost.transform(
  ({
    referenced_tweets,
    referenced_posts = referenced_tweets ?? [],
    note_tweet,
    note_post = note_tweet,
    edit_history_tweet_ids,
    edit_history_post_ids = edit_history_tweet_ids ?? [],
    created_at,
    ...post
  }) => ({
    ...post,
    at: created_at === undefined ? timeOf(post.id) : new Date(created_at),
    references: referenced_posts,
    versions: edit_history_post_ids,
    ...(note_post && { long: note_post }),
  }),
);
export type Post = z.output<typeof Post>;

const User = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string().optional(),
  public_metrics: z.object({ followers_count: z.number().int().nonnegative().optional() }).optional(),
});
type User = z.output<typeof User>;

/** One page of posts. An empty page has no `data`; an answer without `meta` is no page. */
export const PostPage = z.object({
  data: looseArray(Post).optional(),
  includes: z.object({ users: looseArray(User).optional() }).optional(),
  meta: z.object({ newest_id: PostId.optional(), next_token: z.string().min(1).optional() }),
});
export type PostPage = z.output<typeof PostPage>;

/** The ids of all posts that an answer delivered and X bills, readable or not. */
export const billedIds = (body: unknown): string[] => {
  const Billed = z.object({ data: looseArray(z.object({ id: z.string() })) });
  const { data } = Billed.safeParse(body);
  return data?.data.items.map(({ id }) => id) ?? [];
};

/** Who counts as ourselves: the handles of the brands and the id of the account whose tokens are configured. */
export interface Ourselves {
  accounts: string[];
  userId?: string | undefined;
}

/** The mentions of a page. Reposts say nothing of their own and are left out. */
export const mentionsOf = (page: PostPage, ourselves: Ourselves): Mention[] => {
  const authors = authorsOf(page);
  return postsOf(page)
    .filter((post) => !reference(post, 'retweeted'))
    .map((post) => toMention(post, authors.get(post.author_id ?? ''), ourselves));
};

/** Our own replies on a page: what the customers who wait were answered. */
export const answersOf = (page: PostPage, ourselves: Ourselves): OwnAnswer[] => {
  const authors = authorsOf(page);
  return postsOf(page)
    .filter((post) => isOurs(post, authors.get(post.author_id ?? ''), ourselves))
    .flatMap((post) => toAnswer(post, authors.get(post.author_id ?? '')));
};

const postsOf = (page: PostPage): Post[] => page.data?.items ?? [];

const authorsOf = ({ includes }: PostPage): Map<string, User> =>
  new Map((includes?.users?.items ?? []).map((user) => [user.id, user]));

// The handles at the head of a reply are part of `text` whether or not the writer meant them; `display_text_range` in `raw`
// says where the writer's own words begin. Nothing is cut off here, since the same handles also say whom a reply addresses.
const toMention = (post: Post, author: User | undefined, ourselves: Ourselves): Mention => {
  const lang = languageOf(post.lang);
  const inReplyTo = reference(post, 'replied_to');
  const reposts = reference(post, 'retweeted');
  const quotes = reference(post, 'quoted');
  return {
    source: 'twitter',
    externalId: originalId(post),
    family: 'social',
    url: urlOf(post, author),
    author: toAuthor(post, author),
    text: textOf(post),
    ...(lang === undefined ? {} : { lang }),
    ...datesOf(post),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    ...(reposts === undefined ? {} : { reposts }),
    ...(quotes === undefined ? {} : { quotes }),
    ...(post.conversation_id === undefined ? {} : { conversation: post.conversation_id }),
    ...(isOurs(post, author, ourselves) ? { own: true } : {}),
    automatic: false,
    raw: { post: { ...post, at: post.at.toISOString() }, ...(author && { author }) },
  };
};

const toAnswer = (post: Post, author: User | undefined): OwnAnswer[] => {
  const inReplyTo = reference(post, 'replied_to');
  if (inReplyTo === undefined) return [];
  const conversation = post.conversation_id === undefined ? {} : { conversation: post.conversation_id };
  return [{ inReplyTo, ...conversation, at: post.at, url: urlOf(post, author) }];
};

const reference = (post: Post, type: string): string | undefined =>
  post.references.find((candidate) => candidate.type === type)?.id;

// Each edit makes a new id; the first one stays, https://docs.x.com/x-api/fundamentals/edit-posts
const originalId = (post: Post): string => post.versions[0] ?? post.id;

const datesOf = (post: Post): Pick<Mention, 'createdAt' | 'updatedAt'> => {
  const original = originalId(post);
  return original === post.id ? { createdAt: post.at } : { createdAt: timeOf(original), updatedAt: post.at };
};

const urlOf = (post: Post, author: User | undefined): string =>
  author ? `https://x.com/${author.username}/status/${post.id}` : `https://x.com/i/web/status/${post.id}`;

// The author of a suspended or protected account is missing from the page; the mention still counts.
const toAuthor = (post: Post, author: User | undefined): Author => {
  const followers = author?.public_metrics?.followers_count;
  return {
    ...(post.author_id === undefined ? {} : { id: post.author_id }),
    ...(author && { handle: author.username }),
    ...(author?.name === undefined ? {} : { name: author.name }),
    ...(followers === undefined ? {} : { followers }),
  };
};

const isOurs = (post: Post, author: User | undefined, { accounts, userId }: Ourselves): boolean => {
  if (userId !== undefined && post.author_id === userId) return true;
  const handle = author?.username.toLowerCase();
  return accounts.some((account) => account.toLowerCase() === handle);
};

const textOf = (post: Post): string => {
  const { text, entities } = post.long ?? post;
  const links = new Map((entities?.urls ?? []).map(({ url, expanded_url }) => [url, expanded_url ?? url]));
  const whole = decodeBasicEntities(text).replace(/https?:\/\/t\.co\/\w+/g, (short) => links.get(short) ?? short);
  return clean(whole);
};

// Codes for "no language": undetermined, only mentions, cashtags, hashtags, media, very short,
// https://docs.x.com/x-api/posts/search/integrate/operators
const noLanguage = new Set(['und', 'qam', 'qct', 'qht', 'qme', 'qst', 'zxx']);
const renamedLanguages: Record<string, string> = { iw: 'he', in: 'id' };

const languageOf = (lang: string | undefined): string | undefined => {
  const primary = lang?.toLowerCase().split('-')[0];
  if (!primary || noLanguage.has(primary)) return undefined;
  return renamedLanguages[primary] ?? primary;
};
