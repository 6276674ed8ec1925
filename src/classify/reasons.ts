import type { Reason } from '../domain/classification.ts';
import { type Model, outputs } from './model.ts';
import { gradientOf } from './network.ts';
import { evenness, type Reader, type Reading } from './reading.ts';
import { type Shift, supportOf } from './shift.ts';
import type { Judged } from './verdict.ts';

const mostReasons = 8;
const longestText = 80;
const smallest = 0.05;
/** Neighbours that both weigh this much are shown as one phrase. */
const joinedFrom = 0.15;
const longestPhrase = 4;

/** The strongest evidence for and against a judgement: above 0 it speaks for it, below against it. */
export const reasonsFor = (
  text: string,
  reading: Reading,
  reader: Reader,
  model: Model,
  judged: Judged,
  shifts: readonly Shift[],
): Reason[] => {
  const weights = weighWords(reading, reader, model, judged);
  const reasons = [...phrasesOf(text, reading, weights), ...shifts.map((shift) => reasonOf(shift, judged))];
  return merged(reasons)
    .filter(({ weight }) => Math.abs(weight) >= smallest)
    .sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight))
    .slice(0, mostReasons)
    .map((reason) => ({ ...reason, weight: Math.round(reason.weight * 100) / 100 }));
};

const reasonOf = (shift: Shift, judged: Judged): Reason => ({
  signal: shift.signal,
  text: shown(shift.text),
  weight: supportOf(shift, judged),
});

/** What each word, with its part in pairs and phrases, adds to the level and the attitude decided on. */
const weighWords = (
  reading: Reading,
  reader: Reader,
  model: Model,
  { hidden, sentiment, urgency }: Judged,
): Float64Array => {
  const choice = new Float32Array(outputs.count);
  choice.fill(-1 / 2, outputs.sentiment, outputs.level).fill(-1 / 4, outputs.level, outputs.reply);
  choice[outputs.sentiment + places[sentiment]] = 1;
  choice[outputs.level + urgency - 1] = 1;
  const gradient = gradientOf(model, hidden, choice);
  const share = evenness(reading.known);
  for (let place = 0; place < gradient.length; place += 1)
    gradient[place] = (gradient[place] as number) * (model.rows.scale[place] as number) * share;

  const weights = new Float64Array(reading.tokens.length);
  for (let at = 0; at < weights.length; at += 1)
    weights[at] = product(gradient, reader.store, reader.words[at]?.at ?? 0);
  for (let joined = 0; joined < reading.joined; joined += 1) {
    const at = reading.places[joined] as number;
    if (at < 0) continue;
    const weight = product(gradient, model.rows.weights, (reading.rows[joined] as number) * gradient.length);
    // A pair belongs to both of its words.
    const before = Math.max(0, at - 1);
    weights[at] = (weights[at] as number) + weight / 2;
    weights[before] = (weights[before] as number) + weight / 2;
  }
  return weights;
};

const places = { negative: 0, neutral: 1, positive: 2 } as const;

const product = (gradient: Float32Array, values: Float32Array | Int8Array, from: number): number => {
  let sum = 0;
  for (let place = 0; place < gradient.length; place += 1)
    sum += (gradient[place] as number) * (values[from + place] as number);
  return sum;
};

const phrasesOf = (text: string, { tokens }: Reading, weights: Float64Array): Reason[] => {
  const reasons: Reason[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    let end = at;
    let weight = weights[at] as number;
    while (end + 1 < tokens.length && end + 1 - at < longestPhrase && belongs(weights, tokens, end)) {
      end += 1;
      weight += weights[end] as number;
    }
    const first = tokens[at];
    const last = tokens[end];
    if (first && last && first.word !== '<user>')
      reasons.push({
        signal: end > at ? 'phrase' : signalOf(first.word),
        text: shown(text.slice(first.start, last.end)),
        weight,
      });
    at = end;
  }
  return reasons;
};

const belongs = (weights: Float64Array, tokens: Reading['tokens'], at: number): boolean => {
  const one = weights[at] as number;
  const other = weights[at + 1] as number;
  return (
    Math.abs(one) >= joinedFrom &&
    Math.abs(other) >= joinedFrom &&
    one > 0 === other > 0 &&
    isWord(tokens[at]?.word ?? '') &&
    isWord(tokens[at + 1]?.word ?? '')
  );
};

const isWord = (word: string): boolean => /^[\p{L}\d]|^<(?:money|\d)/u.test(word);

const signalOf = (word: string): string => {
  if (word.includes('?')) return 'question';
  if (/^(?:[.,;!…:#]+|\.\.\.)$/.test(word)) return 'punctuation';
  if (word === '<url>') return 'address';
  return isWord(word) || word.startsWith('<') ? 'word' : 'emoji';
};

const shown = (text: string): string => text.slice(0, longestText).replace(/\s+/g, ' ').toWellFormed();

// The same word twice is one reason.
const merged = (reasons: readonly Reason[]): Reason[] => {
  const byText = new Map<string, Reason>();
  for (const reason of reasons) {
    const key = `${reason.signal} ${reason.text.toLowerCase()}`;
    const known = byText.get(key);
    if (known) known.weight += reason.weight;
    else byText.set(key, { ...reason });
  }
  return [...byText.values()];
};
