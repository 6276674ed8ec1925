import { z } from 'zod';

export const Sentiment = z.enum(['negative', 'neutral', 'positive']);
export type Sentiment = z.infer<typeof Sentiment>;

/** 1 is the most urgent. The words are in `urgencyNames`. */
export const Urgency = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]);
export type Urgency = z.infer<typeof Urgency>;

export const urgencyNames = { 1: 'down', 2: 'money', 3: 'problem', 4: 'help', 5: 'feedback' } as const;

/** One piece of evidence. Positive weight speaks for the decision, negative against it. */
export interface Reason {
  /** Which kind of evidence: `word`, `phrase`, `emoji`, `rating`, `punctuation`, `question`, `negation`, … */
  signal: string;
  /** The words of the mention (or a short description) that carry it. */
  text: string;
  weight: number;
}

/** What a mention was judged to be, and why. Scores of each kind sum to 1. */
export interface Classification {
  /** BCP-47 primary tag, `und` when it could not be told. */
  lang: string;
  sentiment: Sentiment;
  scores: Record<Sentiment, number>;
  urgency: Urgency;
  /** Keys `1` to `5`. */
  urgencyScores: Record<Urgency, number>;
  replyWanted: boolean;
  /** 0 to 1: how likely the level is right, told from the scores of level and sentiment. */
  confidence: number;
  /** Strongest first, at most eight. */
  reasons: Reason[];
}
