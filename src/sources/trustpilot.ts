import { z } from 'zod';
import type { Mention } from '../domain/mention.ts';
import { Failure } from '../lib/failure.ts';
import { duration, looseArray, secret } from '../lib/schema.ts';
import { clean, primaryLanguage, titled } from '../lib/text.ts';
import { address } from '../lib/url.ts';
import { defineSource, type SourceContext } from './source.ts';

const Settings = z.strictObject({
  business_unit: z
    .string()
    .regex(/^([0-9a-f]{24}|[^\s/:]+\.[^\s/:]+)$/i, 'write the id of the business unit (24 hex digits) or its domain')
    .describe('Whose reviews: the domain (`example.com`) or the id of the business unit.'),
  api_key: secret().describe('Key of a Trustpilot Business application, from EARSHOT_TRUSTPILOT_API_KEY.'),
  watch: duration()
    .prefault('90d')
    .describe('How far back reviews are read again, to notice edits and replies: an edit keeps its place in the list.'),
  reread: duration().prefault('6h').describe('How often they are read again. Each hundred reviews cost one call.'),
});
type Settings = z.output<typeof Settings> & { base_url?: string | undefined };

const Cursor = z.object({
  /** Id of the business unit, once its domain was resolved. */
  unit: z.string().optional(),
  /** Unix milliseconds: publication of the newest review seen, and the begin of the last reading back. */
  newest: z.number(),
  rereadAt: z.number(),
  /** The round under way: the list, newest first, page by page until `downTo`. */
  round: z.object({ page: z.number(), downTo: z.number(), newest: z.number(), startedAt: z.number() }).optional(),
});
type Cursor = z.output<typeof Cursor>;
type Round = NonNullable<Cursor['round']>;

const defaultBaseUrl = 'https://api.trustpilot.com';
const dayMs = 86_400_000;
/** Reviews come out late when they were held back for checks. */
const overlapMs = dayMs;
const perPage = 100;
/** The list ends after 100,000 reviews. */
const lastPage = 1000;

// Nearly every field was null for somebody, https://documentation-apidocumentation.trustpilot.com/business-units-api
const Review = z
  .looseObject({
    id: z.string().min(1),
    consumer: z.object({ id: z.string().nullish(), displayName: z.string().nullish() }).nullish(),
    location: z.object({ name: z.string().nullish() }).nullish(),
    stars: z.number().int().min(1).max(5),
    title: z.string().nullish(),
    text: z.string().nullish(),
    language: z.string().nullish(),
    createdAt: z.coerce.date().nullish(),
    updatedAt: z.coerce.date().nullish(),
    companyReply: z
      .object({ text: z.string(), createdAt: z.coerce.date().nullish(), updatedAt: z.coerce.date().nullish() })
      .nullish(),
  })
  .transform((review): Mention => {
    const { id, consumer, location, stars, createdAt, updatedAt, companyReply } = review;
    const lang = primaryLanguage(review.language);
    const repliedAt = companyReply?.updatedAt ?? companyReply?.createdAt;
    const reply = companyReply && { text: clean(companyReply.text), ...(repliedAt && { at: repliedAt }) };
    return {
      source: 'trustpilot',
      externalId: id,
      family: 'review',
      url: `https://www.trustpilot.com/reviews/${id}`,
      author: {
        ...(consumer?.id && { id: consumer.id }),
        ...(consumer?.displayName && { name: consumer.displayName }),
      },
      text: clean(titled(review.title, review.text)),
      ...(lang && { lang }),
      rating: stars,
      ...(createdAt && { createdAt }),
      ...(updatedAt && { updatedAt }),
      ...(reply !== undefined && { ownerReply: reply }),
      ...(location?.name && { target: location.name }),
    };
  });

const List = z.object({
  links: z.array(z.object({ rel: z.string() })).nullish(),
  reviews: looseArray(Review),
});

/**
 * Service reviews of one business unit. New reviews are found at the top of the list; edits and replies change nothing about
 * the order, so now and then the list is read much further down.
 */
