import type { Classifier } from '../../src/classify/index.ts';
import type { Classification, Sentiment, Urgency } from '../../src/domain/classification.ts';
import type { Lesson, Verdict } from '../../src/domain/verdict.ts';
import { tellingWords } from '../../src/learn/words.ts';

/** A classification with these likelihoods; what is left is spread over the others. */
export const judgedAs = (
  urgency: Urgency,
  urgencyShare: number,
  sentiment: Sentiment,
  sentimentShare: number,
): Classification => {
  const level = (one: Urgency): number => (one === urgency ? urgencyShare : (1 - urgencyShare) / 4);
  const mood = (one: Sentiment): number => (one === sentiment ? sentimentShare : (1 - sentimentShare) / 2);
  return {
    lang: 'en',
    sentiment,
    scores: { negative: mood('negative'), neutral: mood('neutral'), positive: mood('positive') },
    urgency,
    urgencyScores: { 1: level(1), 2: level(2), 3: level(3), 4: level(4), 5: level(5) },
    replyWanted: urgency < 5,
    confidence: Math.sqrt(urgencyShare * sentimentShare),
    reasons: [{ signal: 'word', text: 'a word', weight: 1 }],
  };
};

/** Takes "filthy" for a complaint and everything else for chatter. */
export const misreader: Classifier = {
  classify: ({ text }) =>
    /filthy/i.test(text) ? judgedAs(3, 0.75, 'negative', 0.85) : judgedAs(5, 0.75, 'neutral', 0.7),
};

const minute = 60_000;
const start = Date.parse('2026-08-20T12:00:00.000Z');

/** A verdict on a text, the n-th that was given. */
export const lesson = (
  classifier: Classifier,
  text: string,
  verdict: Verdict,
  n: number,
  texts: readonly string[] = [],
): Lesson => {
  const { scores, urgencyScores, sentiment, urgency } = classifier.classify({ text, lang: 'en' });
  return {
    id: `fb_${n}`,
    at: new Date(start + n * minute).toISOString(),
    verdict,
    examples: [
      {
        mentionId: `twitter:${n}`,
        base: { scores, urgencyScores },
        found: { sentiment, urgency },
        words: tellingWords(text, { texts, own: ['Acme'] }),
      },
    ],
  };
};
