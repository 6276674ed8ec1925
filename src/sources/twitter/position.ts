import { z } from 'zod';
import type { Feed } from './feeds.ts';
import { FeedCursor } from './sweep.ts';

/** Where a source stands: every feed by its key, and those that are still to be read in this round. */
export const Position = z.object({
  feeds: z.record(z.string(), FeedCursor),
  todo: z.array(z.string()),
  /** When our own replies were last looked for. */
  ownSweptAt: z.iso.datetime().optional(),
});
export type Position = z.infer<typeof Position>;

const refusalMs = 60 * 60_000;
const ownEveryMs = 60_000;

/** The round that is under way, or a new one; feeds that are configured no more are forgotten. */
export const resume = (stored: Position | null, feeds: Feed[], now: Date): Position => {
  const known = new Map(feeds.map((feed) => [feed.key, feed]));
  const kept = Object.entries(stored?.feeds ?? {}).filter(([key]) => known.has(key) || key.startsWith('own '));
  const position = { ...stored, feeds: Object.fromEntries(kept) };
  const todo = (stored?.todo ?? []).filter((key) => known.has(key));
  if (todo.length > 0) return { ...position, todo };
  return { ...position, todo: feeds.filter((feed) => isDue(feed, position, now)).map(({ key }) => key) };
};

/** Puts a feed's new state in; one with further pages goes to the end of the line, so that a busy feed starves none. */
export const turn = (position: Position, feed: Feed, cursor: FeedCursor, now: Date): Position => {
  const rest = position.todo.filter((key) => key !== feed.key);
  return {
    feeds: { ...position.feeds, [feed.key]: cursor },
    todo: cursor.sweep ? [...rest, feed.key] : rest,
    ...ownSweptAt(position, feed, now),
  };
};

/** Takes a feed out of this round; it begins its sweep anew in the next one. */
export const postpone = (position: Position, feed: Feed): Position => {
  const { sweep: _, ...cursor } = position.feeds[feed.key] ?? {};
  return {
    ...position,
    feeds: { ...position.feeds, [feed.key]: cursor },
    todo: position.todo.filter((key) => key !== feed.key),
  };
};

/** Leaves a feed that X refuses alone for an hour; another query is another feed and is asked at once. */
export const setAside = (position: Position, feed: Feed, now: Date): Position => {
  const next = postpone(position, feed);
  const refusedUntil = new Date(now.getTime() + refusalMs).toISOString();
  return { ...next, feeds: { ...next.feeds, [feed.key]: { ...next.feeds[feed.key], refusedUntil } } };
};

/** True while X still takes one of the other feeds. */
export const othersRemain = (position: Position, feed: Feed, feeds: Feed[], now: Date): boolean =>
  feeds.some((other) => other.key !== feed.key && !isRefused(other, position, now));

const isDue = (feed: Feed, position: Omit<Position, 'todo'>, now: Date): boolean => {
  if (isRefused(feed, position, now)) return false;
  if (feed.yields === 'mentions' || position.ownSweptAt === undefined) return true;
  return now.getTime() - Date.parse(position.ownSweptAt) >= ownEveryMs;
};

const isRefused = (feed: Feed, { feeds }: Omit<Position, 'todo'>, now: Date): boolean => {
  const until = feeds[feed.key]?.refusedUntil;
  return until !== undefined && Date.parse(until) > now.getTime();
};

const ownSweptAt = (position: Position, feed: Feed, now: Date): Pick<Position, 'ownSweptAt'> => {
  if (feed.yields === 'answers') return { ownSweptAt: now.toISOString() };
  return position.ownSweptAt === undefined ? {} : { ownSweptAt: position.ownSweptAt };
};
