import type { Classification, Sentiment, Urgency } from '../domain/classification.ts';
import { type Meta, type Model, outputs } from './model.ts';
import type { Answer } from './network.ts';
import type { Shift } from './shift.ts';

/** What is decided of a text, with how likely each choice was. */
export interface Judged extends Omit<Classification, 'lang' | 'reasons'> {
  /** The hidden places of the network when it decided. */
  hidden: Float64Array;
}

/** Decides by what the network says and by what else is known. */
export const decide = (
  { meta }: Model,
  { scores: raw, hidden }: Answer,
  lang: string,
  shifts: readonly Shift[],
): Judged => {
  const sentiments = softmax(raw, outputs.sentiment, 3, temperatureOf(meta.temperature.sentiment, lang), (place) =>
    sum(shifts, ({ sentiment }) => sentiment * (place - 1)),
  );
  const levels = softmax(
    raw,
    outputs.level,
    5,
    temperatureOf(meta.temperature.level, lang),
    (place) => (meta.levelBias[place] ?? 0) + sum(shifts, (shift) => shift.levels[place] ?? 0),
  );
  const reply = (raw[outputs.reply] as number) + meta.replyBias + sum(shifts, (shift) => shift.reply);
  const scores = { negative: sentiments[0] ?? 0, neutral: sentiments[1] ?? 0, positive: sentiments[2] ?? 0 };
  const urgencyScores = {
    1: levels[0] ?? 0,
    2: levels[1] ?? 0,
    3: levels[2] ?? 0,
    4: levels[3] ?? 0,
    5: levels[4] ?? 0,
  };
  const sentiment = strongest(scores);
  const urgency = mostLikely(urgencyScores);
  return {
    sentiment,
    scores,
    urgency,
    urgencyScores,
    replyWanted: reply > 0,
    confidence: confidenceOf(meta.confidence, urgencyScores[urgency], scores[sentiment]),
    hidden,
  };
};

const temperatureOf = (temperatures: Record<string, number>, lang: string): number =>
  temperatures[lang] ?? temperatures['*'] ?? 1;

const sum = (shifts: readonly Shift[], weight: (shift: Shift) => number): number => {
  let total = 0;
  for (const shift of shifts) total += weight(shift);
  return total;
};

const softmax = (
  raw: Float64Array,
  from: number,
  count: number,
  temperature: number,
  extra: (place: number) => number,
): number[] => {
  const shares: number[] = [];
  let most = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < count; place += 1) {
    const share = (raw[from + place] as number) / temperature + extra(place);
    shares.push(share);
    if (share > most) most = share;
  }
  let total = 0;
  for (let place = 0; place < count; place += 1) total += shares[place] = Math.exp((shares[place] as number) - most);
  for (let place = 0; place < count; place += 1) shares[place] = (shares[place] as number) / total;
  return shares;
};

/** The most likely attitude; of two equally likely ones the one that asks for more attention. */
const strongest = ({ negative, neutral, positive }: Record<Sentiment, number>): Sentiment => {
  if (negative >= neutral && negative >= positive) return 'negative';
  return positive > neutral ? 'positive' : 'neutral';
};

const levelsInOrder = [1, 2, 3, 4, 5] as const;

/** The most likely level; of two equally likely ones the more urgent (the first rule of the labels). */
const mostLikely = (scores: Record<Urgency, number>): Urgency => {
  let best: Urgency = 1;
  for (const level of levelsInOrder) if (scores[level] > scores[best]) best = level;
  return best;
};

const confidenceOf = ({ base, level, sentiment }: Meta['confidence'], surest: number, attitude: number): number =>
  1 / (1 + Math.exp(-(base + level * odds(surest) + sentiment * odds(attitude))));

const odds = (share: number): number => {
  const within = Math.min(0.9999, Math.max(0.0001, share));
  return Math.log(within / (1 - within));
};
