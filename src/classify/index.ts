import type { Classification } from '../domain/classification.ts';
import { shipped } from '../lib/paths.ts';
import { detectLanguage, namedLanguage, undetermined } from './language.ts';
import { gather } from './lexicon/evidence.ts';
import type { Lexicon } from './lexicon/lexicon.ts';
import { compileVocabulary } from './lexicon/vocabulary.ts';
import { type Model, readModel } from './model.ts';
import { createNetwork } from './network.ts';
import { weighRating } from './rating.ts';
import { createReader } from './reading.ts';
import { createReasoner } from './reasons.ts';
import { type Shift, shiftOf } from './shift.ts';
import { decide } from './verdict.ts';

export { loadLexicons, ownLexicons } from './lexicon/load-lexicons.ts';

/** What is known of a mention when it is judged. */
export interface ClassifyInput {
  text: string;
  /** The language, when the source names it. */
  lang?: string;
  /** 1 to 5 stars. */
  rating?: number;
  /** The namespace the mention came from. The model judges all sources alike. */
  source?: string;
  /** Whether it speaks to the business; told from an `@name` at its beginning when absent. */
  addressed?: boolean;
}

/** Judges mentions: the door that every engine fits behind. */
export interface Classifier {
  classify: (input: ClassifyInput) => Classification;
}

/** Where the model lies that comes with the program. */
export const modelFile = shipped('models', 'mentions.bin');

let shippedModel: Model | undefined;

/** The model that comes with the program; read once, however often the configuration changes. */
export const loadModel = (): Model => {
  shippedModel ??= readModel(modelFile);
  return shippedModel;
};

/**
 * A classifier that judges by a trained model, by stars, and by the words of the user's own lexicons. It remembers words, so
 * one of them serves a whole process.
 */
export const createClassifier = (model: Model, lexicons: readonly Lexicon[] = []): Classifier => {
  const reader = createReader(model);
  const network = createNetwork(model);
  const reasonsFor = createReasoner(model, reader, network);
  const vocabularies = new Map(lexicons.map((lexicon) => [lexicon.language, compileVocabulary(lexicon)]));

  return {
    classify: ({ text, lang: hint, rating, addressed }) => {
      const reading = reader.read(text, addressed);
      const lang =
        (hint === undefined ? undefined : namedLanguage(hint)) ?? detectLanguage(text, reading, reader, model);
      const vocabulary = vocabularies.get(lang);
      const shifts: Shift[] = vocabulary ? gather(text, vocabulary).map(shiftOf) : [];
      if (rating !== undefined) shifts.push(weighRating(rating));
      const judged = decide(model, network.run(reading.sum), lang, shifts);
      return {
        lang,
        sentiment: judged.sentiment,
        scores: judged.scores,
        urgency: judged.urgency,
        urgencyScores: judged.urgencyScores,
        replyWanted: judged.replyWanted,
        confidence: judged.confidence * trustIn(lang, reading.known, vocabulary !== undefined),
        reasons: reasonsFor(text, reading, judged, shifts),
      };
    },
  };
};

/** The languages whose levels the model was trained on. */
const trained = new Set(['en', 'es', 'pl', 'de', 'fr', 'it', 'pt']);

// In a language it never learnt levels in, or with nothing it knows, the model must not be believed.
const trustIn = (lang: string, known: number, hasWords: boolean): number => {
  if (known < fewestKnown) return 0.4;
  if (trained.has(lang) || hasWords) return 1;
  return lang === undetermined ? 0.8 : 0.6;
};

const fewestKnown = 8;
