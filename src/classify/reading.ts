import { bucketStarts, findRow, type Model } from './model.ts';
import { readMarks, readSequence } from './sequence.ts';
import { type Token, tokenise } from './tokens.ts';
import { addTongue, tongueLength } from './tongue.ts';
import { describeWord, type Word } from './words.ts';

/** A text as the network takes it in. */
export interface Reading {
  tokens: Token[];
  /** What its features add up to, each counting alike however long the text is. */
  sum: Float32Array;
  /** The same for the languages. */
  tongue: Float32Array;
  /** How many of its features are known. */
  known: number;
  /** How many words of letters it has. */
  words: number;
  /** The rows of features that come from more than one word, and the place of the last of these words. */
  rows: Int32Array;
  places: Int32Array;
  joined: number;
}

/** A word with all that its features add up to. */
export interface KnownWord extends Word {
  /** Where its sums begin in the store. */
  at: number;
  /** How many of its features are known. */
  known: number;
  letters: boolean;
}

/** Reads texts with one model. Words are remembered: most of a text costs one look-up a word. */
export interface Reader {
  read: (text: string, addressed: boolean | undefined) => Reading;
  /** The words of the last reading, and the store their sums lie in. */
  words: readonly KnownWord[];
  store: Float32Array;
}

const remembered = 12_000;
const longestRemembered = 40;
const mostJoined = 12_000;

/** Makes a reader. What it returns is valid until the next text is read. */
export const createReader = (model: Model): Reader => {
  const { rows, dictionary, meta } = model;
  const { width } = meta;
  const tongues = tongueLength(model);
  const stride = width + tongues;
  const starts = bucketStarts(rows);
  // One word more than is remembered, for words too long to keep.
  const store = new Float32Array((remembered + 1) * stride);
  const words = new Map<string, KnownWord>();
  const reading: Reading = {
    tokens: [],
    sum: new Float32Array(width),
    tongue: new Float32Array(tongues),
    known: 0,
    words: 0,
    rows: new Int32Array(mostJoined),
    places: new Int32Array(mostJoined),
    joined: 0,
  };
  const list: KnownWord[] = [];

  const learn = (word: string): KnownWord => {
    if (words.size >= remembered) words.clear();
    const keep = word.length <= longestRemembered;
    const at = (keep ? words.size : remembered) * stride;
    const described = describeWord(word, dictionary);
    const known: KnownWord = { ...described, at, known: 0, letters: /^\p{L}/u.test(word) };
    store.fill(0, at, at + stride);
    for (const feature of described.features) {
      const row = findRow(rows, starts, feature);
      if (row < 0) continue;
      known.known += 1;
      for (let place = 0; place < width; place += 1)
        store[at + place] = (store[at + place] as number) + (rows.weights[row * width + place] as number);
    }
    if (known.letters) addTongue(model, word, store, at + width);
    if (keep) words.set(word, known);
    return known;
  };

  const sink = (feature: number, at: number): void => {
    const row = findRow(rows, starts, feature);
    if (row < 0) return;
    reading.known += 1;
    addRow(reading.sum, rows.weights, row * width);
    if (reading.joined >= mostJoined) return;
    reading.rows[reading.joined] = row;
    reading.places[reading.joined] = at;
    reading.joined += 1;
  };

  return {
    words: list,
    store,
    read: (text, addressed) => {
      const tokens = tokenise(text);
      if (words.size + tokens.list.length > remembered) words.clear();
      list.length = 0;
      reading.sum.fill(0);
      reading.tongue.fill(0);
      reading.known = 0;
      reading.words = 0;
      reading.joined = 0;
      for (const token of tokens.list) {
        const word = words.get(token.word) ?? learn(token.word);
        list.push(word);
        reading.known += word.known;
        addFloats(reading.sum, store, word.at);
        if (!word.letters) continue;
        reading.words += 1;
        addFloats(reading.tongue, store, word.at + width);
      }
      readSequence(list, dictionary, sink);
      readMarks(tokens, list, addressed ?? tokens.addressed, sink);
      reading.tokens = tokens.list;
      evenOut(reading.sum, rows.scale, reading.known);
      return reading;
    },
  };
};

const addRow = (sum: Float32Array, weights: Int8Array, from: number): void => {
  for (let place = 0; place < sum.length; place += 1)
    sum[place] = (sum[place] as number) + (weights[from + place] as number);
};

const addFloats = (sum: Float32Array, store: Float32Array, from: number): void => {
  for (let place = 0; place < sum.length; place += 1)
    sum[place] = (sum[place] as number) + (store[from + place] as number);
};

/** What the sum of a text with so many known features is multiplied by. */
export const evenness = (known: number): number => 1 / Math.sqrt(known + 1);

const evenOut = (sum: Float32Array, scale: Float32Array, known: number): void => {
  const share = evenness(known);
  for (let place = 0; place < sum.length; place += 1)
    sum[place] = (sum[place] as number) * (scale[place] as number) * share;
};
