import type { Urgency } from '../domain/classification.ts';
import { contextOf } from './context.ts';
import { emojiSentiment } from './emoji.ts';
import { findPhrases, layOut } from './phrases.ts';
import { type Token, tokenise } from './tokens.ts';
import type { Vocabulary } from './vocabulary.ts';
import { weighPhrase } from './weigh.ts';

/** One thing that speaks for or against a decision. */
export interface Evidence {
  signal: 'word' | 'phrase' | 'negation' | 'emoji' | 'rating' | 'punctuation' | 'question' | 'addressed';
  text: string;
  /** Above 0 for positive, below for negative. */
  sentiment: number;
  /** The level it speaks for, by `urgency`. */
  level?: Urgency;
  urgency: number;
  /** Above 0 when an answer is waited for. */
  reply: number;
  /** How strongly it says that the fault is mended. */
  solves: number;
}

/** What there is to judge of a mention. */
export interface Subject {
  text: string;
  rating?: number | undefined;
  addressed?: boolean | undefined;
}

/** Gathers the evidence of one mention: words in their context, emoji, marks, stars, whom it speaks to. */
export const gather = ({ text, rating, addressed }: Subject, vocabulary: Vocabulary): Evidence[] => {
  const { list, handles } = tokenise(text);
  const layout = layOut(list, vocabulary);
  const phrases = findPhrases(layout.spots);
  const context = contextOf(layout, phrases);

  const evidence: Evidence[] = [];
  for (const phrase of phrases) weighPhrase(phrase, text, layout.spots, context, evidence);
  weighSigns(list, evidence);
  if (rating !== undefined) evidence.push(weighRating(rating));
  if (addressed ?? handles > 0) evidence.push({ ...nothing, signal: 'addressed', text: '@', reply: 0.6 });
  return evidence;
};

const nothing = { sentiment: 0, urgency: 0, reply: 0, solves: 0 };

const weighSigns = (tokens: Token[], evidence: Evidence[]): void => {
  let marks = '';
  for (const { kind, text } of tokens) {
    if (kind === 'mark') marks += text;
    const sentiment = kind === 'emoji' ? emojiSentiment(text) : 0;
    if (sentiment !== 0) evidence.push({ ...nothing, signal: 'emoji', text, sentiment });
  }
  if (marks.includes('?'))
    evidence.push({ ...nothing, signal: 'question', text: '?', level: 4, urgency: 1.5, reply: 1 });
  if (/\?\?|\?!|!\?/.test(marks)) {
    evidence.push({ ...nothing, signal: 'punctuation', text: '??', sentiment: -0.5, reply: 0.5 });
  }
};

// One and two stars are a complaint whatever the words say, four and five are praise with at most a flaw in passing.
const starSentiment = [-3, -2, -0.3, 1.5, 2.5];

const weighRating = (rating: number): Evidence => {
  const stars = Math.min(5, Math.max(1, Math.round(rating)));
  const sentiment = starSentiment[stars - 1] ?? 0;
  return {
    ...nothing,
    signal: 'rating',
    text: `${stars}/5`,
    sentiment,
    level: stars <= 3 ? 3 : 5,
    urgency: stars === 3 ? 0.3 : Math.abs(sentiment) / 2,
    reply: stars <= 2 ? 1 : 0,
  };
};
