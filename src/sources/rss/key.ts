import { createHash } from 'node:crypto';
import type { FeedEntry } from '../../lib/feed.ts';
import { safeUrl } from '../../lib/text.ts';

/** What an entry is known by, see the setting `key`. */
type KeyRule = 'id' | 'url' | 'guid';

/**
 * Gives each entry its external id; of entries with the same id the first stays.
 *
 * @param feed name of the feed: ids such as `1` occur in many feeds, links are the same everywhere
 */
export const keyed = (entries: FeedEntry[], feed: string, rule: KeyRule): { key: string; entry: FeedEntry }[] => {
  const counts = new Map<string, number>();
  for (const { id } of entries) if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  const byKey = new Map<string, FeedEntry>();
  for (const entry of entries) {
    const key = keyOf(entry, feed, rule, (id) => counts.get(id) === 1);
    if (!byKey.has(key)) byKey.set(key, entry);
  }
  return [...byKey].map(([key, entry]) => ({ key, entry }));
};

const keyOf = (entry: FeedEntry, feed: string, rule: KeyRule, isUnique: (id: string) => boolean): string => {
  const { id, link, title, body, publishedAt } = entry;
  if (id !== undefined && (rule === 'guid' || (rule === 'id' && isUnique(id)))) return bounded(`${feed}:${id}`);
  if (link !== undefined) return bounded(rule === 'url' ? canonical(link) : `${feed}:${canonical(link)}`);
  return `${feed}:${digest(JSON.stringify([title, body?.slice(0, 200), publishedAt]))}`;
};

const bounded = (key: string): string => (key.length <= 512 ? key : `${key.slice(0, 450)}#${digest(key)}`);

// Without what only tells where the reader came from.
const canonical = (link: string): string => {
  const url = new URL(unwrapped(link));
  for (const name of [...url.searchParams.keys()])
    if (/^(utm_\w+|fbclid|gclid)$/.test(name)) url.searchParams.delete(name);
  url.hash = '';
  return url.href;
};

/** Google Alerts lead through `www.google.<tld>/url`: the article is in `url`, in older and regional ones in `q`. */
export const unwrapped = (link: string): string => {
  const { hostname, pathname, searchParams } = new URL(link);
  if (!/^www\.google\.[a-z.]{2,6}$/.test(hostname) || pathname !== '/url') return link;
  return safeUrl(searchParams.get('url') ?? searchParams.get('q')) ?? link;
};

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);
