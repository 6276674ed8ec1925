/** What confidence is made of. */
export interface Certainty {
  /** The score of the sentiment decided on. */
  sentiment: number;
  /** The score of the level decided on. */
  urgency: number;
  /** There was something to judge by. */
  evidence: boolean;
  /** There is a lexicon of the language. */
  words: boolean;
}

const withoutEvidence = 0.6;
const withoutWords = 0.6;

/**
 * How sure a judgement is: the mean of its two decisions, less where there was nothing to go by. The geometric mean, so that
 * a sure attitude does not make up for a guessed level.
 */
export const confidenceOf = ({ sentiment, urgency, evidence, words }: Certainty): number =>
  Math.sqrt(sentiment * urgency) * (evidence ? 1 : withoutEvidence) * (words ? 1 : withoutWords);
