import type { Tongues } from '../src/classify/model.ts';
import { tokenise } from '../src/classify/tokens.ts';
import { tongueFeatures, tonguePlaces } from '../src/classify/tongue.ts';
import { seeded, shuffle } from './random.ts';
import type { Row } from './rows.ts';

/** The languages that can be told by letters, and how. */
export interface Learning {
  languages: string[];
  tongues: Tongues;
}

// Croatian, Bosnian and Serbian in Latin letters cannot be told apart in a short text.
const sameAs: Record<string, string> = { bs: 'hr' };
/** Told by their script before letters are looked at. */
const byScript = new Set(['ar', 'hi', 'el']);

/** What is expected before a word is read: two words that could be English or Scots are English. */
const expected = new Set(['en', 'es', 'pl', 'de', 'fr', 'it', 'pt']);
const expectation = 1.5;

const mostOfOne = 14_000;
const shortShare = 0.5;
const epochs = 3;
const rate = 0.3;
const fewestSquares = 1e-3;

/** Learns to tell languages apart by words and runs of letters, from whole texts and from a few words of each. */
export const learnTongues = (rows: readonly Row[], seed: number): Learning => {
  const random = seeded(seed);
  const samples = sampleOf(rows, random);
  const languages = [...new Set(samples.map(({ language }) => language))].sort();
  const count = languages.length;
  const weights = new Float32Array(tonguePlaces * count);
  const squares = new Float32Array(tonguePlaces).fill(fewestSquares);
  const bias = new Float32Array(count);
  const order = Int32Array.from(samples.keys());
  const lift = balanceOf(samples);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, random);
    for (const [step, index] of order.entries()) {
      const { language, text } = samples[index] as Sample;
      const features = featuresOf(text, random);
      if (features.length === 0) continue;
      const now = rate * (1 - (0.9 * (epoch * order.length + step)) / (epochs * order.length));
      correct({ weights, squares, bias, count }, features, languages.indexOf(language), lift.get(language) ?? 1, now);
    }
  }
  for (const [place, language] of languages.entries())
    if (expected.has(language)) bias[place] = (bias[place] as number) + expectation;
  return { languages, tongues: { ...quantised(weights), bias } };
};

interface Sample {
  language: string;
  text: string;
}

const sampleOf = (rows: readonly Row[], random: () => number): Sample[] => {
  const byLanguage = new Map<string, Sample[]>();
  for (const { language: named, text, set } of rows) {
    const language = languageOf(named, text);
    if (byScript.has(language) || set === 'words') continue;
    const samples = byLanguage.get(language) ?? [];
    samples.push({ language, text });
    byLanguage.set(language, samples);
  }
  return [...byLanguage.keys()].sort().flatMap((language) => {
    const samples = byLanguage.get(language) ?? [];
    const order = Int32Array.from(samples.keys());
    shuffle(order, random);
    return [...order.subarray(0, mostOfOne)].map((index) => samples[index] as Sample);
  });
};

// Serbian in Latin letters counts as Croatian; what is written in another script than its language is not learnt from.
const languageOf = (named: string, text: string): string => {
  const language = sameAs[named] ?? named;
  return language === 'sr' && !/[\u0400-\u04ff]/.test(text) ? 'hr' : language;
};

const balanceOf = (samples: readonly Sample[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { language } of samples) counts.set(language, (counts.get(language) ?? 0) + 1);
  const mean = samples.length / counts.size;
  return new Map([...counts].map(([language, count]) => [language, Math.min(mostLift, Math.sqrt(mean / count))]));
};

const mostLift = 6;

// Half of the lessons are a few words of a text: short texts are where languages are hard to tell.
const featuresOf = (text: string, random: () => number): number[] => {
  const words = tokenise(text).list.flatMap(({ word }) => (/^\p{L}/u.test(word) ? [word] : []));
  const short = random() < shortShare && words.length > 3;
  const length = short ? 1 + Math.floor(random() * 5) : Math.min(words.length, mostWords);
  const from = short ? Math.floor(random() * (words.length - length + 1)) : 0;
  const features: number[] = [];
  for (const word of words.slice(from, from + length)) tongueFeatures(word, (place) => features.push(place));
  return features;
};

const mostWords = 30;

interface Weights {
  weights: Float32Array;
  squares: Float32Array;
  bias: Float32Array;
  count: number;
}

const correct = (
  { weights, squares, bias, count }: Weights,
  features: readonly number[],
  right: number,
  lift: number,
  rate: number,
): void => {
  const share = 1 / Math.sqrt(features.length + 1);
  const errors = Float64Array.from(bias);
  for (const place of features)
    for (let language = 0; language < count; language += 1)
      errors[language] = (errors[language] as number) + (weights[place * count + language] as number) * share;
  const most = Math.max(...errors);
  let total = 0;
  for (let language = 0; language < count; language += 1) {
    errors[language] = Math.exp((errors[language] as number) - most);
    total += errors[language] as number;
  }
  let square = 0;
  for (let language = 0; language < count; language += 1) {
    errors[language] = lift * ((errors[language] as number) / total - (language === right ? 1 : 0));
    bias[language] = (bias[language] as number) - 0.01 * rate * (errors[language] as number);
    square += (errors[language] as number) ** 2;
  }
  for (const place of features) {
    squares[place] = (squares[place] as number) + square * share * share;
    const pace = (rate * share) / Math.sqrt(squares[place] as number);
    for (let language = 0; language < count; language += 1)
      weights[place * count + language] =
        (weights[place * count + language] as number) - pace * (errors[language] as number);
  }
};

// The few largest weights are cut: a finer unit for all others is worth more.
const quantised = (weights: Float32Array): Pick<Tongues, 'weights' | 'scale'> => {
  const sizes = Float32Array.from(weights, Math.abs).sort();
  const unit = (sizes[Math.floor(sizes.length * 0.9995)] as number) / 127;
  return {
    weights: Int8Array.from(weights, (weight) => Math.max(-127, Math.min(127, Math.round(weight / unit)))),
    scale: Float32Array.of(unit),
  };
};
