import { type Dictionary, findEntry } from './dictionary.ts';
import { hashNumber, hashPart, hashText, type Kind, kinds } from './hash.ts';
import { fold } from './tokens.ts';

/** What a word says by itself, wherever it stands. */
export interface Word {
  hash: number;
  /** The hash of its form without accents. */
  folded: number;
  /** Itself, its form without accents, its inner letters, its score, its meanings. */
  features: number[];
  /** How it is meant, from -30 to 30. */
  score: number;
  /** `flags` that hold. */
  flags: number;
}

/** What a word can be. */
export const flags = {
  /** It turns what follows into its opposite. */
  negates: 1,
  /** It ends a clause: no negation reaches beyond. */
  breaks: 2,
  asks: 4,
  shouts: 8,
  letters: 16,
} as const;

const shortestGram = 3;
const longestGram = 5;
const shortestStem = 3;
/** Of a longer word the beginning is read: no word is worth more than a sentence. */
const longestRead = 40;

/** Gathers what is known of a word in its normal form. */
export const describeWord = (word: string, dictionary: Dictionary): Word => {
  const hash = hashText(word, kinds.word);
  const folded = fold(word).slice(0, longestRead);
  const described: Word = {
    hash,
    folded: folded === word ? hash : hashText(folded, kinds.word),
    features: [hash],
    score: 0,
    flags: flagsOf(word),
  };
  if ((described.flags & flags.letters) !== 0) addLetters(described, folded);
  addKnowledge(described, folded, dictionary);
  return described;
};

const flagsOf = (word: string): number =>
  (/^[.;:!?¿¡…]/.test(word) && !/[()DPpoO/|3*]/.test(word) ? flags.breaks : 0) |
  (word.includes('?') ? flags.asks : 0) |
  (word.startsWith('!') || word === '?!' ? flags.shouts : 0) |
  (/^\p{L}/u.test(word) ? flags.letters : 0);

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
    if (described.score === 0) described.score = dictionary.scores[entry] ?? 0;
    if (dictionary.negators[entry] === 1) described.flags |= flags.negates;
    giveMeanings(dictionary, entry, (feature) => described.features.push(feature));
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

/** Gives out the features of the meanings an entry carries. */
export const giveMeanings = (
  { starts, meanings }: Dictionary,
  entry: number,
  sink: (feature: number) => void,
): void => {
  const end = starts[entry + 1] as number;
  for (let place = starts[entry] as number; place < end; place += 1)
    sink(hashNumber(meanings[place] as number, kinds.meaning));
};

/** The feature of a score in tenths, the same for all words that are meant alike. */
export const scoreFeature = (score: number, kind: Kind): number => hashNumber(Math.round(score / 10) + 8, kind);

/** What is remembered of words, each at its place: numbers side by side are read much faster than objects. */
export interface WordTable {
  hash: Uint32Array;
  folded: Uint32Array;
  score: Int8Array;
  flags: Uint8Array;
}

/** A table with room for so many words. */
export const createWordTable = (room: number): WordTable => ({
  hash: new Uint32Array(room),
  folded: new Uint32Array(room),
  score: new Int8Array(room),
  flags: new Uint8Array(room),
});

/** Puts a word into the table. */
export const putWord = (table: WordTable, at: number, { hash, folded, score, flags: held }: Word): void => {
  table.hash[at] = hash;
  table.folded[at] = folded;
  table.score[at] = score;
  table.flags[at] = held;
};
