import type { Classification } from './classification.ts';
import type { Mention } from './mention.ts';

/** What was known of a mention before its latest version arrived. */
export interface Before {
  rating?: number;
  text: string;
  classification?: Pick<Classification, 'urgency' | 'sentiment'>;
}

export interface Verdict {
  /** Whether this version may ring, if the rules want it to. */
  mayRing: boolean;
  /** Why, in words for people: `edited, was 5 stars`. */
  why: string;
}

/** Reviews with at most this many stars ring again when only their text changed (apis: shared rules of review sources). */
const badRating = 2;

/**
 * Whether an edit of a known mention may ring again: fallen stars and edits after our answer do, risen stars do not, changed
 * words only for bad reviews, or, without stars, when the mention got more urgent or turned negative.
 */
export const judgeChange = (
  before: Before,
  mention: Mention,
  now: Pick<Classification, 'urgency' | 'sentiment'>,
): Verdict => {
  const replyAt = mention.ownerReply?.at;
  const editedAfterAnswer = replyAt !== undefined && mention.updatedAt !== undefined && mention.updatedAt > replyAt;

  if (before.rating !== undefined && mention.rating !== undefined && before.rating !== mention.rating) {
    return mention.rating < before.rating
      ? { mayRing: true, why: `edited, was ${stars(before.rating)}` }
      : { mayRing: false, why: `edited upward, was ${stars(before.rating)}` };
  }
  if (editedAfterAnswer) return { mayRing: true, why: 'edited after our answer' };
  if (mention.rating !== undefined)
    return mention.rating <= badRating
      ? { mayRing: true, why: 'text edited' }
      : { mayRing: false, why: 'text edited, stars unchanged' };
  return judgeWords(before.classification, now);
};

const judgeWords = (before: Before['classification'], now: Pick<Classification, 'urgency' | 'sentiment'>): Verdict => {
  if (!before) return { mayRing: true, why: 'edited before it was judged' };
  if (now.urgency < before.urgency) return { mayRing: true, why: `edited, was level ${before.urgency}` };
  if (now.sentiment === 'negative' && before.sentiment !== 'negative')
    return { mayRing: true, why: 'edited, turned negative' };
  return { mayRing: false, why: 'edited, no more urgent than before' };
};

const stars = (rating: number): string => (rating === 1 ? '1 star' : `${rating} stars`);
