import type { Urgency } from '../../domain/classification.ts';
import type { Context } from './context.ts';
import type { Evidence } from './evidence.ts';
import type { Cue } from './lexicon.ts';
import type { Phrase, Spot } from './phrases.ts';

/** Adds what a phrase says where it stands: one piece of evidence for each of its meanings. */
export const weighPhrase = (
  phrase: Phrase,
  text: string,
  spots: Spot[],
  context: Context,
  evidence: Evidence[],
): void => {
  for (const { cue, weight } of phrase.meanings) {
    const plain = shares[cue];
    if (!plain || weight === 0) continue;
    const negator = context.negator(phrase);
    const turned = negator === undefined ? undefined : negatedShares[cue];
    if (!turned && cue === 'question' && !context.asks(phrase)) continue;
    const first = turned ? (negator ?? phrase.first) : phrase.first;
    evidence.push({
      signal: turned ? 'negation' : signalOf(phrase, cue),
      text: text.slice(spots[first]?.token.start, spots[phrase.last]?.token.end),
      ...scale(turned ?? plain, weight * context.intensity(phrase)),
    });
  }
};

const signalOf = (phrase: Phrase, cue: Cue): Evidence['signal'] => {
  if (cue === 'question') return 'question';
  return phrase.at.length > 1 ? 'phrase' : 'word';
};

/** What one unit of a cue's weight says. */
interface Share {
  sentiment?: number;
  level?: Urgency;
  urgency?: number;
  reply?: number;
}

// A fault reported without any polish is negative (urgency.md), so the levels 1 to 3 carry sentiment of their own.
const shares: Partial<Record<Cue, Share>> = {
  positive: { sentiment: 1 },
  negative: { sentiment: -1 },
  down: { sentiment: -0.7, level: 1, urgency: 1, reply: 0.5 },
  money: { sentiment: -0.5, level: 2, urgency: 1, reply: 0.5 },
  problem: { sentiment: -0.6, level: 3, urgency: 1, reply: 0.5 },
  help: { level: 4, urgency: 1, reply: 0.5 },
  feedback: { level: 5, urgency: 1 },
  solved: { sentiment: 0.3, level: 5, urgency: 1 },
  wanted: { reply: 1 },
  unwanted: { level: 5, urgency: 0.3, reply: -1 },
  thanks: { sentiment: 0.8, level: 5, urgency: 0.8, reply: -0.8 },
  closing: { level: 5, urgency: 1, reply: -1 },
  question: { level: 4, urgency: 1, reply: 0.5 },
};

// "Not bad" is weaker than "good", "not good" almost as strong as "bad"; what is not broken is no fault. Cues that are not
// here stay as they are: "I don't know how to" still asks.
const negatedShares: Partial<Record<Cue, Share>> = {
  positive: { sentiment: -0.8 },
  negative: { sentiment: 0.4 },
  down: { sentiment: 0.3, level: 5, urgency: 0.7 },
  money: { level: 5, urgency: 0.4 },
  problem: { sentiment: 0.5, level: 5, urgency: 0.7 },
  solved: { sentiment: -0.6, level: 3, urgency: 1, reply: 0.5 },
  thanks: { sentiment: -0.2 },
};

const scale = (share: Share, weight: number): Omit<Evidence, 'signal' | 'text'> => ({
  sentiment: (share.sentiment ?? 0) * weight,
  urgency: (share.urgency ?? 0) * weight,
  reply: (share.reply ?? 0) * weight,
  ...(share.level && { level: share.level }),
});
