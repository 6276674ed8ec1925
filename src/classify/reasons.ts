import type { Reason } from '../domain/classification.ts';
import { type Model, outputs } from './model.ts';
import type { Network } from './network.ts';
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
export const createReasoner = (model: Model, reader: Reader, network: Network): Reasoner => {
  const weigh = createWeigher(model, reader, network);
  return (text, reading, judged, shifts) => {
    const reasons: Reason[] = [];
    for (const span of strongest(spansOf(reading, weigh(reading, judged))))
      keep(reasons, reasonOf(text, reading, span));
    for (const shift of shifts)
      keep(reasons, { signal: shift.signal, text: shown(shift.text), weight: supportOf(shift, judged) });
    reasons.sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight));
    if (reasons.length > mostReasons) reasons.length = mostReasons;
    for (const reason of reasons) reason.weight = Math.round(reason.weight * 100) / 100;
    return reasons;
  };
};

// The same words twice are one reason.
const keep = (reasons: Reason[], reason: Reason): void => {
  if (Math.abs(reason.weight) < smallest) return;
  for (const known of reasons)
    if (known.text === reason.text && known.signal === reason.signal) {
      known.weight += reason.weight;
      return;
    }
  reasons.push(reason);
};

const sides = { negative: 0, neutral: 1, positive: 2 } as const;

// What each word, with its part in pairs and phrases, adds to the level and the attitude decided on.
const createWeigher = (model: Model, { sums }: Reader, network: Network) => {
  const { scale, weights: rows } = model.rows;
  const { width } = model.meta;
  const choice = new Float64Array(outputs.count);
  let weights = new Float64Array(256);
  return (reading: Reading, { hidden, sentiment, urgency }: Judged): Float64Array => {
    choice.fill(-1 / 2, outputs.sentiment, outputs.level).fill(-1 / 4, outputs.level, outputs.reply);
    choice[outputs.sentiment + sides[sentiment]] = 1;
    choice[outputs.level + urgency - 1] = 1;
    const gradient = network.gradient(hidden, choice);
    const share = evenness(reading.known);
    for (let place = 0; place < width; place += 1)
      gradient[place] = (gradient[place] as number) * (scale[place] as number) * share;

    if (weights.length < reading.length) weights = new Float64Array(reading.length * 2);
    for (let at = 0; at < reading.length; at += 1)
      weights[at] = ofWord(sums, (reading.words[at] as number) * width, gradient);
    for (let joined = 0; joined < reading.joined; joined += 1) {
      const at = reading.places[joined] as number;
      if (at < 0) continue;
      // A pair belongs to both of its words.
      const half = ofRow(rows, (reading.rows[joined] as number) * width, gradient) / 2;
      const before = at > 0 ? at - 1 : 0;
      weights[at] = (weights[at] as number) + half;
      weights[before] = (weights[before] as number) + half;
    }
    return weights;
  };
};

// Two that are the same, so that each is compiled for one kind of numbers; two sums at once, since each addition would otherwise wait for the one before.
const ofWord = (sums: Int16Array, from: number, gradient: Float64Array): number => {
  let one = 0;
  let two = 0;
  for (let place = 0; place < gradient.length; place += 2) {
    one += (sums[from + place] as number) * (gradient[place] as number);
    two += (sums[from + place + 1] as number) * (gradient[place + 1] as number);
  }
  return one + two;
};

const ofRow = (rows: Int8Array, from: number, gradient: Float64Array): number => {
  let one = 0;
  let two = 0;
  for (let place = 0; place < gradient.length; place += 2) {
    one += (rows[from + place] as number) * (gradient[place] as number);
    two += (rows[from + place + 1] as number) * (gradient[place + 1] as number);
  }
  return one + two;
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

const reasonOf = (whole: string, reading: Reading, { first, last, weight }: Span): Reason => {
  const written = whole.slice(reading.starts[first], reading.ends[last]);
  // A single word has no blanks to tidy.
  const text = last > first || written.length > longestText ? shown(written) : written.toWellFormed();
  return { signal: signalOf(written, reading, first, last), text, weight };
};

const signalOf = (written: string, { table, words }: Reading, first: number, last: number): string => {
  for (let at = first; at <= last; at += 1)
    if (holds(table.flags[words[at] as number], flags.negates)) return 'negation';
  if (last > first) return 'phrase';
  if (holds(table.flags[words[first] as number], flags.letters)) return 'word';
  if (written.includes('?')) return 'question';
  if (/^[.,;!¡…:#\n]+$/.test(written)) return 'punctuation';
  if (/^(?:https?:\/\/|www\.)/.test(written)) return 'address';
  if (/^[\p{N}£$€₹]/u.test(written)) return 'word';
  return written.startsWith('@') ? 'addressed' : 'emoji';
};

const shown = (text: string): string => {
  const cut = text.length > longestText ? text.slice(0, longestText) : text;
  return (/\s/.test(cut) ? cut.replace(/\s+/g, ' ') : cut).toWellFormed();
};
