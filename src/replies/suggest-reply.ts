import { createHash } from 'node:crypto';
import { type Sentiment, type Urgency, urgencyNames } from '../domain/classification.ts';
import { cut, oneLine } from '../lib/text.ts';
import { firstNameOf } from './first-name.ts';
import type { Replies } from './load-replies.ts';
import { type Placeholder, placeholders } from './reply-file.ts';

/** What is known of a mention that somebody may answer. */
export interface Answerable {
  /** The same mention is always given the same sentence. */
  id: string;
  lang: string;
  urgency: Urgency;
  sentiment: Sentiment;
  brand: string;
  /** As the author writes it, in whatever way. */
  displayName?: string | undefined;
  postedAt?: Date | undefined;
}

const longestBrand = 60;

/**
 * How an answer to a mention may begin, in the language of its author.
 *
 * @returns `undefined` when there is no sentence for its language, level and mood that can be filled in
 */
export const suggestReply = (
  replies: Replies,
  mention: Answerable,
  { now, timeZone }: { now: Date; timeZone: string },
): string | undefined => {
  const { id, lang, urgency, sentiment, postedAt, displayName, brand } = mention;
  const values: Record<Placeholder, string | undefined> = {
    name: firstNameOf(displayName, brand),
    brand: cut(oneLine(brand), longestBrand) || undefined,
    time: postedAt && writtenTime(postedAt, lang, timeZone, now),
  };
  const sentences = replies.get(lang)?.[urgencyNames[urgency]]?.[sentiment] ?? [];
  const usable = sentences.filter((sentence) =>
    placeholders.every((name) => values[name] !== undefined || !sentence.includes(`{${name}}`)),
  );
  const chosen = usable[placeOf(id, usable.length)];
  return chosen === undefined ? undefined : oneLine(fill(chosen, values));
};

const placeOf = (id: string, count: number): number =>
  count === 0 ? 0 : createHash('sha256').update(id).digest().readUInt32BE(0) % count;

// In one pass: a brand called "{name}" stays what it is.
const fill = (sentence: string, values: Record<Placeholder, string | undefined>): string =>
  sentence.replace(/\{(name|brand|time)\}/g, (_, name: Placeholder) => values[name] ?? '');

const writtenTime = (at: Date, lang: string, timeZone: string, now: Date): string => {
  const day = new Intl.DateTimeFormat('en', { timeZone, dateStyle: 'short' });
  const today = day.format(at) === day.format(now);
  return new Intl.DateTimeFormat(lang, {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(!today && { day: 'numeric', month: 'long' }),
  }).format(at);
};
