import { z } from 'zod';
import { type Mention, SourceFamily } from '../domain/mention.ts';
import { Failure } from '../lib/failure.ts';
import type { Feed, FeedEntry } from '../lib/feed.ts';
import type { HttpAnswer } from '../lib/http.ts';
import { clean, primaryLanguage, titled } from '../lib/text.ts';
import { advance, Cursor, compare, olderPage, rested, validators } from './rss/cursor.ts';
import { keyed, unwrapped } from './rss/key.ts';
import { defineSource } from './source.ts';

const Settings = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .describe('Address of the feed: RSS, RDF, Atom or JSON Feed. A Google Alert delivered as a feed works too.'),
  family: SourceFamily.default('news').describe('What kind of place it is: `news`, `social` for forums, or `review`.'),
  key: z
    .enum(['id', 'url', 'guid'])
    .default('id')
    .describe(
      'What an entry is known by: `id` its id, as long as the feed does not repeat it, else its link; `guid` always its id; ' +
        '`url` its link without tracking, for feeds that change their ids, and for alerts that find the same article.',
    ),
});
type Settings = z.output<typeof Settings> & { id: string };

const dayMs = 86_400_000;

/** Feeds of any format: news, blogs, forums, Google Alerts. */
export const rss = defineSource({
  kind: 'rss',
  family: 'news',
  settings: Settings,
  cursor: Cursor,
  every: '10m',
  rhythmMs: 14 * dayMs,
  allowAi: true,

  async poll(settings, cursor, { http, now, signal }) {
    const known = cursor ?? { ids: [], links: [] };
    if ((known.notBefore ?? 0) > now().getTime()) return { ...nothing, cursor: known };

    const answer = await http.send(known.older?.url ?? settings.url, {
      headers: { accept: accepted, ...validators(known) },
      redirects: 3,
      maxBytes: 5 * 1024 * 1024,
      timeoutMs: 20_000,
      signal,
    });
    if (answer.status === 304) return { ...nothing, cursor: rested(known, answer, now()) };

    return pageOf(settings, known, answer, await parsed(answer, settings.url), now());
  },
});

const nothing = { mentions: [], answers: [], gone: [], outcome: 'empty' as const };

const accepted =
  'application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1';

const pageOf = (settings: Settings, known: Cursor, answer: HttpAnswer, { entries, ...feed }: Feed, now: Date) => {
  const usable = entries.filter((entry) => entry.id ?? entry.link ?? textOf(entry));
  const { fresh, lost, reissued } = compare(usable, known);
  const older = lost ? olderPage({ entries, ...feed }, known, settings.url) : undefined;
  const found = fresh.length > 0 ? ('items' as const) : ('empty' as const);

  return {
    mentions: keyed(fresh, settings.id, settings.key).map(({ key, entry }) => mentionOf(entry, key, settings, now)),
    answers: [],
    gone: [],
    cursor: advance(known, answer, { entries: usable, ...feed }, older, now),
    outcome: older ? ('partial' as const) : found,
    rejected: entries.length - usable.length,
    notes: [...(lost && !known.older ? [gapNote] : []), ...(reissued ? [reissuedNote] : [])],
  };
};

const gapNote = 'none of the entries was known: some between this look and the last one may be lost';
const reissuedNote = 'the feed gave known links new ids: `key: url` would keep its entries apart';

// A login, a cookie wall or half a document arrives with status 200 as well: never "no entries".
// The reader is loaded by the first answer: who has no feeds does not carry it.
const parsed = async (answer: HttpAnswer, url: string): Promise<Feed> => {
  const { readFeed } = await import('../lib/feed.ts');
  try {
    return readFeed(answer.text, url);
  } catch (cause) {
    const sample = answer.text.slice(0, 200);
    throw new Failure('invalid', `GET ${new URL(url).host}: the answer is no feed`, { sample, cause });
  }
};

// What a JSON Feed made for Earshot may add to an entry.
const Extension = z.object({
  rating: z.number().min(1).max(5).optional().catch(undefined),
  ownerReply: z
    .object({ text: z.string().transform(clean), at: z.iso.datetime({ offset: true }).pipe(z.coerce.date()) })
    .nullish()
    .catch(undefined),
});

const mentionOf = (entry: FeedEntry, externalId: string, { family, url }: Settings, now: Date): Mention => {
  const { rating, ownerReply } = Extension.safeParse(entry.extension).data ?? {};
  const lang = primaryLanguage(entry.lang);
  const createdAt = plausible(entry.publishedAt, now);
  const updatedAt = plausible(entry.updatedAt, now);
  return {
    source: 'rss',
    externalId,
    family,
    url: entry.link === undefined ? null : unwrapped(entry.link),
    author: authorOf(entry, url),
    text: textOf(entry),
    ...(lang && { lang }),
    ...(rating !== undefined && { rating }),
    ...(createdAt && { createdAt }),
    ...(updatedAt && { updatedAt }),
    ...(ownerReply !== undefined && { ownerReply }),
    ...(entry.inReplyTo && { inReplyTo: entry.inReplyTo }),
    ...(entry.link && { raw: { link: entry.link } }),
  };
};

const textOf = ({ title, body }: FeedEntry): string => clean(titled(title, body));

const authorOf = ({ author, link }: FeedEntry, feedUrl: string): Mention['author'] => ({
  name: (author?.name ?? new URL(unwrapped(link ?? feedUrl)).hostname).slice(0, 256),
  ...(author?.url && { id: author.url.slice(0, 512) }),
});

/** A date more than a day ahead is a mistake; a smaller lead is a wrong clock. */
const plausible = (at: Date | undefined, now: Date): Date | undefined => {
  if (at === undefined || at.getTime() > now.getTime() + dayMs) return undefined;
  return at > now ? now : at;
};
