import type { Classifier } from '../../src/classify/index.ts';
import type { Classification, Sentiment, Urgency } from '../../src/domain/classification.ts';

/** Judges by a mark at the beginning of the text, so that a story does not hang on words: `[2 negative] …`, `[4 asks] …`. */
export const markedClassifier: Classifier = {
  classify: ({ text, lang = 'en' }): Classification => {
    const [, level = '5', mood = 'neutral'] = /\[([1-5]) (negative|neutral|positive|asks|unsure)\]/.exec(text) ?? [];
    const sentiment: Sentiment = mood === 'asks' ? 'neutral' : mood === 'unsure' ? 'negative' : (mood as Sentiment);
    const urgency = Number(level) as Urgency;
    return {
      lang,
      sentiment,
      scores: { negative: 0, neutral: 0, positive: 0, [sentiment]: 1 },
      urgency,
      urgencyScores: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, [urgency]: 1 },
      replyWanted: mood === 'asks' || (sentiment === 'negative' && urgency < 5),
      confidence: mood === 'unsure' ? 0.2 : 0.9,
      reasons: [{ signal: 'word', text: mood, weight: 1 }],
    };
  },
};
