import type { Sentiment } from '../domain/classification.ts';
import { softmax } from './softmax.ts';
import type { Tally } from './tally.ts';

/** Weighs praise against blame. A question is neutral unless it does more than ask. */
export const judgeSentiment = ({ praise, blame, asks }: Tally): Record<Sentiment, number> => {
  // Fitted like the table in urgency.ts.
  const [negative = 0, neutral = 0, positive = 0] = softmax([
    -0.4 + 1.2 * blame - 0.8 * praise - 0.4 * asks,
    0.4 - 0.6 * blame - 0.5 * praise + 1.2 * asks,
    0.1 - 0.6 * blame + 1.3 * praise - 0.8 * asks,
  ]);
  return { negative, neutral, positive };
};

/** The most likely attitude; of two equally likely ones the one that asks for more attention. */
export const strongest = ({ negative, neutral, positive }: Record<Sentiment, number>): Sentiment => {
  if (negative >= neutral && negative >= positive) return 'negative';
  return positive > neutral ? 'positive' : 'neutral';
};
