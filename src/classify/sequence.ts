import { type Dictionary, findPhrase, phraseKey } from './dictionary.ts';
import { hashNumber, hashPair, kinds } from './hash.ts';
import type { Tokens } from './tokens.ts';
import { meaningFeatures, scoreFeature, type Word } from './words.ts';

/** Takes a feature and the place of the word it comes from; -1 when it comes from the text as a whole. */
export type Sink = (feature: number, at: number) => void;

/** How many words a negation reaches over. */
const negationReach = 3;

/** Gives out what the words say together: pairs, phrases, negations, the last clause, the balance of good and bad. */
export const readSequence = (words: readonly Word[], dictionary: Dictionary, sink: Sink): void => {
  const closing = lastBreak(words);
  const balance = { good: 0, bad: 0, most: 0 };
  let negated = 0;
  let pair = 0;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as Word;
    const before = words[at - 1];
    if (before) {
      sink(hashPair(before.hash, word.hash, kinds.pair), at);
      readPhrase(phraseKey(pair, word.folded), dictionary, balance, sink, at, at > 1);
      pair = phraseKey(before.folded, word.folded);
      readPhrase(pair, dictionary, balance, sink, at, true);
    }
    if (word.breaks) negated = 0;
    if (negated > 0) {
      sink(hashNumber(word.hash, kinds.negated), at);
      if (word.score !== 0) sink(scoreFeature(word.score, kinds.negatedScore), at);
    }
    if (word.score !== 0) {
      weigh(balance, negated > 0 ? turned * word.score : word.score);
      if (closing > 0 && at > closing) sink(scoreFeature(word.score, kinds.closingScore), at);
    }
    if (negated > 0) negated -= 1;
    if (word.negates) negated = negationReach;
  }
  giveBalance(balance, sink);
};

/** What a negation leaves of a score: "not good" is bad, but less so than "bad". */
const turned = -0.7;

interface Balance {
  good: number;
  bad: number;
  /** The strongest score on either side. */
  most: number;
}

const weigh = (balance: Balance, score: number): void => {
  if (score > 0) balance.good += score;
  else balance.bad -= score;
  if (Math.abs(score) > Math.abs(balance.most)) balance.most = score;
};

const readPhrase = (
  key: number,
  dictionary: Dictionary,
  balance: Balance,
  sink: Sink,
  at: number,
  present: boolean,
): void => {
  const entry = present ? findPhrase(dictionary, key) : -1;
  if (entry < 0) return;
  const score = (dictionary.scores[entry] ?? 0) / 10;
  if (score !== 0) {
    sink(scoreFeature(score, kinds.phraseScore), at);
    weigh(balance, score);
  }
  for (const feature of meaningFeatures(dictionary, entry)) sink(feature, at);
};

// Where the last clause begins, or 0 when there is only one.
const lastBreak = (words: readonly Word[]): number => {
  for (let at = words.length - 2; at > 0; at -= 1) if (words[at]?.breaks) return at;
  return 0;
};

const giveBalance = ({ good, bad, most }: Balance, sink: Sink): void => {
  const step = (sum: number): number => Math.min(4, Math.round(sum / 1.5));
  sink(hashNumber(step(good) * 8 + step(bad), kinds.scoreSum), -1);
  sink(hashNumber(Math.max(-4, Math.min(4, Math.round((good - bad) / 1.5))) + 8, kinds.scoreNet), -1);
  sink(scoreFeature(most, kinds.scoreMost), -1);
};

/** Gives out what the text is as a whole: how long, to whom it speaks, how it is marked, how it begins and ends. */
export const readMarks = (tokens: Tokens, words: readonly Word[], addressed: boolean, sink: Sink): void => {
  const asks = count(words, 'asks');
  const shouts = count(words, 'shouts');
  const marks = [
    tokens.handles > 0,
    addressed,
    tokens.handles > 1,
    tokens.addresses > 0,
    tokens.repost,
    tokens.shouted > 1,
    tokens.shouted > 4,
    asks > 0,
    asks > 1,
    shouts > 0,
    shouts > 2,
  ];
  for (const [place, holds] of marks.entries()) if (holds) sink(hashNumber(place, kinds.mark), -1);
  sink(hashNumber(100 + Math.min(9, Math.floor(Math.log2(1 + words.length) * 1.5)), kinds.mark), -1);
  const first = words[0];
  const last = words.at(-1);
  if (first) sink(hashNumber(first.hash, kinds.first), 0);
  if (last) sink(hashNumber(last.hash, kinds.last), words.length - 1);
};

const count = (words: readonly Word[], what: 'asks' | 'shouts'): number => {
  let found = 0;
  for (const word of words) if (word[what]) found += 1;
  return found;
};
