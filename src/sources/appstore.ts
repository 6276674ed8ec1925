import { z } from 'zod';
import type { Mention } from '../domain/mention.ts';
import { Failure } from '../lib/failure.ts';
import { parseJson } from '../lib/http.ts';
import { looseArray } from '../lib/schema.ts';
import { clean, decodeBasicEntities, titled } from '../lib/text.ts';
import { address } from '../lib/url.ts';
import { parseXml, type XmlElement } from '../lib/xml.ts';
import { defineSource, type SourceContext } from './source.ts';

const Settings = z.strictObject({
  app_id: z.coerce
    .string()
    .regex(/^\d{5,15}$/, 'write the number in the address of the app, without "id"')
    .describe('Number of the app: `987654321` in apps.apple.com/us/app/name/id987654321.'),
  countries: z
    .array(z.string().regex(/^[a-z]{2}$/, 'use two lower-case letters, like "us"'))
    .min(1)
    .default(['us'])
    .describe('Storefronts to read, by two-letter country code. Each has reviews of its own.'),
});
type Settings = z.output<typeof Settings> & { base_url?: string | undefined };

const Storefront = z.object({
  /** Ids of the newest reviews; none = it never had any. */
  known: z.array(z.string()),
  /** Looks in a row that found it empty although it has reviews. */
  blanks: z.number(),
});
type Storefront = z.output<typeof Storefront>;

const Cursor = z.object({
  storefronts: z.record(z.string(), Storefront),
  /** The storefront being read, its next page, and what this round has seen of it so far. */
  round: z.object({ country: z.string(), page: z.number(), seen: z.array(z.string()) }).optional(),
});
type Cursor = z.output<typeof Cursor>;
type Round = NonNullable<Cursor['round']>;

const defaultBaseUrl = 'https://itunes.apple.com';
/** The feed has ten pages of fifty; an eleventh is an error. */
const pages = 10;
const perPage = 50;
/** Enough to recognise, on any page, that the rest is known. */
const remembered = 3 * perPage;
const blanksTolerated = 3;

/** Customer reviews of one app in the App Store's public feed. */
export const appstore = defineSource({
  kind: 'appstore',
  family: 'review',
  settings: Settings,
  cursor: Cursor,
  every: '15m',
  rhythmMs: 14 * 86_400_000,
  allowAi: true,

  async poll(settings, cursor, context) {
    const { storefronts } = cursor ?? { storefronts: {} };
    const round = roundOf(cursor?.round, settings.countries);
    const storefront = storefronts[round.country] ?? { known: [], blanks: 0 };

    const { items: mentions, rejected, isFull } = await readPage(settings, round, storefront, context);
    const ids = mentions.map(({ externalId }) => externalId);
    const seen = [...new Set([...round.seen, ...ids])];
    const isDone = !isFull || round.page === pages || ids.every((id) => storefront.known.includes(id));
    const next = isDone ? roundAfter(round, settings.countries) : { ...round, page: round.page + 1, seen };

    return {
      mentions,
      answers: [],
      gone: [],
      cursor: {
        storefronts: isDone ? { ...storefronts, [round.country]: after(storefront, seen) } : storefronts,
        ...(next && { round: next }),
      },
      outcome: next ? 'partial' : mentions.length > 0 ? 'items' : 'empty',
      rejected,
      notes: isDone ? notesOn(round, storefront, seen) : [],
    };
  },

  async check(settings, context) {
    const [country = 'us'] = settings.countries;
    const { items } = await readSpelling(settings, { country, page: 1, seen: [] }, 'json', context);
    return `${items.length} reviews on the first page of the storefront "${country}"`;
  },
});

const roundOf = (round: Round | undefined, countries: string[]): Round =>
  round && countries.includes(round.country) ? round : { country: countries[0] ?? 'us', page: 1, seen: [] };

const roundAfter = ({ country }: Round, countries: string[]): Round | undefined => {
  const next = countries[countries.indexOf(country) + 1];
  return next === undefined ? undefined : { country: next, page: 1, seen: [] };
};

const after = ({ known, blanks }: Storefront, seen: string[]): Storefront => ({
  known: [...new Set([...seen, ...known])].slice(0, remembered),
  blanks: known.length > 0 && seen.length === 0 ? blanks + 1 : 0,
});

const notesOn = ({ country, page }: Round, { known, blanks }: Storefront, seen: string[]): string[] => {
  if (known.length > 0 && seen.length === 0 && blanks + 1 >= blanksTolerated)
    return [`the storefront "${country}" had reviews and has been empty ${blanks + 1} times in a row`];
  if (known.length > 0 && page === pages && !seen.some((id) => known.includes(id)))
    return [`all ${pages} pages of the storefront "${country}" were new: older reviews may be lost`];
  return [];
};

