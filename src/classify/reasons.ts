import type { Reason, Sentiment, Urgency } from '../domain/classification.ts';
import type { Evidence } from './evidence.ts';

const mostReasons = 8;
const longestText = 80;
const sides: Record<Sentiment, number> = { negative: -1, neutral: 0, positive: 1 };

/** The strongest evidence for and against a judgement: above 0 it speaks for it, below against it. */
export const reasonsFor = (evidence: Evidence[], sentiment: Sentiment, urgency: Urgency): Reason[] => {
  const byText = new Map<string, Reason>();
  for (const piece of evidence) {
    const weight = supportOf(piece, sides[sentiment], urgency);
    const key = `${piece.signal} ${piece.text}`;
    const known = byText.get(key);
    if (known) known.weight += weight;
    else byText.set(key, { signal: piece.signal, text: piece.text, weight });
  }
  return [...byText.values()]
    .filter(({ weight }) => Math.abs(weight) >= smallest)
    .sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight))
    .slice(0, mostReasons)
    .map(({ signal, text, weight }) => ({ signal, text: shown(text), weight: Math.round(weight * 100) / 100 }));
};

const smallest = 0.05;

// With a neutral decision every piece of praise or blame spoke against it.
const supportOf = ({ sentiment, level, urgency }: Evidence, side: number, decided: Urgency): number => {
  const bySentiment = side === 0 ? -Math.abs(sentiment) : sentiment * side;
  if (level === undefined) return bySentiment;
  return bySentiment + (level === decided ? urgency : -urgency);
};

const shown = (text: string): string => text.slice(0, longestText).replace(/\s+/g, ' ').toWellFormed();
