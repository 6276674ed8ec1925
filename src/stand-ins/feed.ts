import { createHash } from 'node:crypto';
import { escapeXml } from '../lib/xml.ts';
import { type SeenRequest, type StandIn, type StandInAnswer, startStandIn } from './stand-in.ts';

/** An entry as it is published on the stand-in. */
export interface PlayedEntry {
  /** Default: made from the time. */
  id?: string;
  title: string;
  text?: string;
  link?: string;
  author?: string;
  /** Default: now; `null` leaves the date out. */
  at?: Date | null;
}

export interface FeedStandIn extends StandIn {
  /** Publishes an entry, or replaces the one with its id, and returns the id. */
  add(entry: PlayedEntry): string;
  remove(id: string): void;
}

interface Options {
  port?: number;
  now: () => Date;
  title?: string;
  /** Minutes the feed asks to be left alone. */
  ttl?: number;
  entries?: PlayedEntry[];
}

type StoredEntry = PlayedEntry & { id: string; at: Date | null };

/** A feed shows its newest entries only. */
const shown = 20;

/** Plays a site with an RSS feed at `/feed.xml` that understands conditional requests. */
export const startFeed = async ({
  port,
  now,
  title = 'Coffee News',
  ttl,
  entries: first = [],
}: Options): Promise<FeedStandIn> => {
  const entries = new Map<string, StoredEntry>();
  let changedAt = now();

  const add = (entry: PlayedEntry): string => {
    const at = entry.at === undefined ? now() : entry.at;
    const id = entry.id ?? `entry-${now().getTime()}-${entries.size}`;
    entries.delete(id);
    entries.set(id, { ...entry, id, at });
    changedAt = now();
    return id;
  };
  for (const entry of first) add(entry);

  const standIn = await startStandIn((request) => {
    if (request.path !== '/feed.xml') return { status: 404, body: 'Not found' };
    const newest = [...entries.values()].reverse().slice(0, shown);
    return conditional(
      request,
      rssOf({ title, ttl, entries: newest, site: `http://${request.headers['host']}` }),
      changedAt,
    );
  }, port);

  return Object.assign(standIn, { add, remove: (id: string) => void entries.delete(id) });
};

// https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2: the entity tag decides when both are sent.
const conditional = ({ headers }: SeenRequest, body: string, changedAt: Date): StandInAnswer => {
  const etag = `W/"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
  const modified = changedAt.toUTCString();
  const { 'if-none-match': tag, 'if-modified-since': since } = headers;
  const isSame = tag === undefined ? since === modified : tag === etag;
  const validators = { etag, 'last-modified': modified };
  if (isSame) return { status: 304, headers: validators };
  return { body, headers: { ...validators, 'content-type': 'application/rss+xml; charset=utf-8' } };
};

const rssOf = (feed: { title: string; ttl: number | undefined; entries: StoredEntry[]; site: string }): string =>
  [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>',
    `<title>${escapeXml(feed.title)}</title><link>${feed.site}/</link><description>${escapeXml(feed.title)}</description>`,
    feed.ttl === undefined ? '' : `<ttl>${feed.ttl}</ttl>`,
    ...feed.entries.map((entry) => itemOf(entry, feed.site)),
    '</channel></rss>',
  ].join('\n');

const itemOf = ({ id, title, text, link, author, at }: StoredEntry, site: string): string =>
  [
    `<item><guid isPermaLink="false">${escapeXml(id)}</guid><title>${escapeXml(title)}</title>`,
    `<link>${escapeXml(link ?? `${site}/${encodeURIComponent(id)}`)}</link>`,
    text === undefined ? '' : `<description>${escapeXml(escapeXml(text))}</description>`,
    author === undefined ? '' : `<dc:creator>${escapeXml(author)}</dc:creator>`,
    at === null ? '' : `<pubDate>${at.toUTCString()}</pubDate>`,
    '</item>',
  ].join('');
