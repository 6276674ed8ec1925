import { z } from 'zod';
import { type Classification, type Reason, Sentiment, Urgency, urgencyNames } from './classification.ts';

/** What a second-opinion engine says of a mention: labels, and nothing else that it could be talked into. */
export const Opinion = z.object({
  sentiment: Sentiment,
  /** Absent when the engine does not judge urgency. */
  urgency: Urgency.optional(),
  /** Absent when the engine does not judge it. */
  replyWanted: z.boolean().optional(),
  /** 0 to 1: how sure the engine says it is. */
  confidence: z.number().min(0).max(1),
});
export type Opinion = z.infer<typeof Opinion>;

/** No engine is believed further than this, whatever it says of itself: it can tip a doubt, not overturn a certainty. */
const mostTrust = 0.85;
/** No label is impossible just because our own model never saw its like. */
const leastScore = 0.01;
/** From here on our own model finds something more likely than not. */
const likely = 0.5;
const mostReasons = 8;
const levels = Urgency.options.map(({ value }) => value);

/**
 * Our own judgement and a second opinion in one: their probabilities multiplied, the engine's share of them bounded.
 *
 * Whoever writes a mention can try to talk an engine into a label. So what our own model finds more likely than not to be a
 * complaint (negative, level 1 or 2, or a review of one or two stars) is never made kinder by an engine and keeps its wish for
 * a reply, and what it finds more likely than not to be level 1 or 2 is never made less urgent. Upwards, an engine lifts a
 * mention to a level only where our own model left some room for it.
 */
export const withOpinion = (
  own: Classification,
  opinion: Opinion,
  { engine, rating = 5 }: { engine: string; rating?: number | undefined },
): Classification => {
  const isUrgent = own.urgencyScores[1] + own.urgencyScores[2] >= likely;
  const isComplaint = isUrgent || own.scores.negative >= likely || rating <= 2;

  const mood = pool(Sentiment.options, own.scores, opinion.sentiment, opinion.confidence);
  const keepsMood = isComplaint && kindness[mood.label] > kindness[own.sentiment];
  const level = opinion.urgency && pool(levels, own.urgencyScores, opinion.urgency, opinion.confidence);
  const keepsLevel = !level || ((isUrgent || rating <= 2) && level.label > own.urgency);

  const sentiment = keepsMood ? own.sentiment : mood.label;
  const urgency = keepsLevel ? own.urgency : level.label;
  // What the engine was not heard on is no surer than before.
  const sureOfMood = keepsMood ? Math.min(own.scores[sentiment], own.confidence) : mood.scores[sentiment];
  const sureOfLevel = keepsLevel ? Math.min(own.urgencyScores[urgency], own.confidence) : level.scores[urgency];
  const agrees = opinion.sentiment === sentiment && (opinion.urgency ?? urgency) === urgency;
  return {
    lang: own.lang,
    sentiment,
    scores: keepsMood ? own.scores : mood.scores,
    urgency,
    urgencyScores: keepsLevel ? own.urgencyScores : level.scores,
    replyWanted: (isComplaint && own.replyWanted) || (opinion.replyWanted ?? own.replyWanted),
    confidence: Math.sqrt(sureOfMood * sureOfLevel),
    reasons: withReason(
      own.reasons,
      describeOpinion(engine, opinion),
      agrees ? opinion.confidence : -opinion.confidence,
    ),
  };
};

/** Our own judgement, with a note why no second opinion came. */
export const withoutOpinion = (own: Classification, engine: string, why: string): Classification => ({
  ...own,
  reasons: withReason(own.reasons, `${engine}: ${why}`, 0),
});

/** The signal of a reason that an engine gave: unlike all others, its text is no word of the mention. */
export const engineSignal = 'engine';

const kindness: Record<Sentiment, number> = { negative: 0, neutral: 1, positive: 2 };

const withReason = (reasons: readonly Reason[], text: string, weight: number): Reason[] =>
  [{ signal: engineSignal, text, weight }, ...reasons].slice(0, mostReasons);

const describeOpinion = (engine: string, { sentiment, urgency, replyWanted, confidence }: Opinion): string => {
  const parts = [`${engine}: ${sentiment}`];
  if (urgency) parts.push(`level ${urgency} ${urgencyNames[urgency]}`);
  if (replyWanted !== undefined) parts.push(replyWanted ? 'wants a reply' : 'wants no reply');
  parts.push(`${Math.round(confidence * 100)}% sure`);
  return parts.join(', ');
};

const pool = <Label extends string | number>(
  labels: readonly Label[],
  own: Record<Label, number>,
  said: Label,
  confidence: number,
): { label: Label; scores: Record<Label, number> } => {
  const trust = Math.min(mostTrust, Math.max(confidence, 1 / labels.length));
  const doubt = (1 - trust) / (labels.length - 1);
  const weighed = (label: Label): number => Math.max(own[label], leastScore) * (label === said ? trust : doubt);
  const sum = labels.reduce((total, label) => total + weighed(label), 0);

  const scores: Record<Label, number> = { ...own };
  for (const label of labels) scores[label] = weighed(label) / sum;
  // On a tie the engine decides.
  const label = labels.reduce((best, other) => (scores[other] > scores[best] ? other : best), said);
  return { label, scores };
};
