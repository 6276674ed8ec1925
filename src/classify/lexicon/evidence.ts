import type { Urgency } from '../../domain/classification.ts';
import { contextOf } from './context.ts';
import { findPhrases, layOut } from './phrases.ts';
import { tokenise } from './tokens.ts';
import type { Vocabulary } from './vocabulary.ts';
import { weighPhrase } from './weigh.ts';

/** One thing that speaks for or against a decision. */
export interface Evidence {
  signal: 'word' | 'phrase' | 'negation' | 'question';
  text: string;
  /** Above 0 for positive, below for negative. */
  sentiment: number;
  /** The level it speaks for, by `urgency`. */
  level?: Urgency;
  urgency: number;
  /** Above 0 when an answer is waited for. */
  reply: number;
}

/** Gathers what the words and phrases of a lexicon say in a text, each in its context. */
export const gather = (text: string, vocabulary: Vocabulary): Evidence[] => {
  const layout = layOut(tokenise(text), vocabulary);
  const phrases = findPhrases(layout.spots);
  const context = contextOf(layout, phrases);
  const evidence: Evidence[] = [];
  for (const phrase of phrases) weighPhrase(phrase, text, layout.spots, context, evidence);
  return evidence;
};
