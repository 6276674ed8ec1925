import { type AtomFeed, type JsonFeed, parseFeed, type RdfFeed, type RssFeed, type SyNs } from 'feedsmith';
import { z } from 'zod';
import { htmlToText, safeUrl } from './text.ts';

/** One entry of a feed, whatever its format: links absolute, texts plain, dates as instants. */
export interface FeedEntry {
  id?: string | undefined;
  link?: string | undefined;
  title?: string | undefined;
  body?: string | undefined;
  publishedAt?: Date | undefined;
  updatedAt?: Date | undefined;
  author?: { name?: string | undefined; url?: string | undefined } | undefined;
  lang?: string | undefined;
  inReplyTo?: string | undefined;
  /** What only JSON Feeds made for Earshot carry, unread. */
  extension?: unknown;
}

export interface Feed {
  entries: FeedEntry[];
  /** How long the feed asks to be left alone after a look, in milliseconds. */
  intervalMs?: number | undefined;
  /** Where older entries are (RFC 5005, JSON Feed `next_url`). */
  next?: string | undefined;
}

/**
 * Reads RSS, RDF, Atom or JSON Feed.
 *
 * @param url the address it came from, against which its links are resolved
 * @throws when the text is no feed, or only part of one
 */
export const readFeed = (text: string, url: string): Feed => {
  const json = text.trimStart().startsWith('{') ? JSON.parse(text) : undefined;
  const parsed = parseFeed(json ?? text);
  switch (parsed.format) {
    case 'rss':
      return readRss(parsed.feed, url);
    case 'rdf':
      return readRdf(parsed.feed, url);
    case 'atom':
      return readAtom(parsed.feed, url);
    case 'json':
      return readJson(parsed.feed, json, url);
  }
};

const readRss = (feed: RssFeed.Feed<string>, url: string): Feed => {
  const base = resolve(feed.xml?.base, url) ?? url;
  return {
    entries: (feed.items ?? []).map((entry) => ({ lang: feed.language, ...dropAbsent(rssEntry(entry, base)) })),
    intervalMs: feed.ttl === undefined ? syndicationMs(feed.sy) : feed.ttl * 60_000,
    next: nextOf(feed.atom?.links, base),
  };
};

const rssEntry = (entry: RssFeed.Item<string>, feedBase: string): FeedEntry => {
  const base = resolve(entry.xml?.base, feedBase) ?? feedBase;
  const permalink = entry.guid?.isPermaLink === false ? undefined : safeUrl(entry.guid?.value);
  return {
    id: entry.guid?.value,
    link: resolve(entry.link, base) ?? permalink,
    title: plain(entry.title),
    body: plain(entry.content?.encoded ?? entry.description),
    publishedAt: feedDate(entry.pubDate ?? entry.dc?.dates?.[0]),
    author: person(entry.dc?.creators?.[0] ?? entry.authors?.[0]?.name),
    lang: entry.dc?.languages?.[0],
  };
};

const readRdf = (feed: RdfFeed.Feed<string>, url: string): Feed => ({
  entries: (feed.items ?? []).map((entry) => ({
    id: entry.rdf?.about,
    link: resolve(entry.link, url),
    title: plain(entry.title),
    body: plain(entry.content?.encoded ?? entry.description),
    publishedAt: feedDate(entry.dc?.dates?.[0]),
    author: person(entry.dc?.creators?.[0]),
    lang: entry.dc?.languages?.[0] ?? feed.dc?.languages?.[0],
  })),
  intervalMs: syndicationMs(feed.sy),
});

const readAtom = (feed: AtomFeed.Feed<string>, url: string): Feed => {
  const base = resolve(feed.xml?.base, url) ?? url;
  return {
    entries: (feed.entries ?? []).map((entry) => ({ lang: feed.xml?.lang, ...dropAbsent(atomEntry(entry, base)) })),
    intervalMs: syndicationMs(feed.sy),
    next: nextOf(feed.links, base),
  };
};

