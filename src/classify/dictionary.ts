import { hashPair, hashText, kinds } from './hash.ts';
import { fold, tokenise } from './tokens.ts';

/**
 * What is known of words and phrases before any training: how they are meant and which meaning they carry in whatever
 * language. Entries are known by hash, in rising order.
 */
export interface Dictionary {
  keys: Uint32Array;
  /** How a word is meant, in tenths from -30 (the worst) to 30 (the best); 0 when that is not known. */
  scores: Int8Array;
  /** 1 where the word turns what follows into its opposite. */
  negators: Uint8Array;
  /** Where the meanings of each entry begin in `meanings`; one more than there are keys. */
  starts: Uint32Array;
  meanings: Uint16Array;
  /** A bit for each phrase, so that most pairs of words are ruled out at once. */
  phrases: Uint8Array;
}

/** The longest phrase that is looked up, in words. */
export const longestPhrase = 3;

const phraseBits = 1 << 20;

/** The place of an entry in the dictionary, or -1. */
export const findEntry = ({ keys }: Dictionary, key: number): number => {
  let low = 0;
  let high = keys.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = keys[middle] as number;
    if (found === key) return middle;
    if (found < key) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
};

/** The place of a phrase in the dictionary, or -1. */
export const findPhrase = (dictionary: Dictionary, key: number): number => {
  const bit = key % phraseBits;
  return ((dictionary.phrases[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0 ? -1 : findEntry(dictionary, key);
};

/** The key of a phrase, from those of its words. */
export const phraseKey = (first: number, second: number): number => hashPair(first, second, kinds.phrase);

/** How an entry is written: a word, a stem with a star at its end, or a phrase of two or three words. */
export const keyOf = (entry: string): number | undefined => {
  const words = tokenise(entry.replace(/\*$/, '')).list.map(({ word }) => fold(word));
  const [first] = words;
  if (first === undefined || words.length > longestPhrase) return undefined;
  if (words.length === 1) return hashText(first, entry.endsWith('*') ? kinds.stem : kinds.word);
  return words.map((word) => hashText(word, kinds.word)).reduce(phraseKey);
};

/** What is to be known of an entry. */
export interface Entry {
  score?: number;
  negates?: boolean;
  meanings: Set<number>;
  isPhrase: boolean;
}

/** Puts entries, by their keys, into the form in which they are looked up. */
export const buildDictionary = (entries: ReadonlyMap<number, Entry>): Dictionary => {
  const sorted = [...entries].sort(([one], [other]) => one - other);
  const starts = new Uint32Array(sorted.length + 1);
  const phrases = new Uint8Array(phraseBits >>> 3);
  for (const [index, [key, { meanings, isPhrase }]] of sorted.entries()) {
    starts[index + 1] = (starts[index] ?? 0) + meanings.size;
    const bit = key % phraseBits;
    if (isPhrase) phrases[bit >>> 3] = (phrases[bit >>> 3] ?? 0) | (1 << (bit & 7));
  }
  return {
    keys: Uint32Array.from(sorted, ([key]) => key),
    scores: Int8Array.from(sorted, ([, { score = 0 }]) => Math.round(score * 10)),
    negators: Uint8Array.from(sorted, ([, { negates }]) => (negates ? 1 : 0)),
    starts,
    meanings: Uint16Array.from(sorted.flatMap(([, { meanings }]) => [...meanings].sort((one, other) => one - other))),
    phrases,
  };
};
