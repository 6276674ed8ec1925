import { z } from 'zod';
import { type Classification, Sentiment, Urgency } from './classification.ts';

/** What a person says about how a mention was judged. */
export const Verdict = z.discriminatedUnion('verdict', [
  z.object({ verdict: z.literal('right') }),
  z.object({ verdict: z.literal('wrong_level'), level: z.coerce.number().pipe(Urgency) }),
  z.object({ verdict: z.literal('wrong_sentiment'), sentiment: Sentiment.optional() }),
  z.object({ verdict: z.literal('not_us') }),
]);
export type Verdict = z.infer<typeof Verdict>;

/** A mention a verdict is about: what is needed to learn from it once its text is gone. */
export interface Example {
  mentionId: string;
  /** What the shared classifier made of it, before anything was learnt. */
  base: Pick<Classification, 'scores' | 'urgencyScores'>;
  /** What the person saw. */
  found: Pick<Classification, 'sentiment' | 'urgency'>;
  /** Its words and word pairs, and how much each may carry, 0 to 1. */
  words: readonly (readonly [word: string, carry: number])[];
}

/** A verdict as something to learn from. */
export interface Lesson {
  id: string;
  at: string;
  verdict: Verdict;
  examples: readonly Example[];
}

/** A verdict in words: `wrong level, should be 4`. */
export const describeVerdict = (given: Verdict): string => {
  switch (given.verdict) {
    case 'right':
      return 'right';
    case 'wrong_level':
      return `wrong level, should be ${given.level}`;
    case 'wrong_sentiment':
      return given.sentiment ? `wrong sentiment, should be ${given.sentiment}` : 'wrong sentiment';
    case 'not_us':
      return 'not us';
  }
};
