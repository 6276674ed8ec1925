import type { Classification } from '../domain/classification.ts';
import { confidenceOf } from './confidence.ts';
import { gather } from './evidence.ts';
import { detectLanguage } from './language.ts';
import type { Lexicon } from './lexicon.ts';
import { reasonsFor } from './reasons.ts';
import { judgeReply } from './reply.ts';
import { judgeSentiment, strongest } from './sentiment.ts';
import { tally } from './tally.ts';
import { judgeUrgency, mostLikely } from './urgency.ts';
import { compileVocabulary } from './vocabulary.ts';

export { loadLexicons } from './load-lexicons.ts';

/** What is known of a mention when it is judged. */
export interface ClassifyInput {
  text: string;
  /** The language, when the source names it. */
  lang?: string;
  /** 1 to 5 stars. */
  rating?: number;
  /** The namespace the mention came from. The word lists judge all sources alike. */
  source?: string;
  /** Whether it speaks to the business; told from an `@name` in the text when absent. */
  addressed?: boolean;
}

/** Judges mentions: the door that every engine fits behind. */
export interface Classifier {
  classify: (input: ClassifyInput) => Classification;
}

/** A classifier that judges by the words of the lexicons, by emoji, marks and stars. */
export const createClassifier = (lexicons: Lexicon[]): Classifier => {
  const vocabularies = new Map(lexicons.map((lexicon) => [lexicon.language, compileVocabulary(lexicon)]));
  const noWords = compileVocabulary({ language: 'und', entries: [] });

  return {
    classify: ({ text, lang: hint, rating, addressed }) => {
      const lang = detectLanguage(text, hint);
      const vocabulary = vocabularies.get(lang);
      const evidence = gather({ text, rating, addressed }, vocabulary ?? noWords);
      const sums = tally(evidence);
      const scores = judgeSentiment(sums);
      const urgencyScores = judgeUrgency(sums, rating);
      const sentiment = strongest(scores);
      const urgency = mostLikely(urgencyScores);
      return {
        lang,
        sentiment,
        scores,
        urgency,
        urgencyScores,
        replyWanted: judgeReply(sums, urgencyScores),
        confidence: confidenceOf({
          sentiment: scores[sentiment],
          urgency: urgencyScores[urgency],
          evidence: evidence.length > 0,
          words: vocabulary !== undefined,
        }),
        reasons: reasonsFor(evidence, sentiment, urgency),
      };
    },
  };
};
