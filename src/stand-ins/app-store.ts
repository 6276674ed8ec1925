import { escapeXml } from '../lib/xml.ts';
import { type SeenRequest, type StandIn, type StandInAnswer, startStandIn } from './stand-in.ts';

/** A review as it is written on the stand-in. */
export interface PlayedAppReview {
  id?: string;
  rating: number;
  title: string;
  text: string;
  author?: string;
  version?: string;
  /** Default: now. */
  at?: Date;
}

export interface AppStoreStandIn extends StandIn {
  /** Publishes a review in one storefront, or replaces the one with its id, and returns the id. */
  add(country: string, review: PlayedAppReview): string;
}

interface Options {
  port?: number;
  now: () => Date;
  appId?: string;
  /** Reviews by country code. */
  reviews?: Record<string, PlayedAppReview[]>;
}

type StoredReview = Required<PlayedAppReview>;

const perPage = 50;
const lastPage = 10;

/** Plays the public customer-reviews feed of the App Store for one app, in both spellings, as JSON and as XML. */
export const startAppStore = async ({
  port,
  now,
  appId = '987654321',
  reviews: first = {},
}: Options): Promise<AppStoreStandIn> => {
  const storefronts = new Map<string, Map<string, StoredReview>>();
  let serial = 0;

  const add = (country: string, review: PlayedAppReview): string => {
    const at = review.at ?? now();
    serial += 1;
    const id = review.id ?? String(Math.floor(at.getTime() / 1000) * 1000 + serial);
    const storefront = storefronts.get(country) ?? new Map<string, StoredReview>();
    storefront.set(id, { author: 'customer', version: '1.0', ...review, id, at });
    storefronts.set(country, storefront);
    return id;
  };
  for (const [country, reviews] of Object.entries(first)) for (const review of reviews) add(country, review);

  const standIn = await startStandIn((request) => answer(request, appId, storefronts), port);
  return Object.assign(standIn, { add });
};

const answer = (
  { path }: SeenRequest,
  appId: string,
  storefronts: Map<string, Map<string, StoredReview>>,
): StandInAnswer => {
  const country = /^\/([a-z]{2})\/rss\/customerreviews\//.exec(path)?.[1];
  const format = /\/(json|xml)$/.exec(path)?.[1];
  if (country === undefined || format === undefined) return { status: 404, body: 'Not found' };
  const page = Number(/\/page=(\d+)/.exec(path)?.[1] ?? 1);
  if (page < 1 || page > lastPage) return { status: 400, body: 'CustomerReviews RSS page depth is limited to 10' };

  // An app nobody knows has an empty feed, not an error.
  const known = path.includes(`/id=${appId}/`) ? [...(storefronts.get(country)?.values() ?? [])] : [];
  const shown = known.sort((a, b) => b.at.getTime() - a.at.getTime()).slice((page - 1) * perPage, page * perPage);
  return format === 'json'
    ? { body: jsonFeed(shown), headers: { 'content-type': 'text/javascript; charset=utf-8' } }
    : { body: xmlFeed(shown), headers: { 'content-type': 'text/xml; charset=utf-8' } };
};

const leaf = (label: string): { label: string } => ({ label });

// One review stands alone instead of in a list, and none leaves the member out.
const jsonFeed = (reviews: StoredReview[]): unknown => {
  const [only] = reviews;
  const entries = reviews.map(jsonEntry);
  return {
    feed: {
      author: { name: leaf('iTunes Store'), uri: leaf('http://www.apple.com/itunes/') },
      ...(only && { entry: entries.length === 1 ? entries[0] : entries }),
      title: leaf('iTunes Store: Customer Reviews'),
    },
  };
};

const authorUri = ({ author }: StoredReview): string =>
  `https://itunes.apple.com/us/reviews/id${Buffer.from(author).readUIntBE(0, Math.min(6, Buffer.byteLength(author)))}`;

const jsonEntry = (review: StoredReview): unknown => ({
  author: { uri: leaf(authorUri(review)), name: leaf(review.author), label: '' },
  updated: leaf(review.at.toISOString()),
  'im:rating': leaf(String(review.rating)),
  'im:version': leaf(review.version),
  id: leaf(review.id),
  title: leaf(review.title),
  content: { label: review.text, attributes: { type: 'text' } },
  'im:voteSum': leaf('0'),
  'im:voteCount': leaf('0'),
});

const xmlFeed = (reviews: StoredReview[]): string =>
  `<?xml version="1.0" encoding="utf-8"?><feed xmlns:im="http://itunes.apple.com/rss" xmlns="http://www.w3.org/2005/Atom">${[
    '<title>iTunes Store: Customer Reviews</title>',
    ...reviews.map(xmlEntry),
  ].join('')}</feed>`;

const xmlEntry = (review: StoredReview): string =>
  [
    `<entry><updated>${review.at.toISOString()}</updated><id>${review.id}</id>`,
    `<title>${escapeXml(review.title)}</title><content type="text">${escapeXml(review.text)}</content>`,
    `<im:voteSum>0</im:voteSum><im:voteCount>0</im:voteCount><im:rating>${review.rating}</im:rating>`,
    `<im:version>${escapeXml(review.version)}</im:version>`,
    `<author><name>${escapeXml(review.author)}</name><uri>${authorUri(review)}</uri></author>`,
    `<content type="html">${escapeXml(`<b>${escapeXml(review.title)}</b><br/>${escapeXml(review.text)}`)}</content></entry>`,
  ].join('');
