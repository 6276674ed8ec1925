import { z } from 'zod';
import type { Feed, FieldNames } from './feeds.ts';
import { idAt, newestId, timeOf } from './snowflake.ts';
import type { PostPage } from './wire.ts';

const PostId = z.string().regex(/^\d{1,20}$/);
const Instant = z.iso.datetime();

const Start = z.union([z.strictObject({ since_id: PostId }), z.strictObject({ start_time: Instant })]);
type Start = z.infer<typeof Start>;

/** A run through the pages of a feed, newest first; it may span many polls. */
const Sweep = z.object({
  start: Start,
  pageSize: z.number().int().positive(),
  nextToken: z.string().optional(),
  newestId: PostId.optional(),
  read: z.number().int().nonnegative(),
  restarted: z.boolean(),
});
export type Sweep = z.infer<typeof Sweep>;

/** Where a feed stands. `sinceId` moves only when a sweep has reached its old end: until then that end is still missing. */
export const FeedCursor = z.object({
  sinceId: PostId.optional(),
  sweptAt: Instant.optional(),
  sweep: Sweep.optional(),
  /** X refused this feed; it is asked again after this instant. */
  refusedUntil: Instant.optional(),
});
export type FeedCursor = z.infer<typeof FeedCursor>;

// Posts are indexed with a delay and their ids are only roughly in order: each sweep begins a little before the last one ended.
// The same post is not billed twice on one UTC day, https://docs.x.com/x-api/getting-started/pricing
const overlapMs = 5 * 60_000;

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
// Recent search reaches back seven days; anything older in `since_id` or `start_time` is refused,
// https://docs.x.com/x-api/posts/search/quickstart/recent-search
const reachMs = 7 * dayMs - minuteMs;
const staleMs = 7 * dayMs - 60 * minuteMs;
// https://docs.x.com/x-api/posts/timelines/introduction
const timelineDepth = 800;

interface Beginning {
  now: Date;
  pageSize: number;
  /** How far the very first sweep looks back. */
  lookBackMs: number;
  /** Nothing at or before this post is of interest. */
  floorId?: string | undefined;
}

/** Begins a sweep, and says what it cannot reach any more. */
export const beginSweep = (
  feed: Feed,
  { sinceId, sweptAt }: FeedCursor,
  { now, pageSize, lookBackMs, floorId }: Beginning,
): { sweep: Sweep; notes: string[] } => {
  const since = newestId(sinceId && stepBack(sinceId), floorId);
  const fresh = (start: Start): Sweep => ({ start, pageSize, read: 0, restarted: false });
  if (since === undefined) return { sweep: fresh({ start_time: firstStart(feed, now, lookBackMs) }), notes: [] };
  if (!feed.recentOnly || timeOf(since) > before(now, staleMs)) return { sweep: fresh({ since_id: since }), notes: [] };
  const start_time = wholeSeconds(before(now, reachMs));
  return { sweep: fresh({ start_time }), notes: gapNotes(feed, sweptAt, start_time) };
};

/** The same sweep from as far back as X allows: its `since_id` has become too old for X. */
export const withoutStaleId = (feed: Feed, { sweptAt }: FeedCursor, sweep: Sweep, now: Date) => {
  const start_time = wholeSeconds(before(now, reachMs));
  const { nextToken: _, ...rest } = sweep;
  return { sweep: { ...rest, start: { start_time }, read: 0 }, notes: gapNotes(feed, sweptAt, start_time) };
};

/** The same sweep from its first page: X no longer knows the token of the next one. */
export const fromFirstPage = ({ nextToken: _, ...sweep }: Sweep): Sweep => ({ ...sweep, read: 0, restarted: true });

/** Books a page. The sweep is over when X names no further page, even if some page in between was empty. */
export const advance = (feed: Feed, cursor: FeedCursor, sweep: Sweep, page: PostPage, now: Date) => {
  const { nextToken: _, ...rest } = sweep;
  const { next_token, newest_id } = page.meta;
  const newest = newestId(sweep.newestId, newest_id, ...(page.data?.items ?? []).map(({ id }) => id));
  const read = sweep.read + (page.data?.items.length ?? 0);
  const seen = newest === undefined ? {} : { newestId: newest };
  if (next_token !== undefined)
    return { cursor: { ...cursor, sweep: { ...rest, ...seen, read, nextToken: next_token } }, notes: [] };
  return { cursor: settled(cursor, sweep.start, newest, now), notes: depthNotes(feed, read) };
};

/** The parameters of the next request: alike on every page of a sweep but for the token. */
export const paramsOf = (feed: Feed, sweep: Sweep, names: FieldNames): Record<string, string | number> => ({
  ...feed.params,
  ...sweep.start,
  ...(sweep.nextToken === undefined ? {} : { [feed.tokenParam]: sweep.nextToken }),
  max_results: sweep.pageSize,
  ...fields[names],
  'user.fields': 'id,name,username,public_metrics',
  expansions: 'author_id',
});

// Under the new names the author's id and the edit history are no fields; the first comes with its expansion, the second by
// itself, https://docs.x.com/x-api/fundamentals/fields
const fields = {
  old: {
    'tweet.fields':
      'id,text,created_at,author_id,lang,conversation_id,in_reply_to_user_id,referenced_tweets,entities,note_tweet,edit_history_tweet_ids,display_text_range',
  },
  new: {
    'post.fields': 'id,text,created_at,lang,conversation_id,referenced_posts,entities,note_post,display_text_range',
  },
} satisfies Record<FieldNames, Record<string, string>>;

const before = (now: Date, ms: number): Date => new Date(now.getTime() - ms);

const stepBack = (id: string): string => idAt(before(timeOf(id), overlapMs));

const firstStart = (feed: Feed, now: Date, lookBackMs: number): string =>
  wholeSeconds(before(now, feed.recentOnly ? Math.min(lookBackMs, reachMs) : lookBackMs));

const wholeSeconds = (instant: Date): string => instant.toISOString().replace(/\.\d{3}Z$/, 'Z');

// After a sweep without posts its own beginning is what is known to be read.
const settled = (cursor: FeedCursor, start: Start, newest: string | undefined, now: Date): FeedCursor => {
  const beginning = 'since_id' in start ? start.since_id : idAt(new Date(start.start_time));
  const sinceId = newestId(cursor.sinceId, newest, beginning);
  return { ...(sinceId === undefined ? {} : { sinceId }), sweptAt: now.toISOString() };
};

const gapNotes = (feed: Feed, sweptAt: string | undefined, reachedFrom: string): string[] =>
  sweptAt === undefined || sweptAt >= reachedFrom
    ? []
    : [`X shows the last seven days only: ${feed.title} was not read between ${sweptAt} and ${reachedFrom}.`];

const depthNotes = (feed: Feed, read: number): string[] =>
  feed.recentOnly || read < timelineDepth
    ? []
    : [`X shows the newest ${timelineDepth} of ${feed.title} only: older ones since the last look may be missing.`];