const atomEntry = (entry: AtomFeed.Entry<string>, feedBase: string): FeedEntry => {
  const base = resolve(entry.xml?.base, feedBase) ?? feedBase;
  const link = entry.links?.find(({ rel = 'alternate' }) => rel === 'alternate');
  const [author] = entry.authors ?? [];
  return {
    id: entry.id,
    link: resolve(link?.href, base),
    title: atomText(entry.title),
    body: atomText(entry.content) ?? atomText(entry.summary),
    publishedAt: feedDate(entry.published ?? entry.updated),
    updatedAt: feedDate(entry.updated),
    author: person(author?.name, resolve(author?.uri, base)),
    lang: entry.xml?.lang,
    inReplyTo: entry.thr?.inReplyTos?.[0]?.ref,
  };
};

const Extended = z.object({
  items: z.array(z.looseObject({ id: z.coerce.string(), _earshot: z.unknown().optional() })),
});

const readJson = (feed: JsonFeed.Feed<string>, json: unknown, url: string): Feed => {
  const extended = Extended.safeParse(json).data?.items ?? [];
  const extensions = new Map(extended.map(({ id, _earshot }) => [id, _earshot]));
  return {
    entries: (feed.items ?? []).map((entry) => ({
      id: entry.id,
      link: resolve(entry.url ?? entry.external_url, url),
      title: entry.title,
      body: entry.content_text ?? plain(entry.content_html) ?? entry.summary,
      publishedAt: feedDate(entry.date_published),
      updatedAt: feedDate(entry.date_modified),
      author: person(entry.authors?.[0]?.name, resolve(entry.authors?.[0]?.url, url)),
      lang: entry.language ?? feed.language,
      extension: extensions.get(entry.id ?? ''),
    })),
    next: resolve(feed.next_url, url),
  };
};

const plain = (html: string | undefined): string | undefined => (html === undefined ? undefined : htmlToText(html));

// Atom says what its texts are; without a type they are plain (RFC 4287 §3.1).
const atomText = (text: { value?: string; type?: string } | undefined): string | undefined =>
  text?.type === undefined || text.type.startsWith('text/plain') || text.type === 'text'
    ? text?.value
    : plain(text.value);

const person = (name: string | undefined, url?: string | undefined): FeedEntry['author'] =>
  name || url ? { name, url } : undefined;

const resolve = (link: string | undefined, base: string): string | undefined =>
  link !== undefined && URL.canParse(link, base) ? safeUrl(new URL(link, base).href) : undefined;

const nextOf = (links: { rel?: string; href?: string }[] | undefined, base: string): string | undefined =>
  resolve(links?.find(({ rel }) => rel === 'next')?.href, base);

const dropAbsent = (entry: FeedEntry): FeedEntry =>
  Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));

const periodMs: Record<string, number> = {
  hourly: 3_600_000,
  daily: 86_400_000,
  weekly: 604_800_000,
  monthly: 2_592_000_000,
  yearly: 31_536_000_000,
};

// https://web.resource.org/rss/1.0/modules/syndication/
const syndicationMs = (syndication: SyNs.Feed<string> | undefined): number | undefined => {
  const period = periodMs[syndication?.updatePeriod ?? ''];
  return period === undefined ? undefined : period / Math.max(1, syndication?.updateFrequency ?? 1);
};

const zone = /(?:Z|GMT|UTC?|[ECMP][SD]T|[+-]\d\d:?\d\d)\s*(?:\(.*\))?$/i;

/**
 * Reads the dates of feeds (RFC 822, RFC 3339 and what passes for them); one without a zone is UTC.
 *
 * @returns `undefined` when it is no date
 */
const feedDate = (text: string | undefined): Date | undefined => {
  const date = text?.trim() ?? '';
  if (!/\d{4}/.test(date)) return undefined;
  const isDay = /^\d{4}-\d\d-\d\d$/.test(date);
  const at = new Date(isDay || zone.test(date) ? date : `${date}Z`);
  return Number.isNaN(at.getTime()) ? undefined : at;
};
