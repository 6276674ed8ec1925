import { type Dictionary, findPhrase, phraseKey } from './dictionary.ts';
import { hashNumber, hashPair, kinds } from './hash.ts';
import type { TextMarks } from './tokens.ts';
import { flags, giveMeanings, scoreFeature, type WordTable } from './words.ts';

/** Takes a feature and the place of the word it comes from; -1 when it comes from the text as a whole. */
export type Sink = (feature: number, at: number) => void;

/** The words of a text, as places in a table. */
export interface Sequence {
  table: WordTable;
  words: Int32Array;
  length: number;
}

/** How many words a negation reaches over. */
const negationReach = 3;

/** Gives out what the words say together: pairs, phrases, negations, the last clause, the balance of good and bad. */
export const readSequence = (sequence: Sequence, dictionary: Dictionary, sink: Sink): void => {
  const { table, words, length } = sequence;
  const closing = lastBreak(sequence);
  const balance = { good: 0, bad: 0, most: 0 };
  let negated = 0;
  let before = -1;
  let pair = 0;
  for (let at = 0; at < length; at += 1) {
    const word = words[at] as number;
    const score = table.score[word] as number;
    const held = table.flags[word] as number;
    if (before >= 0) {
      const folded = table.folded[word] as number;
      sink(hashPair(table.hash[before] as number, table.hash[word] as number, kinds.pair), at);
      if (at > 1) readPhrase(phraseKey(pair, folded), dictionary, balance, sink, at);
      pair = phraseKey(table.folded[before] as number, folded);
      readPhrase(pair, dictionary, balance, sink, at);
    }
    if ((held & flags.breaks) !== 0) negated = 0;
    if (negated > 0) {
      sink(hashNumber(table.hash[word] as number, kinds.negated), at);
      if (score !== 0) sink(scoreFeature(score, kinds.negatedScore), at);
    }
    if (score !== 0) {
      weigh(balance, negated > 0 ? turned * score : score);
      if (closing > 0 && at > closing) sink(scoreFeature(score, kinds.closingScore), at);
    }
    if (negated > 0) negated -= 1;
    if ((held & flags.negates) !== 0) negated = negationReach;
    before = word;
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

const readPhrase = (key: number, dictionary: Dictionary, balance: Balance, sink: Sink, at: number): void => {
  const entry = findPhrase(dictionary, key);
  if (entry < 0) return;
  const score = dictionary.scores[entry] as number;
  if (score !== 0) {
    sink(scoreFeature(score, kinds.phraseScore), at);
    weigh(balance, score);
  }
  giveMeanings(dictionary, entry, (feature) => sink(feature, at));
};

// Where the last clause begins, or 0 when there is only one.
const lastBreak = ({ table, words, length }: Sequence): number => {
  for (let at = length - 2; at > 0; at -= 1)
    if (((table.flags[words[at] as number] as number) & flags.breaks) !== 0) return at;
  return 0;
};

const giveBalance = ({ good, bad, most }: Balance, sink: Sink): void => {
  const step = (sum: number): number => Math.min(4, Math.round(sum / 15));
  sink(hashNumber(step(good) * 8 + step(bad), kinds.scoreSum), -1);
  sink(hashNumber(Math.max(-4, Math.min(4, Math.round((good - bad) / 15))) + 8, kinds.scoreNet), -1);
  sink(scoreFeature(most, kinds.scoreMost), -1);
};

/** Gives out what the text is as a whole: how long, to whom it speaks, how it is marked, how it begins and ends. */
export const readMarks = (marks: TextMarks, sequence: Sequence, addressed: boolean, sink: Sink): void => {
  const { table, words, length } = sequence;
  const asks = count(sequence, flags.asks);
  const shouts = count(sequence, flags.shouts);
  const give = (place: number, holds: boolean): void => {
    if (holds) sink(hashNumber(place, kinds.mark), -1);
  };
  give(0, marks.handles > 0);
  give(1, addressed);
  give(2, marks.handles > 1);
  give(3, marks.addresses > 0);
  give(4, marks.repost);
  give(5, marks.shouted > 1);
  give(6, marks.shouted > 4);
  give(7, asks > 0);
  give(8, asks > 1);
  give(9, shouts > 0);
  give(10, shouts > 2);
  give(100 + Math.min(9, Math.floor(Math.log2(1 + length) * 1.5)), true);
  if (length === 0) return;
  sink(hashNumber(table.hash[words[0] as number] as number, kinds.first), 0);
  sink(hashNumber(table.hash[words[length - 1] as number] as number, kinds.last), length - 1);
};

const count = ({ table, words, length }: Sequence, flag: number): number => {
  let found = 0;
  for (let at = 0; at < length; at += 1) if (((table.flags[words[at] as number] as number) & flag) !== 0) found += 1;
  return found;
};
