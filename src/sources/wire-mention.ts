import { z } from 'zod';
import type { Mention, OwnerReply, SourceFamily } from '../domain/mention.ts';
import { bytes, cut, primaryLanguage } from '../lib/text.ts';

const longestText = 20_000;
const largestRaw = 64 * 1024;
const clockToleranceMs = 10 * 60_000;

// No-code tools send an empty string for "nothing".
const emptyToAbsent = (value: unknown): unknown => (value === '' || value === null ? undefined : value);

const optional = <T extends z.ZodType>(schema: T) => z.preprocess(emptyToAbsent, schema.optional());

const text = (limit: number) => z.string('must be a string').max(limit, `must be at most ${limit} characters`);

const instant = z
  .string('must be RFC 3339 with zone')
  .toUpperCase()
  .pipe(z.iso.datetime({ offset: true, error: 'must be RFC 3339 with zone' }))
  .transform((value) => new Date(value));

// Spreadsheets and no-code tools send numbers as text, some with a decimal comma.
const number = z.preprocess(
  (value) =>
    typeof value === 'string' && /^\s*-?\d+([.,]\d+)?\s*$/.test(value) ? Number(value.replace(',', '.')) : value,
  z.number('must be a number'),
);

const isWebAddress = (value: string): boolean => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);

const webAddress = z
  .string('must be an absolute http(s) url or null')
  .refine(isWebAddress, 'must be an absolute http(s) url or null');

const isBlank = (value: unknown): boolean => emptyToAbsent(value) === undefined;

const allBlank = (value: unknown): boolean =>
  value !== null && typeof value === 'object' && Object.keys(value).length > 0 && Object.values(value).every(isBlank);

const WireAuthor = z.preprocess(
  (value) => (isBlank(value) || allBlank(value) ? undefined : value),
  z
    .object({ id: optional(text(512)), handle: optional(text(256)), name: optional(text(256)) }, 'must be an object')
    .refine((author) => !allBlank(author) && Object.keys(author).length > 0, 'must have an id, a handle or a name')
    .optional(),
);

// Absent leaves what is known, `null` clears it: the one optional field in which the two differ.
const WireReply = z.preprocess(
  (value) => (value === '' ? undefined : value),
  z.object({ text: z.string('must be a string'), at: optional(instant) }, 'must be an object or null').nullish(),
);

const RatingScale = z
  .object({ min: number, max: number }, 'must be an object with min and max')
  .refine(({ min, max }) => min < max, 'must have a min below its max');

