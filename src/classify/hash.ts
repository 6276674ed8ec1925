// Features are known by 32 bits of their hash: FNV-1a over UTF-16 units, then the finaliser "lowbias32" of
// https://github.com/skeeto/hash-prospector, so that neighbours land far apart.

/** What a feature is made from; the same text under another kind is another feature. */
export const kinds = {
  word: 1,
  gram: 3,
  pair: 4,
  negated: 6,
  mark: 9,
  wordScore: 10,
  phraseScore: 11,
  negatedScore: 12,
  closingScore: 13,
  scoreSum: 14,
  scoreNet: 15,
  scoreMost: 16,
  meaning: 17,
  first: 18,
  last: 19,
  stem: 21,
  phrase: 22,
  tongueWord: 31,
  tongueGram: 32,
} as const;

export type Kind = (typeof kinds)[keyof typeof kinds];

/** The hash of a text as one kind of feature, 0 to 2^32 - 1. */
export const hashText = (text: string, kind: Kind): number => hashPart(text, 0, text.length, kind);

/** The hash of the UTF-16 units from `start` up to `end`, without cutting them out. */
export const hashPart = (text: string, start: number, end: number, kind: Kind): number => {
  let hash = kind ^ 0x811c9dc5;
  for (let index = start; index < end; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return finish(hash);
};

/** The hash of a number, or of a hash, as one kind of feature. */
export const hashNumber = (value: number, kind: Kind): number => finish(Math.imul(value, 31) + kind);

/** The hash of two hashes in their order. */
export const hashPair = (first: number, second: number, kind: Kind): number =>
  finish(Math.imul(Math.imul(first, 31) + second, 31) + kind);

const finish = (mixed: number): number => {
  let hash = mixed;
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return (hash ^ (hash >>> 16)) >>> 0;
};
