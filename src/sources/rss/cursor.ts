import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Feed, FeedEntry } from '../../lib/feed.ts';
import type { HttpAnswer } from '../../lib/http.ts';

/** Where reading a feed goes on. */
export const Cursor = z.object({
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  /** How often the feed itself says it is worth a look, in milliseconds. */
  intervalMs: z.number().optional(),
  /** Unix milliseconds before which the feed asks to be left alone. */
  notBefore: z.number().optional(),
  /** Short hashes of the ids and of the links of the newest entries seen. */
  ids: z.array(z.string()),
  links: z.array(z.string()),
  /** Older pages still to be read after a gap. */
  older: z.object({ url: z.string(), left: z.number() }).optional(),
});
export type Cursor = z.output<typeof Cursor>;

const remembered = 1000;
const olderPages = 5;
const dayMs = 86_400_000;
/** A schedule exactly as long as the feed's own interval must not miss every other tick. */
const punctualityMs = 30_000;

/** The headers of a conditional request. */
export const validators = ({ etag, lastModified, older }: Cursor): Record<string, string> => ({
  ...(etag && !older && { 'if-none-match': etag }),
  ...(lastModified && !older && { 'if-modified-since': lastModified }),
});

/**
 * Sets what a feed shows now against what it showed before.
 *
 * A feed shows its newest entries only, so no overlap at all is a gap (`lost`). When the links overlap and the ids do not, the
 * site numbers its entries anew at each build (`reissued`), and what has a known link is not `fresh`.
 */
export const compare = (
  entries: FeedEntry[],
  known: Cursor,
): { fresh: FeedEntry[]; lost: boolean; reissued: boolean } => {
  const [ids, links] = [new Set(known.ids), new Set(known.links)];
  const isLinked = ({ link }: FeedEntry): boolean => link !== undefined && links.has(short(link));
  const overlaps = entries.some((entry) => ids.has(short(identity(entry))));
  const isStrange = ids.size > 0 && entries.length > 0 && !overlaps;
  const reissued = isStrange && entries.some(isLinked);

  return {
    fresh: reissued ? entries.filter((entry) => !isLinked(entry)) : entries,
    lost: isStrange && !reissued,
    reissued,
  };
};

/** The page with older entries to read next while a gap is open; never one on another host. */
export const olderPage = ({ next }: Feed, known: Cursor, url: string): Cursor['older'] => {
  const left = known.older ? known.older.left - 1 : olderPages;
  return left > 0 && next !== undefined && new URL(next).host === new URL(url).host ? { url: next, left } : undefined;
};

/** The cursor after a page was read. */
export const advance = (known: Cursor, answer: HttpAnswer, feed: Feed, older: Cursor['older'], now: Date): Cursor => {
  const headers: HttpAnswer['headers'] = known.older ? {} : answer.headers;
  const seen = {
    etag: headers['etag'] ?? known.etag,
    lastModified: headers['last-modified'] ?? known.lastModified,
    intervalMs: feed.intervalMs,
    ids: merged(feed.entries.map(identity), known.ids),
    links: merged(
      feed.entries.flatMap(({ link }) => link ?? []),
      known.links,
    ),
  };
  return older ? { ...seen, older } : rested(seen, answer, now);
};

/** The cursor with the instant before which the feed asks not to be read again, at most a day away. */
export const rested = (cursor: Cursor, answer: HttpAnswer, now: Date): Cursor => {
  const { notBefore: _, ...rest } = cursor;
  const floorMs = Math.min(dayMs, Math.max(cursor.intervalMs ?? 0, freshMs(answer, now))) - punctualityMs;
  return floorMs > 0 ? { ...rest, notBefore: now.getTime() + floorMs } : rest;
};

// https://www.rfc-editor.org/rfc/rfc9111#section-4.2.1
const freshMs = ({ headers }: HttpAnswer, now: Date): number => {
  const control = headers['cache-control'] ?? '';
  if (/no-cache|no-store/i.test(control)) return 0;
  const maxAge = /(?:^|[\s,])max-age=(\d+)/i.exec(control)?.[1];
  if (maxAge !== undefined) return Number(maxAge) * 1000;
  const expires = Date.parse(headers['expires'] ?? '');
  return Number.isNaN(expires) ? 0 : expires - now.getTime();
};

const merged = (fresh: string[], known: string[]): string[] =>
  [...new Set([...fresh.map(short), ...known])].slice(0, remembered);

const identity = ({ id, link, title, body }: FeedEntry): string => id ?? link ?? `${title} ${body}`;

const short = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 10);