/** The wire format of one mention, as senders push it and files hold it. Fields it does not name are kept for `raw`. */
export const WireMention = z
  .looseObject(
    {
      externalId: text(512).min(1, 'must not be empty'),
      source: optional(z.string('must be a string').regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 of a-z, 0-9 and "-"')),
      url: webAddress.nullable(),
      author: WireAuthor,
      text: z.string('must be a string'),
      lang: optional(z.string('must be a string').refine((tag) => primaryLanguage(tag), 'must be a BCP-47 tag')),
      rating: optional(number),
      ratingScale: optional(RatingScale),
      createdAt: instant,
      updatedAt: optional(instant),
      ownerReply: WireReply,
      target: optional(text(512)),
      raw: z
        .unknown()
        .refine((raw) => bytes(JSON.stringify(raw) ?? '') <= largestRaw, 'must be at most 64 KiB')
        .optional(),
    },
    'must be an object',
  )
  .superRefine(({ rating, ratingScale: { min, max } = { min: 1, max: 5 } }, context) => {
    if (rating === undefined || min >= max || (rating >= min && rating <= max)) return;
    context.addIssue({ code: 'custom', path: ['rating'], message: `must be ${min} to ${max}` });
  });
export type WireMention = z.output<typeof WireMention>;

export interface SenderDefaults {
  /** For mentions that name no source. */
  source: string;
  family: SourceFamily;
  now: Date;
  /** By which way it came, kept in `raw`. */
  door?: 'webhook' | 'import' | 'email' | 'feed';
  /** Name of the sender, kept in `raw`. */
  sender?: string;
}

export type WireResult = { ok: true; mention: Mention } | { ok: false; errors: { field: string; message: string }[] };

/** Reads one mention in the wire format; what does not fit is named field by field. */
export const parseWireMention = (value: unknown, defaults: SenderDefaults): WireResult => {
  const parsed = WireMention.safeParse(value);
  if (parsed.success) return { ok: true, mention: mentionOf(parsed.data, defaults) };
  const errors = parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  return { ok: false, errors };
};

const mentionOf = (wire: WireMention, { source, family, now, door, sender }: SenderDefaults): Mention => {
  const {
    externalId,
    url,
    author = {},
    text: full,
    lang,
    rating,
    ratingScale,
    createdAt,
    updatedAt,
    ownerReply,
    target,
  } = wire;
  const language = primaryLanguage(lang);
  const raw = rawOf(wire, { ...(door && { door }), ...(sender && { sender }) });
  return {
    source: wire.source ?? source,
    externalId,
    family,
    url,
    author,
    text: cut(plainLines(full), longestText),
    ...(language && { lang: language }),
    ...(rating !== undefined && { rating: inStars(rating, ratingScale) }),
    createdAt: notAhead(createdAt, now),
    ...(updatedAt && { updatedAt: notAhead(updatedAt, now) }),
    ...(ownerReply !== undefined && { ownerReply: replyOf(ownerReply, now) }),
    ...(target && { target }),
    ...(raw && { raw }),
  };
};

const plainLines = (value: string): string => value.toWellFormed().replace(/\r\n?/g, '\n');

// Scales of senders are stretched onto 1 to 5, one decimal.
const inStars = (value: number, scale: WireMention['ratingScale']): number =>
  scale ? Math.round(10 + (40 * (value - scale.min)) / (scale.max - scale.min)) / 10 : value;

const notAhead = (at: Date, now: Date): Date => (at.getTime() > now.getTime() + clockToleranceMs ? now : at);

const replyOf = (reply: NonNullable<WireMention['ownerReply']> | null, now: Date): OwnerReply | null =>
  reply && { text: plainLines(reply.text), ...(reply.at && { at: notAhead(reply.at, now) }) };

// The mention holds the rest; fields that senders made up are worth less than what they put into `raw` themselves. The way it
// came alone is not worth a place: the mention's source tells it, too.
const rawOf = (wire: WireMention, door: { door?: string; sender?: string }): Record<string, unknown> | undefined => {
  const { raw, ...fields } = wire;
  const own = isRecord(raw) ? raw : { ...(raw !== undefined && { raw }) };
  const marks = {
    ...(wire.ratingScale && { rating: wire.rating, scale: wire.ratingScale }),
    ...(wire.text.length > longestText && { truncated: true }),
  };
  const unknown = Object.fromEntries(Object.entries(fields).filter(([name]) => !(name in WireMention.shape)));
  const all = { ...unknown, ...own, ...marks };
  if (Object.keys(all).length === 0) return undefined;
  const kept = bytes(JSON.stringify(all)) <= largestRaw ? all : { ...own, ...marks };
  return { ...kept, ...door };
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Writes a mention in the wire format; `parseWireMention` reads it back. */
export const toWire = (mention: Mention): Record<string, unknown> => ({
  source: mention.source,
  externalId: mention.externalId,
  url: mention.url,
  ...authorOnWire(mention.author),
  text: mention.text,
  ...(mention.lang && { lang: mention.lang }),
  ...(mention.rating !== undefined && { rating: mention.rating }),
  ...(mention.createdAt && { createdAt: mention.createdAt.toISOString() }),
  ...(mention.updatedAt && { updatedAt: mention.updatedAt.toISOString() }),
  ...(mention.ownerReply !== undefined && { ownerReply: replyOnWire(mention.ownerReply) }),
  ...(mention.target && { target: mention.target }),
  ...(mention.raw !== undefined && { raw: mention.raw }),
});

const authorOnWire = ({ id, handle, name }: Mention['author']): { author?: Record<string, string> } => {
  const author = { ...(id && { id }), ...(handle && { handle }), ...(name && { name }) };
  return Object.keys(author).length > 0 ? { author } : {};
};

const replyOnWire = (reply: Mention['ownerReply']): unknown =>
  reply && { text: reply.text, ...(reply.at && { at: reply.at.toISOString() }) };
