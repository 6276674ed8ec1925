import type { Dictionary } from '../src/classify/dictionary.ts';
import { hashText, kinds } from '../src/classify/hash.ts';
import { readMarks, readSequence } from '../src/classify/sequence.ts';
import { tokenise } from '../src/classify/tokens.ts';
import { createWordTable, describeWord, putWord } from '../src/classify/words.ts';

/** The features of many texts, one after another: those of text `n` lie from `starts[n]` up to `starts[n + 1]`. */
export interface Features {
  starts: Uint32Array;
  /** Places in `hashes`. */
  ids: Int32Array;
  /** The features that were met often enough. */
  hashes: Uint32Array;
}

/** Takes the features of texts with the same code that later judges them, and keeps those met at least `fewest` times. */
export const takeFeatures = (texts: readonly string[], dictionary: Dictionary, fewest: number): Features => {
  const all = readAll(texts, dictionary);
  const table = countAll(all.hashes);
  const ids = new Int32Array(all.hashes.length);
  const starts = new Uint32Array(texts.length + 1);
  const kept: number[] = [];
  let length = 0;
  for (let text = 0; text < texts.length; text += 1) {
    for (let index = all.starts[text] as number; index < (all.starts[text + 1] as number); index += 1) {
      const hash = all.hashes[index] as number;
      const slot = table.find(hash);
      if ((table.counts[slot] as number) < fewest) continue;
      if (table.ids[slot] === -1) table.ids[slot] = kept.push(hash) - 1;
      ids[length] = table.ids[slot] as number;
      length += 1;
    }
    starts[text + 1] = length;
  }
  return { starts, ids: ids.slice(0, length), hashes: Uint32Array.from(kept) };
};

const handlesAtStart = /^(?:\.?@\w+[\s:,]*)+/;

// Sources tell that a post speaks to somebody even where its text does not: half of the texts that begin with a name lose it,
// so that the mark is learnt for itself.
const hidesHandles = (text: string): boolean => handlesAtStart.test(text) && hashText(text, kinds.mark) % 2 === 0;

/** More words than the texts have together. */
const mostWords = 1 << 21;
const mostTokens = 4096;

const readAll = (texts: readonly string[], dictionary: Dictionary): { starts: Uint32Array; hashes: Uint32Array } => {
  const table = createWordTable(mostWords);
  const places = new Map<string, number>();
  const features: number[][] = [];
  const starts = new Uint32Array(texts.length + 1);
  const words = new Int32Array(mostTokens);
  let hashes = new Uint32Array(1 << 22);
  let length = 0;
  const sink = (feature: number): void => {
    if (length === hashes.length) hashes = enlarged(hashes);
    hashes[length] = feature;
    length += 1;
  };
  const placeOf = (form: string): number => {
    const known = places.get(form);
    if (known !== undefined) return known;
    const word = describeWord(form, dictionary);
    const place = places.size;
    putWord(table, place, word);
    features.push(word.features);
    places.set(form, place);
    return place;
  };
  for (const [index, text] of texts.entries()) {
    const { list, ...marks } = tokenise(hidesHandles(text) ? text.replace(handlesAtStart, '') : text);
    marks.addressed ||= handlesAtStart.test(text);
    const sequence = { table, words, length: list.length };
    for (const [at, { word }] of list.entries()) {
      words[at] = placeOf(word);
      for (const feature of features[words[at] as number] ?? []) sink(feature);
    }
    readSequence(sequence, dictionary, sink);
    readMarks(marks, sequence, marks.addressed, sink);
    starts[index + 1] = length;
  }
  return { starts, hashes: hashes.subarray(0, length) };
};

const enlarged = (values: Uint32Array): Uint32Array<ArrayBuffer> => {
  const larger = new Uint32Array(values.length * 2);
  larger.set(values);
  return larger;
};

interface Table {
  find: (hash: number) => number;
  counts: Uint8Array;
  ids: Int32Array;
}

const mostBits = 25;

// Open addressing: a Map of so many numbers would take gigabytes.
const countAll = (hashes: Uint32Array): Table => {
  const bits = Math.min(mostBits, Math.ceil(Math.log2(hashes.length + 1)) + 1);
  const size = 1 << bits;
  const keys = new Uint32Array(size);
  const counts = new Uint8Array(size);
  const find = (hash: number): number => {
    let slot = hash >>> (32 - bits);
    while (counts[slot] !== 0 && keys[slot] !== hash) slot = (slot + 1) & (size - 1);
    return slot;
  };
  for (const hash of hashes) {
    const slot = find(hash);
    keys[slot] = hash;
    if ((counts[slot] as number) < 255) counts[slot] = (counts[slot] as number) + 1;
  }
  return { find, counts, ids: new Int32Array(size).fill(-1) };
};
