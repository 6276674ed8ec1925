import { hash } from 'node:crypto';
import { z } from 'zod';

/** What kind of place a mention was written in: decides targets and defaults. */
export const SourceFamily = z.enum(['social', 'review', 'news']);
export type SourceFamily = z.infer<typeof SourceFamily>;

/** `source:externalId`, the key under which a mention is known everywhere. */
export type MentionId = string & { readonly __brand: 'MentionId' };

export const Author = z.object({
  id: z.string().max(512).optional(),
  handle: z.string().max(256).optional(),
  name: z.string().max(256).optional(),
  followers: z.number().int().nonnegative().optional(),
});
export type Author = z.infer<typeof Author>;

export const OwnerReply = z.object({ text: z.string(), at: z.date().optional() });
export type OwnerReply = z.infer<typeof OwnerReply>;

/**
 * One public post, comment or review, normalised. An adapter produces it; from there on nothing vendor-specific is known.
 */
export interface Mention {
  /** The namespace of `externalId`: the kind of the source (`twitter`, `trustpilot`), or the slug an intake sender names. */
  source: string;
  externalId: string;
  /** The configured source ids that saw it. Filled by the pipeline; adapters leave it out. */
  via?: string[];
  family: SourceFamily;
  url: string | null;
  author: Author;
  /** Plain text, line ends as `\n`, never HTML. */
  text: string;
  /** BCP-47 primary tag, only when the source names it. */
  lang?: string;
  /** 1 to 5 stars; absent when the source has no stars. */
  rating?: number;
  /** Absent when the source does not date its entries: such a mention is baseline and never rings. */
  createdAt?: Date;
  updatedAt?: Date;
  /** The business's public answer as the source shows it; `null` = there is none now, absent = not known. */
  ownerReply?: OwnerReply | null;
  /** External id of the post this one answers. */
  inReplyTo?: string;
  /** External id of the post this one passes on unchanged. */
  reposts?: string;
  /** External id of the post this one quotes. */
  quotes?: string;
  /** External id of the thread. */
  conversation?: string;
  /** Which shop or product of the brand is meant, where the source says so. */
  target?: string;
  /** The author is the brand itself, by the source's own knowledge. */
  own?: boolean;
  /** An automatic feed (status bot, newspaper) rather than a person. */
  automatic?: boolean;
  /** Set when the source already binds everything it yields to one brand. */
  brand?: string;
  /** What the source sent, trimmed; kept for a day, or as long as an alert needs it. */
  raw?: unknown;
}

/** Builds the id under which a mention is stored. */
export const mentionId = (source: string, externalId: string): MentionId =>
  `${source}:${externalId}`.toWellFormed() as MentionId;

/** Splits a mention id at its first colon; the external id may hold further colons. */
export const splitMentionId = (id: string): { source: string; externalId: string } => {
  const colon = id.indexOf(':');
  return { source: id.slice(0, colon), externalId: id.slice(colon + 1) };
};

/**
 * Hash of what the customer said: rating and text. The same words with the same stars give the same fingerprint, whatever
 * happened to counters, avatars or translations.
 *
 * @returns 22 characters of base64url (132 bits of SHA-256)
 */
export const fingerprint = (mention: Pick<Mention, 'text' | 'rating'>): string =>
  digest(JSON.stringify([mention.rating ?? null, normaliseLineEnds(mention.text)]));

/** Hash of the business's public answer; the empty string when there is none, or it is not known. */
export const replyFingerprint = (reply: OwnerReply | null | undefined): string =>
  reply ? digest(JSON.stringify([reply.text, reply.at?.toISOString() ?? null])) : '';

/** When the customer's clock starts: an edit that rings again counts from the edit (design §7.8). */
export const postedAt = (mention: Mention, edited: boolean): Date | undefined =>
  edited ? (mention.updatedAt ?? mention.createdAt) : mention.createdAt;

const normaliseLineEnds = (text: string): string => {
  const composed = text.normalize('NFC');
  return (composed.includes('\n') ? composed.replace(/\s*\r?\n/g, '\n') : composed).trimEnd();
};

const digest = (text: string): string => hash('sha256', text, 'base64url').slice(0, 22);