export const trustpilot = defineSource({
  kind: 'trustpilot',
  family: 'review',
  settings: Settings,
  cursor: Cursor,
  every: '15m',
  rhythmMs: 14 * dayMs,
  allowAi: true,

  async poll(settings, cursor, context) {
    const at = context.now().getTime();
    const unit = await unitOf(settings, cursor, context);
    const start = { newest: at, rereadAt: 0, ...cursor, unit };
    const round = start.round ?? roundFrom(start, settings, at);

    const { reviews, links } = await list(settings, unit, { page: round.page, perPage }, context);
    const mentions = reviews.items;
    const newest = Math.max(round.newest, ...mentions.map(publishedAt));
    const isFull = mentions.length + reviews.rejected >= perPage || links?.some(({ rel }) => rel === 'next-page');
    const hasMore = isFull && round.page < lastPage && !reaches(mentions, round.downTo);
    const next = hasMore ? { ...round, newest, page: round.page + 1 } : undefined;

    return {
      mentions,
      answers: [],
      gone: [],
      cursor: next ? { ...start, round: next } : ended({ ...round, newest }, start, settings),
      outcome: next ? 'partial' : mentions.length > 0 ? 'items' : 'empty',
      rejected: reviews.rejected,
    };
  },

  async check(settings, context) {
    const unit = await unitOf(settings, null, context);
    const { reviews } = await list(settings, unit, { page: 1, perPage: 1 }, context);
    const newest = reviews.items[0]?.createdAt;
    return `business unit ${unit}: newest review ${newest?.toISOString() ?? 'none yet'}`;
  },

  async recheck(settings, externalIds, context) {
    const seen = await Promise.all(externalIds.map((id) => review(settings, id, context)));
    return {
      mentions: seen.filter((found) => found !== undefined),
      gone: externalIds.filter((_, index) => seen[index] === undefined),
      answers: [],
    };
  },
});

const roundFrom = ({ newest, rereadAt }: Cursor, { watch, reread }: Settings, at: number): Round => {
  const recent = newest - overlapMs;
  const downTo = at - rereadAt >= reread ? Math.min(recent, at - watch) : recent;
  return { page: 1, downTo, newest, startedAt: at };
};

const ended = (round: Round, start: Cursor, { watch }: Settings): Cursor => ({
  unit: start.unit,
  newest: round.newest,
  rereadAt: round.downTo <= round.startedAt - watch ? round.startedAt : start.rereadAt,
});

// Pages shift while they are read, dates do not.
const reaches = (mentions: Mention[], downTo: number): boolean =>
  mentions.some(({ createdAt }) => createdAt !== undefined && createdAt.getTime() < downTo);

const publishedAt = ({ createdAt }: Mention): number => createdAt?.getTime() ?? 0;

const list = (
  settings: Settings,
  unit: string,
  query: { page: number; perPage: number },
  { http, signal }: SourceContext,
) => {
  const path = `/v1/business-units/${encodeURIComponent(unit)}/reviews`;
  const url = address(settings.base_url ?? defaultBaseUrl, path, { orderBy: 'createdat.desc', ...query });
  return http.getJson(url, List, { headers: keyOf(settings), signal });
};

const keyOf = ({ api_key }: Settings): Record<string, string> => ({ apikey: api_key.reveal() });

const Unit = z.object({ id: z.string().min(1) });

// The id of a business unit is not its domain: resolved once.
const unitOf = async (settings: Settings, cursor: Cursor | null, { http, signal }: SourceContext): Promise<string> => {
  const { business_unit, base_url = defaultBaseUrl } = settings;
  if (!business_unit.includes('.')) return business_unit;
  if (cursor?.unit !== undefined) return cursor.unit;
  const url = address(base_url, '/v1/business-units/find', { name: business_unit });
  const { id } = await http.getJson(url, Unit, { headers: keyOf(settings), signal });
  return id;
};

const review = async (
  settings: Settings,
  id: string,
  { http, signal }: SourceContext,
): Promise<Mention | undefined> => {
  const url = address(settings.base_url ?? defaultBaseUrl, `/v1/reviews/${encodeURIComponent(id)}`);
  try {
    return await http.getJson(url, Review, { headers: keyOf(settings), signal });
  } catch (error) {
    if (error instanceof Failure && error.kind === 'recipient') return undefined;
    throw error;
  }
};