const spellings = ['json', 'xml', 'other'] as const;
type Spelling = (typeof spellings)[number];

// Pages come back empty now and then while another spelling of the same address, cached apart, is full.
const readPage = async (settings: Settings, round: Round, { known }: Storefront, context: SourceContext) => {
  const tried = known.length > 0 && round.page === 1 ? spellings : spellings.slice(0, 2);
  let page = await readSpelling(settings, round, 'json', context);
  for (const spelling of tried.slice(1)) {
    if (page.isFull || page.items.length + page.rejected > 0) return page;
    page = await readSpelling(settings, round, spelling, context);
  }
  return page;
};

const readSpelling = async (settings: Settings, round: Round, spelling: Spelling, context: SourceContext) => {
  const { text } = await send(urlOf(settings, round, spelling), context);
  const where = `GET ${new URL(settings.base_url ?? defaultBaseUrl).host}`;
  const json = spelling === 'json' ? text : JSON.stringify(jsonOf(text, where));
  const { entries, count } = parseJson(json, documentOf(settings.app_id, round.country), where);
  return { ...entries, isFull: count >= perPage };
};

const urlOf = ({ base_url = defaultBaseUrl, app_id }: Settings, { country, page }: Round, spelling: Spelling): string =>
  address(
    base_url,
    spelling === 'other'
      ? `/${country}/rss/customerreviews/id=${app_id}/page=${page}/sortBy=mostRecent/xml`
      : `/${country}/rss/customerreviews/page=${page}/id=${app_id}/sortby=mostrecent/${spelling}`,
  );

// There is no credential to refuse: 403 is how Apple's edge says "too fast".
const send = async (url: string, { http, signal }: SourceContext) => {
  try {
    return await http.send(url, { signal });
  } catch (error) {
    if (!(error instanceof Failure) || error.status !== 403) throw error;
    throw new Failure('throttled', error.message, { status: 403, retryAfterMs: error.retryAfterMs ?? 60_000 });
  }
};

const label = z.object({ label: z.string() }).transform((leaf) => leaf.label);

// Every leaf is wrapped in `label`, numbers are strings, and anything but the id and the rating can be missing.
const reviewOf = (appId: string, country: string) =>
  z
    .object({
      id: label,
      'im:rating': label.transform(Number).pipe(z.number().int().min(1).max(5)),
      'im:version': label.optional(),
      title: label.optional(),
      content: label.optional(),
      updated: label.pipe(z.iso.datetime({ offset: true })).optional(),
      author: z.object({ name: label.optional(), uri: label.optional() }).optional(),
    })
    .transform(({ id, title, content, updated, author, ...review }): Mention => {
      const authorId = /\d+/.exec(author?.uri ?? '')?.[0];
      // The feed has one date, of the latest version: it is the first one for whoever sees the review for the first time.
      const at = updated === undefined ? undefined : new Date(updated);
      return {
        source: 'appstore',
        externalId: id,
        family: 'review',
        url: `https://apps.apple.com/${country}/app/id${appId}?see-all=reviews`,
        author: { ...(author?.name && { name: author.name }), ...(authorId && { id: authorId }) },
        text: clean(decodeBasicEntities(titled(title, content))),
        rating: review['im:rating'],
        ...(at && { createdAt: at, updatedAt: at }),
        raw: { appId, country, version: review['im:version'] ?? null },
      };
    });

const isReview = (entry: unknown): boolean => typeof entry === 'object' && entry !== null && 'im:rating' in entry;

// No review: no `entry`. One review: an object. In some feeds an entry, the first or another, describes the app itself.
const documentOf = (appId: string, country: string) =>
  z.object({ feed: z.object({ entry: z.unknown().optional() }) }).transform(({ feed: { entry = [] } }) => {
    const all: unknown[] = Array.isArray(entry) ? entry : [entry];
    return { count: all.length, entries: looseArray(reviewOf(appId, country)).parse(all.filter(isReview)) };
  });

/** The XML spelling in the shape of the JSON one. */
const jsonOf = (xml: string, where: string): unknown => {
  const root = parseXml(xml);
  if (root?.name !== 'feed')
    throw new Failure('invalid', `${where}: the answer is no feed`, { sample: xml.slice(0, 200) });
  return { feed: { entry: root.children.filter(({ name }) => name === 'entry').map(labelled) } };
};

// The content stands there twice, as text and as HTML.
const labelled = ({ children, text }: XmlElement): unknown =>
  children.length === 0
    ? { label: text }
    : Object.fromEntries(
        children
          .filter(({ attributes }) => attributes['type'] !== 'html')
          .map((child) => [child.name, labelled(child)]),
      );
