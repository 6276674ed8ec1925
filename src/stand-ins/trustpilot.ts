import { type SeenRequest, type StandIn, type StandInAnswer, startStandIn } from './stand-in.ts';

/** A review as it is written on the stand-in; everything but the stars and the text has a default. */
export interface PlayedReview {
  id?: string;
  stars: number;
  title?: string;
  text: string;
  language?: string;
  author?: string;
  /** Default: now. */
  createdAt?: Date;
}

export interface TrustpilotStandIn extends StandIn {
  /** Publishes a review and returns its id. */
  add(review: PlayedReview): string;
  /** The customer changes their review; it keeps its place in the list. */
  edit(id: string, change: Partial<Pick<PlayedReview, 'stars' | 'title' | 'text'>>): void;
  /** The company answers; `null` takes the answer back. */
  reply(id: string, text: string | null): void;
  remove(id: string): void;
}

interface Options {
  port?: number;
  now: () => Date;
  /** The only key that is let in; any key when absent. */
  apiKey?: string;
  businessUnit?: { id: string; domain: string; name: string };
  reviews?: PlayedReview[];
}

interface StoredReview {
  id: string;
  consumer: { links: []; id: string; displayName: string; displayLocation: null; numberOfReviews: number };
  businessUnit: { links: []; id: string; identifyingName: string; displayName: string };
  location: null;
  stars: number;
  title: string;
  text: string;
  language: string;
  createdAt: string;
  experiencedAt: null;
  updatedAt: string | null;
  companyReply: { text: string; createdAt: string; updatedAt: null } | null;
  isVerified: boolean;
  source: 'Organic';
  numberOfLikes: number;
  status: 'active';
  reportData: null;
}

const defaultUnit = { id: '46d6a890000064000500e0c3', domain: 'acme-coffee.example', name: 'Acme Coffee' };
/** `page` times `perPage` ends here. */
const listWindow = 100_000;

/** Plays the public part of Trustpilot's API for one business unit. */
export const startTrustpilot = async ({
  port,
  now,
  apiKey,
  businessUnit = defaultUnit,
  reviews: first = [],
}: Options): Promise<TrustpilotStandIn> => {
  const reviews = new Map<string, StoredReview>();

  const add = (review: PlayedReview): string => {
    const createdAt = review.createdAt ?? now();
    const id = review.id ?? mintId(createdAt, reviews.size);
    reviews.set(id, storedReview({ ...review, id, createdAt }, businessUnit));
    return id;
  };
  const change = (id: string, fields: Partial<StoredReview>): void => {
    const review = reviews.get(id);
    if (!review) throw new Error(`there is no review ${id}`);
    reviews.set(id, { ...review, ...fields });
  };
  for (const review of first) add(review);

  const standIn = await startStandIn((request) => {
    if (!isLetIn(request, apiKey)) return { status: 401, body: { message: 'Unknown apikey', errorCode: 1011 } };
    return answer(request, businessUnit, reviews);
  }, port);

  return Object.assign(standIn, {
    add,
    edit: (id: string, fields: Partial<Pick<PlayedReview, 'stars' | 'title' | 'text'>>) =>
      change(id, { ...fields, updatedAt: now().toISOString() }),
    reply: (id: string, text: string | null) =>
      change(id, { companyReply: text === null ? null : { text, createdAt: now().toISOString(), updatedAt: null } }),
    remove: (id: string) => void reviews.delete(id),
  });
};

const isLetIn = ({ headers, query }: SeenRequest, apiKey: string | undefined): boolean => {
  const key = headers['apikey'] ?? query.get('apikey');
  return apiKey === undefined ? Boolean(key) : key === apiKey;
};

const answer = (
  request: SeenRequest,
  { id, domain, name }: typeof defaultUnit,
  reviews: Map<string, StoredReview>,
): StandInAnswer => {
  const all = [...reviews.values()];
  if (request.path === '/v1/business-units/find' && request.query.get('name') === domain)
    return { body: { id, displayName: name, name: { identifying: domain }, numberOfReviews: { total: all.length } } };
  if (request.path === `/v1/business-units/${id}/reviews`) return listOf(request, all);

  const review = reviews.get(/^\/v1\/reviews\/([^/]+)$/.exec(request.path)?.[1] ?? '');
  return review ? { body: { links: [], ...review } } : { status: 404, body: { message: 'Not found', errorCode: 1404 } };
};

const listOf = ({ path, query }: SeenRequest, all: StoredReview[]): StandInAnswer => {
  const page = Number(query.get('page') ?? 1);
  const perPage = Number(query.get('perPage') ?? 20);
  const order = orders[query.get('orderBy') ?? 'createdat.desc'];
  const isBad = !Number.isInteger(page) || page < 1 || !Number.isInteger(perPage) || perPage < 1 || perPage > 100;
  if (isBad || !order || page * perPage > listWindow) return { status: 400, body: { message: 'Bad request' } };

  const wanted = all.filter((review) => isWanted(review, query)).sort(order);
  const end = page * perPage;
  const next = { href: `https://api.trustpilot.com${path}?page=${page + 1}`, method: 'GET', rel: 'next-page' };
  return {
    body: {
      links: end < wanted.length ? [next] : [],
      reviews: wanted.slice(end - perPage, end).map((review) => ({ links: [], ...review })),
    },
  };
};

const orders: Record<string, (a: StoredReview, b: StoredReview) => number> = {
  'createdat.desc': (a, b) => b.createdAt.localeCompare(a.createdAt),
  'createdat.asc': (a, b) => a.createdAt.localeCompare(b.createdAt),
  'stars.asc': (a, b) => a.stars - b.stars,
  'stars.desc': (a, b) => b.stars - a.stars,
};

const isWanted = (review: StoredReview, query: URLSearchParams): boolean => {
  const stars = query.getAll('stars');
  const [language, responded] = [query.get('language'), query.get('responded')];
  if (stars.length > 0 && !stars.includes(String(review.stars))) return false;
  if (language !== null && review.language !== language) return false;
  return responded === null || (review.companyReply !== null) === (responded === 'true');
};

const storedReview = (
  review: PlayedReview & { id: string; createdAt: Date },
  { id, domain, name }: typeof defaultUnit,
): StoredReview => ({
  id: review.id,
  consumer: {
    links: [],
    id: `c${review.id.slice(1)}`,
    displayName: review.author ?? 'Customer',
    displayLocation: null,
    numberOfReviews: 1,
  },
  businessUnit: { links: [], id, identifyingName: domain, displayName: name },
  location: null,
  stars: review.stars,
  title: review.title ?? '',
  text: review.text,
  language: review.language ?? 'en',
  createdAt: review.createdAt.toISOString(),
  experiencedAt: null,
  updatedAt: null,
  companyReply: null,
  isVerified: true,
  source: 'Organic',
  numberOfLikes: 0,
  status: 'active',
  reportData: null,
});

/** 24 hex digits that begin with the time, as the vendor's do. */
const mintId = (at: Date, serial: number): string =>
  Math.floor(at.getTime() / 1000)
    .toString(16)
    .padStart(8, '0') + serial.toString(16).padStart(16, '0');
