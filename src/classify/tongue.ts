import { hashPart, hashText, kinds } from './hash.ts';
import type { Model } from './model.ts';

/** How many places the features of languages share. */
export const tonguePlaces = 1 << 15;

const longestGram = 4;
const longestRead = 40;

/** Gives out the places of a word's features: the whole word and its runs of one to four letters. */
export const tongueFeatures = (word: string, sink: (place: number) => void): void => {
  const padded = `_${word.length > longestRead ? word.slice(0, longestRead) : word}_`;
  sink(hashText(word, kinds.tongueWord) % tonguePlaces);
  for (let start = 1; start + 1 < padded.length; start += 1)
    sink(hashPart(padded, start, start + 1, kinds.tongueGram) % tonguePlaces);
  for (let length = 2; length <= longestGram; length += 1)
    for (let start = 0; start + length <= padded.length; start += 1)
      sink(hashPart(padded, start, start + length, kinds.tongueGram) % tonguePlaces);
};

/** How many numbers a word has for its language: one for each language, and the count of its features. */
export const tongueLength = ({ tongues }: Model): number => tongues.bias.length + 1;

/** Adds what a word says of its language. */
export const addTongue = ({ tongues }: Model, word: string, store: Int16Array, at: number): void => {
  const count = tongues.bias.length;
  tongueFeatures(word, (place) => {
    for (let language = 0; language < count; language += 1)
      store[at + language] = (store[at + language] as number) + (tongues.weights[place * count + language] as number);
    store[at + count] = (store[at + count] as number) + 1;
  });
};

/** How likely a text is in each language of the model. */
export const tongueScores = ({ tongues }: Model, sum: Int32Array): Float64Array => {
  const count = tongues.bias.length;
  const share = (tongues.scale[0] as number) / Math.sqrt((sum[count] as number) + 1);
  const scores = Float64Array.from(tongues.bias, (bias, language) => bias + (sum[language] as number) * share);
  let most = Number.NEGATIVE_INFINITY;
  for (const score of scores) if (score > most) most = score;
  let total = 0;
  for (let language = 0; language < count; language += 1) {
    scores[language] = Math.exp((scores[language] as number) - most);
    total += scores[language] as number;
  }
  for (let language = 0; language < count; language += 1) scores[language] = (scores[language] as number) / total;
  return scores;
};
