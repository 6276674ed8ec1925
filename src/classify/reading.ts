import { bucketStarts, findRow, type Model } from './model.ts';
import { readMarks, readSequence, type Sequence } from './sequence.ts';
import { address, eachToken, isShouted, normalForm, plainMarks, user } from './tokens.ts';
import { addTongue, tongueLength } from './tongue.ts';
import { createWordTable, describeWord, flags, putWord } from './words.ts';

/** A text as the network takes it in. What a reader returns is valid until its next text. */
export interface Reading extends Sequence {
  /** Where each token begins and ends. */
  starts: Int32Array;
  ends: Int32Array;
  /** What the features of the text add up to, each counting alike however long the text is. */
  sum: Float64Array;
  /** How many of its features are known. */
  known: number;
  /** The rows of features that come from more than one word, and the place of the last of these words; -1 for the whole text. */
  rows: Int32Array;
  places: Int32Array;
  joined: number;
}

/** Reads texts with one model. Words are remembered with their sums: a text costs one look-up a word and one a pair. */
export interface Reader {
  read: (text: string, addressed: boolean | undefined) => Reading;
  /** What the words of a reading say of its language. */
  tongue: (reading: Reading) => Int32Array;
  /** The sums of the remembered words, `width` numbers each. */
  sums: Int16Array;
}

const remembered = 32_768;
const longestRemembered = 40;
/** More than a judged text can have. */
const mostTokens = 4096;
const mostJoined = 16_384;

/** Makes a reader. */
export const createReader = (model: Model): Reader => {
  const { rows, dictionary, meta } = model;
  const { width } = meta;
  const starts = bucketStarts(rows);
  // One place more than is remembered, for words too long to keep.
  const table = createWordTable(remembered + 1);
  const knownFeatures = new Uint16Array(remembered + 1);
  const sums = new Int16Array((remembered + 1) * width);
  const forms: string[] = [];
  // By how a word is written, its place in the table; one more than twice that place when it stands in capitals.
  const places = new Map<string, number>();
  const placeOfForm = new Map<string, number>();
  const tongues = createTongues(model, forms);
  const total = new Int32Array(width);
  const reading: Reading = {
    table,
    words: new Int32Array(mostTokens),
    length: 0,
    starts: new Int32Array(mostTokens),
    ends: new Int32Array(mostTokens),
    sum: new Float64Array(width),
    known: 0,
    rows: new Int32Array(mostJoined),
    places: new Int32Array(mostJoined),
    joined: 0,
  };

  const forget = (): void => {
    places.clear();
    placeOfForm.clear();
    forms.length = 0;
    tongues.forget();
  };

  const learn = (written: string): number => {
    const known = placeOfForm.get(written);
    if (known !== undefined) return known;
    const form = ownCopy(written);
    const keep = form.length <= longestRemembered;
    const at = keep ? placeOfForm.size : remembered;
    const word = describeWord(form, dictionary);
    putWord(table, at, word);
    forms[at] = form;
    tongues.unknow(at);
    sums.fill(0, at * width, (at + 1) * width);
    let met = 0;
    for (const feature of word.features) {
      const row = findRow(rows, starts, feature);
      if (row < 0) continue;
      met += 1;
      addBytes(sums, at * width, rows.weights, row * width, width);
    }
    knownFeatures[at] = met;
    if (keep) placeOfForm.set(form, at);
    return at;
  };

  const placeOf = (written: string): number => {
    const seen = places.get(written);
    if (seen !== undefined) return seen;
    const form = normalForm(written);
    const place = learn(form) * 2 + (isShouted(written, form) ? 1 : 0);
    // Handles and addresses are each written their own way.
    const isOwn = form === user || form === address;
    if (!isOwn && place >> 1 !== remembered && written.length <= longestRemembered) places.set(ownCopy(written), place);
    return place;
  };

  const sink = (feature: number, at: number): void => {
    const row = findRow(rows, starts, feature);
    if (row < 0) return;
    reading.known += 1;
    addRow(total, rows.weights, row * width);
    if (reading.joined >= mostJoined) return;
    reading.rows[reading.joined] = row;
    reading.places[reading.joined] = at;
    reading.joined += 1;
  };

  return {
    sums,
    tongue: (of) => tongues.add(of),
    read: (text, addressed) => {
      if (places.size + mostTokens > remembered * 2 || placeOfForm.size + mostTokens > remembered) forget();
      const marks = plainMarks(text);
      total.fill(0);
      reading.known = 0;
      reading.joined = 0;
      reading.length = 0;
      eachToken(text, (written, start) => {
        if (reading.length >= mostTokens) return;
        const place = placeOf(written);
        const word = place >> 1;
        const first = written.charCodeAt(0);
        if ((place & 1) === 1) marks.shouted += 1;
        else if (first === at && written.length > 1) marks.handles += 1;
        else if (forms[word] === address) marks.addresses += 1;
        reading.words[reading.length] = word;
        reading.starts[reading.length] = start;
        reading.ends[reading.length] = start + written.length;
        reading.length += 1;
        reading.known += knownFeatures[word] as number;
        addSum(total, sums, word * width);
      });
      readSequence(reading, dictionary, sink);
      readMarks(marks, reading, addressed ?? marks.addressed, sink);
      evenOut(total, rows.scale, reading);
      return reading;
    },
  };
};

// A word cut out of a text holds on to the whole text for as long as it is remembered; a copy does not.
const ownCopy = (word: string): string => Buffer.from(word, 'utf16le').toString('utf16le');

const at = 64;

const addBytes = (sums: Int16Array, to: number, weights: Int8Array, from: number, width: number): void => {
  for (let place = 0; place < width; place += 1)
    sums[to + place] = (sums[to + place] as number) + (weights[from + place] as number);
};

const addRow = (sum: Int32Array, weights: Int8Array, from: number): void => {
  for (let place = 0; place < sum.length; place += 1)
    sum[place] = (sum[place] as number) + (weights[from + place] as number);
};

const addSum = (sum: Int32Array, sums: Int16Array, from: number): void => {
  for (let place = 0; place < sum.length; place += 1)
    sum[place] = (sum[place] as number) + (sums[from + place] as number);
};

/** What the sum of a text with so many known features is multiplied by. */
export const evenness = (known: number): number => 1 / Math.sqrt(known + 1);

const evenOut = (total: Int32Array, scale: Float32Array, { sum, known }: Reading): void => {
  const share = evenness(known);
  for (let place = 0; place < sum.length; place += 1)
    sum[place] = (total[place] as number) * (scale[place] as number) * share;
};

// What words say of the language is worked out when it is asked for: most sources name it.
const createTongues = (model: Model, forms: readonly string[]) => {
  const length = tongueLength(model);
  const store = new Int16Array((remembered + 1) * length);
  const known = new Uint8Array(remembered + 1);
  const sum = new Int32Array(length);
  return {
    forget: (): void => {
      known.fill(0);
    },
    unknow: (word: number): void => {
      known[word] = 0;
    },
    add: ({ table, words, length: tokens }: Sequence): Int32Array => {
      sum.fill(0);
      for (let token = 0; token < tokens; token += 1) {
        const word = words[token] as number;
        if (((table.flags[word] as number) & flags.letters) === 0) continue;
        if (known[word] === 0) {
          store.fill(0, word * length, (word + 1) * length);
          addTongue(model, forms[word] ?? '', store, word * length);
          known[word] = 1;
        }
        addSum(sum, store, word * length);
      }
      return sum;
    },
  };
};
