import type { Classification, Sentiment, Urgency } from '../domain/classification.ts';
import type { Evidence } from './lexicon/evidence.ts';

/** What something beside the model's own reading says, in natural logarithms of odds. */
export interface Shift {
  signal: Classification['reasons'][number]['signal'];
  text: string;
  /** Above 0 for positive, below for negative. */
  sentiment: number;
  levels: [number, number, number, number, number];
  reply: number;
}

/** What a piece of evidence from a word list says. */
export const shiftOf = ({ signal, text, sentiment, level, urgency, reply }: Evidence): Shift => {
  const levels: Shift['levels'] = [0, 0, 0, 0, 0];
  if (level !== undefined) levels[level - 1] = urgency;
  return { signal, text, sentiment, levels, reply };
};

/** How far a shift speaks for a judgement, below 0 against it. */
export const supportOf = (
  { sentiment, levels }: Shift,
  decided: { sentiment: Sentiment; urgency: Urgency },
): number => {
  const own = levels[decided.urgency - 1] ?? 0;
  const others = levels.reduce((sum, weight) => sum + Math.max(0, weight), 0) - Math.max(0, own);
  return sentiment * sides[decided.sentiment] + own - others;
};

// With a neutral decision neither praise nor blame spoke for it.
const sides: Record<Sentiment, number> = { negative: -1, neutral: 0, positive: 1 };
