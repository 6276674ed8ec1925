import type { Reason } from '../domain/classification.ts';
import { type Model, outputs } from './model.ts';
import { createGradient } from './network.ts';
import { evenness, type Reader, type Reading } from './reading.ts';
import { type Shift, supportOf } from './shift.ts';
import type { Judged } from './verdict.ts';
import { flags } from './words.ts';

const mostReasons = 8;
const longestText = 80;
const smallest = 0.05;
/** Neighbours that both weigh this much are shown as one phrase. */
const joinedFrom = 0.15;
const longestPhrase = 4;

/** Gives the strongest evidence for and against a judgement: above 0 it speaks for it, below against it. */
export type Reasoner = (text: string, reading: Reading, judged: Judged, shifts: readonly Shift[]) => Reason[];

/** Makes the reasoner of a model. */
export const createReasoner = (model: Model, reader: Reader): Reasoner => {
  const weigh = createWeigher(model, reader);
  return (text, reading, judged, shifts) => {
    const spans = strongest(spansOf(reading, weigh(reading, judged)));
    const reasons = spans.map((span) => reasonOf(text, reading, span));
    for (const shift of shifts)
      reasons.push({ signal: shift.signal, text: shown(shift.text), weight: supportOf(shift, judged) });
    return merged(reasons)
      .filter(({ weight }) => Math.abs(weight) >= smallest)
      .sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight))
      .slice(0, mostReasons)
      .map(({ signal, text: words, weight }) => ({ signal, text: words, weight: Math.round(weight * 100) / 100 }));
  };
};

const sides = { negative: 0, neutral: 1, positive: 2 } as const;

// What each word, with its part in pairs and phrases, adds to the level and the attitude decided on.
const createWeigher = (model: Model, { sums }: Reader) => {
  const { scale, weights: rows } = model.rows;
  const gradientOf = createGradient(model);
  const choice = new Float32Array(outputs.count);
  let weights = new Float64Array(256);
  return (reading: Reading, { hidden, sentiment, urgency }: Judged): Float64Array => {
    choice.fill(-1 / 2, outputs.sentiment, outputs.level).fill(-1 / 4, outputs.level, outputs.reply);
    choice[outputs.sentiment + sides[sentiment]] = 1;
    choice[outputs.level + urgency - 1] = 1;
    const gradient = gradientOf(hidden, choice);
    const share = evenness(reading.known);
    for (let place = 0; place < gradient.length; place += 1)
      gradient[place] = (gradient[place] as number) * (scale[place] as number) * share;

    if (weights.length < reading.length) weights = new Float64Array(reading.length * 2);
    for (let at = 0; at < reading.length; at += 1)
      weights[at] = ofWord(gradient, sums, (reading.words[at] as number) * gradient.length);
    for (let joined = 0; joined < reading.joined; joined += 1) {
      const at = reading.places[joined] as number;
      if (at < 0) continue;
      // A pair belongs to both of its words.
      const half = ofRow(gradient, rows, (reading.rows[joined] as number) * gradient.length) / 2;
      const before = at > 0 ? at - 1 : 0;
      weights[at] = (weights[at] as number) + half;
      weights[before] = (weights[before] as number) + half;
    }
    return weights;
  };
};

const ofWord = (gradient: Float32Array, sums: Int16Array, from: number): number => {
  let sum = 0;
  for (let place = 0; place < gradient.length; place += 1)
    sum += (gradient[place] as number) * (sums[from + place] as number);
  return sum;
};

const ofRow = (gradient: Float32Array, rows: Int8Array, from: number): number => {
  let sum = 0;
  for (let place = 0; place < gradient.length; place += 1)
    sum += (gradient[place] as number) * (rows[from + place] as number);
  return sum;
};

/** Words side by side that say the same. */
interface Span {
  first: number;
  last: number;
  weight: number;
}

const spansOf = (reading: Reading, weights: Float64Array): Span[] => {
  const spans: Span[] = [];
  for (let first = 0; first < reading.length; first += 1) {
    let last = first;
    let weight = weights[first] as number;
    while (last + 1 < reading.length && last + 1 - first < longestPhrase && belongs(reading, weights, last)) {
      last += 1;
      weight += weights[last] as number;
    }
    if (Math.abs(weight) >= smallest) spans.push({ first, last, weight });
    first = last;
  }
  return spans;
};

const belongs = (reading: Reading, weights: Float64Array, at: number): boolean => {
  const one = weights[at] as number;
  const other = weights[at + 1] as number;
  return (
    Math.abs(one) >= joinedFrom &&
    Math.abs(other) >= joinedFrom &&
    one > 0 === other > 0 &&
    hasLetters(reading, at) &&
    hasLetters(reading, at + 1)
  );
};

const hasLetters = ({ table, words }: Reading, at: number): boolean =>
  holds(table.flags[words[at] as number], flags.letters);

const holds = (held: number | undefined, flag: number): boolean => ((held ?? 0) & flag) !== 0;

// A few more than are shown: the same words twice become one reason.
const strongest = (spans: Span[]): Span[] =>
  spans.length <= 2 * mostReasons
    ? spans
    : spans.sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight)).slice(0, 2 * mostReasons);

const reasonOf = (text: string, reading: Reading, { first, last, weight }: Span): Reason => {
  const written = text.slice(reading.starts[first], reading.ends[last]);
  return { signal: signalOf(written, reading, first, last), text: shown(written), weight };
};

const signalOf = (written: string, { table, words }: Reading, first: number, last: number): string => {
  for (let at = first; at <= last; at += 1)
    if (holds(table.flags[words[at] as number], flags.negates)) return 'negation';
  if (last > first) return 'phrase';
  if (written.includes('?')) return 'question';
  if (/^[.,;!¡…:#\n]+$/.test(written)) return 'punctuation';
  if (/^(?:https?:\/\/|www\.)/.test(written)) return 'address';
  return /^[\p{L}\p{N}£$€₹]/u.test(written) ? 'word' : written.startsWith('@') ? 'addressed' : 'emoji';
};

const shown = (text: string): string => {
  const cut = text.length > longestText ? text.slice(0, longestText) : text;
  return (/\s/.test(cut) ? cut.replace(/\s+/g, ' ') : cut).toWellFormed();
};

// The same word twice is one reason.
const merged = (reasons: readonly Reason[]): Reason[] => {
  const kept: Reason[] = [];
  for (const reason of reasons) {
    const known = kept.find(({ signal, text }) => signal === reason.signal && text === reason.text);
    if (known) known.weight += reason.weight;
    else kept.push(reason);
  }
  return kept;
};
