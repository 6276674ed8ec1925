import { type Dictionary, findEntry } from './dictionary.ts';
import { hashNumber, hashPart, hashText, kinds } from './hash.ts';
import { fold } from './tokens.ts';

/** What a word says by itself, wherever it stands. */
export interface Word {
  hash: number;
  /** The hash of its form without accents. */
  folded: number;
  /** Itself, its form without accents, its inner letters, its score, its meanings. */
  features: number[];
  /** How it is meant, from -3 to 3. */
  score: number;
  negates: boolean;
  /** Ends a clause: no negation reaches beyond. */
  breaks: boolean;
  asks: boolean;
  shouts: boolean;
}

const shortestGram = 3;
const longestGram = 5;
const shortestStem = 3;

/** Gathers what is known of a word in its normal form. */
export const describeWord = (word: string, dictionary: Dictionary): Word => {
  const hash = hashText(word, kinds.word);
  const folded = fold(word);
  const described: Word = {
    hash,
    folded: folded === word ? hash : hashText(folded, kinds.word),
    features: [hash],
    score: 0,
    negates: false,
    breaks: /^[.;:!?¿¡…]/.test(word) && !/[()DPpoO/|3*]/.test(word),
    asks: word.includes('?'),
    shouts: word.startsWith('!') || word === '?!',
  };
  if (/^\p{L}/u.test(word)) addLetters(described, folded);
  addKnowledge(described, folded, dictionary);
  return described;
};

const addLetters = ({ features, hash, folded }: Word, letters: string): void => {
  if (folded !== hash) features.push(folded);
  if (letters.length < 2) return;
  const padded = `<${letters}>`;
  for (let length = shortestGram; length <= longestGram; length += 1)
    for (let start = 0; start + length <= padded.length; start += 1)
      features.push(hashPart(padded, start, start + length, kinds.gram));
};

const addKnowledge = (described: Word, letters: string, dictionary: Dictionary): void => {
  const entries = [findEntry(dictionary, described.hash), findEntry(dictionary, described.folded)];
  entries.push(findStem(letters, dictionary));
  for (const entry of new Set(entries)) {
    if (entry < 0) continue;
    if (described.score === 0) described.score = (dictionary.scores[entry] ?? 0) / 10;
    if (dictionary.negators[entry] === 1) described.negates = true;
    described.features.push(...meaningFeatures(dictionary, entry));
  }
  if (described.score !== 0) described.features.push(scoreFeature(described.score, kinds.wordScore));
};

// The longest stem wins.
const findStem = (letters: string, dictionary: Dictionary): number => {
  for (let length = letters.length; length >= shortestStem; length -= 1) {
    const entry = findEntry(dictionary, hashPart(letters, 0, length, kinds.stem));
    if (entry >= 0) return entry;
  }
  return -1;
};

/** The features of the meanings an entry carries. */
export const meaningFeatures = ({ starts, meanings }: Dictionary, entry: number): number[] =>
  Array.from(meanings.subarray(starts[entry], starts[entry + 1]), (meaning) => hashNumber(meaning, kinds.meaning));

/** The feature of a score, the same for all words that are meant alike. */
export const scoreFeature = (score: number, kind: (typeof kinds)[keyof typeof kinds]): number =>
  hashNumber(Math.round(score) + 8, kind);
