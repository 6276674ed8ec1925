import { mentionId } from '../domain/mention.ts';
import type { App } from '../pipeline/app.ts';
import { sourceKinds } from '../sources/index.ts';
import { loadMentions, type StoredMention } from '../store/mentions.ts';

/** Mentions looked through for an address, newest first. */
const mostLooked = 10_000;
const perRead = 500;

/**
 * Finds a stored mention by its id (`twitter:123`), the id its source gave it, or its address. Mentions are not indexed by
 * address: what no known form gives away is looked for among the newest.
 */
export const findMention = async (app: App, subject: string): Promise<StoredMention | undefined> => {
  const address = addressOf(subject);
  const ids = address ? idsIn(address) : [subject, ...[...sourceKinds.keys()].map((kind) => mentionId(kind, subject))];
  const [stored] = await loadMentions(app.redis, app.keys, ids);
  return stored ?? (address && scan(app, comparable(address)));
};

const addressOf = (text: string): URL | undefined => {
  const isAddress = /^https?:\/\//i.test(text) || /^[\w-]+(\.[\w-]+)+\//.test(text);
  const full = /^https?:/i.test(text) ? text : `https://${text}`;
  return isAddress && URL.canParse(full) ? new URL(full) : undefined;
};

/** Addresses that hold the id of what they show. */
const forms: { hosts: RegExp; source: string; id: (url: URL) => string | null | undefined }[] = [
  {
    hosts: /^((www|mobile)\.)?(x|twitter)\.com$/,
    source: 'twitter',
    id: ({ pathname }) => /\/status(?:es)?\/(\d+)/.exec(pathname)?.[1],
  },
  {
    hosts: /(^|\.)trustpilot\.com$/,
    source: 'trustpilot',
    id: ({ pathname }) => /^\/reviews\/([\w-]+)/.exec(pathname)?.[1],
  },
  {
    hosts: /^news\.ycombinator\.com$/,
    source: 'hackernews',
    id: ({ searchParams, hash }) => /^#(\d+)$/.exec(hash)?.[1] ?? searchParams.get('id'),
  },
];

const idsIn = (address: URL): string[] =>
  forms.flatMap(({ hosts, source, id }) => {
    const found = hosts.test(address.hostname) ? id(address) : undefined;
    return found ? [mentionId(source, found)] : [];
  });

// What differs between copies of one address: the scheme, `www.`, tracking, a closing slash.
const comparable = (address: URL): string => {
  const kept = [...address.searchParams].filter(([name]) => !name.startsWith('utm_'));
  const query = new URLSearchParams(kept).toString();
  return `${address.hostname.replace(/^www\./, '')}${address.pathname.replace(/\/+$/, '')}?${query}`;
};

const scan = async (app: App, wanted: string): Promise<StoredMention | undefined> => {
  for (let start = 0; start < mostLooked; start += perRead) {
    const ids = await app.redis.zrevrange(app.keys.mentions, start, String(start + perRead - 1));
    const found = (await loadMentions(app.redis, app.keys, ids)).find(
      ({ mention: { url } }) => url !== null && URL.canParse(url) && comparable(new URL(url)) === wanted,
    );
    if (found || ids.length < perRead) return found;
  }
  return undefined;
};
