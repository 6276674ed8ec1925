import type { Classification, Reason, Sentiment, Urgency } from '../domain/classification.ts';
import type { Learnt, Weights } from './fit.ts';
import { bounded, logs, softmaxInto } from './shift.ts';
import { type Aspect, levels, ownerBase, sentiments } from './targets.ts';
import { type Known, knownWords } from './words.ts';

/** All words together change the log-odds of two classes of a mention by no more than this many nats. */
export const mostByMention = 8;

/** A classification after what the brand's verdicts taught. */
export interface Corrected {
  classification: Classification;
  /** It reads like what somebody said is not about the brand. */
  notOurs: boolean;
}

const mostReasons = 8;
const mostLearnt = 3;
const smallest = 0.05;

/**
 * Adds what a brand's verdicts taught to a classification. A text without a learnt word stays exactly as it was.
 *
 * @param keysOf under which names a word may have been learnt: itself, and its hash where words may not be kept
 */
export const correct = (
  { weights }: Learnt,
  classification: Classification,
  text: string,
  keysOf: (word: string) => readonly string[] = (word) => [word],
): Corrected => {
  const found = knownWords(text, (word) => weightsOf(weights, keysOf(word)));
  if (found.length === 0) return { classification, notOurs: false };

  const level = shiftOf(found, 'level');
  const sentiment = shiftOf(found, 'sentiment');
  const owner = shiftOf(found, 'owner');
  const notOurs = (applied(ownerBase, owner)[1] ?? 0) > 0.5;
  return { classification: rejudge(classification, level, sentiment, notOurs ? owner : undefined), notOurs };
};

const weightsOf = (weights: Learnt['weights'], keys: readonly string[]): Weights | undefined => {
  for (const key of keys) {
    const found = weights.get(key);
    if (found) return found;
  }
  return undefined;
};

type Shift = { by: number[]; words: { shown: string; by: readonly number[] }[] } | undefined;

const shiftOf = (found: readonly Known<Weights>[], aspect: Aspect): Shift => {
  const words = found.flatMap(({ shown, known }) => {
    const by = known[aspect];
    return by ? [{ shown, by }] : [];
  });
  const [first] = words;
  if (!first) return undefined;
  const sums = first.by.map((_, position) => words.reduce((sum, { by }) => sum + (by[position] ?? 0), 0));
  return { by: bounded(sums, mostByMention), words };
};

const applied = (
  shares: readonly number[],
  shift: Shift,
): Iterable<number> & { readonly [position: number]: number } =>
  shift ? softmaxInto(Float64Array.from(logs(shares), (logit, position) => logit + (shift.by[position] ?? 0))) : shares;

const rejudge = (was: Classification, level: Shift, sentiment: Shift, owner: Shift): Classification => {
  const [l1 = 0, l2 = 0, l3 = 0, l4 = 0, l5 = 0] = applied(
    levels.map((one) => was.urgencyScores[one]),
    level,
  );
  const [negative = 0, neutral = 0, positive = 0] = applied(
    sentiments.map((one) => was.scores[one]),
    sentiment,
  );
  const urgencyScores = { 1: l1, 2: l2, 3: l3, 4: l4, 5: l5 };
  const scores = { negative, neutral, positive };
  const now = {
    urgency: decided(was.urgency, highest(levels, was.urgencyScores), highest(levels, urgencyScores)),
    sentiment: decided(was.sentiment, highest(sentiments, was.scores), highest(sentiments, scores)),
  };
  return {
    ...was,
    ...now,
    scores,
    urgencyScores,
    replyWanted: replyWanted(was, now.urgency),
    confidence: confidenceOf(
      was,
      Math.sqrt(scores[now.sentiment] * urgencyScores[now.urgency]),
      (level?.by[levels.indexOf(now.urgency)] ?? 0) + (sentiment?.by[sentiments.indexOf(now.sentiment)] ?? 0),
    ),
    reasons: reasonsOf(was, now, level, sentiment, owner),
  };
};

// A classifier may have reasons to decide for less than the likeliest: only what became the likeliest overrules it.
const decided = <Name>(was: Name, likeliest: Name, now: Name): Name => (now === likeliest ? was : now);

const highest = <Name extends Urgency | Sentiment>(names: readonly Name[], scores: Record<Name, number>): Name =>
  names.reduce((best, name) => (scores[name] > scores[best] ? name : best));

// Complaints and questions wait for an answer, feedback does not; a level that stays leaves it to the words.
const replyWanted = (was: Classification, urgency: Urgency): boolean =>
  urgency === was.urgency ? was.replyWanted : urgency < 5;

// The classifier knows more about its certainty than its scores say (no word known, a language it barely speaks), and shows it
// by a lesser confidence. Verdicts that speak for the decision are what it lacked: they make up for that the more they say.
const confidenceOf = (was: Classification, sure: number, support: number): number => {
  const before = Math.sqrt(was.scores[was.sentiment] * was.urgencyScores[was.urgency]);
  const own = Math.min(1, was.confidence / Math.max(before, 0.1));
  const factor = own < 1 ? 1 - (1 - own) * Math.exp(-Math.max(0, support)) : own;
  return Math.min(1, sure * factor);
};

const reasonsOf = (
  was: Classification,
  now: Pick<Classification, 'urgency' | 'sentiment'>,
  level: Shift,
  sentiment: Shift,
  owner: Shift,
): Reason[] => {
  const weights = new Map<string, number>();
  const add = (shift: Shift, position: number, sign = 1): void => {
    for (const { shown, by } of shift?.words ?? [])
      weights.set(shown, (weights.get(shown) ?? 0) + sign * (by[position] ?? 0));
  };
  add(level, levels.indexOf(now.urgency));
  add(sentiment, sentiments.indexOf(now.sentiment));
  add(owner, 1, -1);
  const learnt = strongest(
    [...weights].map(([text, weight]): Reason => ({ signal: 'learnt', text, weight: Math.round(weight * 100) / 100 })),
    mostLearnt,
  ).filter(({ weight }) => Math.abs(weight) >= smallest);
  // What spoke for the level that was, speaks against the one that is.
  const side = now.urgency === was.urgency ? 1 : -1;
  const own = was.reasons.map((reason) => ({ ...reason, weight: side * reason.weight }));
  return strongest([...learnt, ...own.slice(0, mostReasons - learnt.length)], mostReasons);
};

const strongest = (reasons: Reason[], most: number): Reason[] =>
  reasons.sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight)).slice(0, most);
