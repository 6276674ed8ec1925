import type { Urgency } from '../domain/classification.ts';
import type { Shift } from './shift.ts';

// One and two stars are a complaint whatever the words say, four and five are praise with at most a flaw in passing.
const sentimentOf = [-4, -3, -0.4, 2, 3];

// Rule 4 of the labels: a past fault told in a review still waits to be heard, so few stars with a fault are never mere talk.
const levelOf: [level: Urgency, weight: number][] = [
  [3, 2],
  [3, 1.5],
  [3, 0.3],
  [5, 1],
  [5, 1.5],
];

/** What 1 to 5 stars say beside the words. */
export const weighRating = (rating: number): Shift => {
  const stars = Math.min(5, Math.max(1, Math.round(rating)));
  const sentiment = sentimentOf[stars - 1] ?? 0;
  const [level, weight] = levelOf[stars - 1] ?? [3, 0];
  const levels: Shift['levels'] = [0, 0, 0, 0, 0];
  levels[level - 1] = weight;
  if (stars <= 2) levels[4] = -4;
  return { signal: 'rating', text: `${stars}/5`, sentiment, levels, reply: stars <= 2 ? 4 : 0 };
};
