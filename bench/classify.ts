import { type Classifier, createClassifier, loadModel } from '../src/classify/index.ts';
import { makeMention } from './mentions.ts';
import type { Part } from './part.ts';
import { figure, median, spread } from './statistics.ts';

const rounds = 5;
const texts = 10_000;
const perSecond = { named: 30_000, found: 15_000 };

/** Texts judged per second on one core, with the language told and with the language to be found. */
export const classify: Part = async () => {
  const classifier = createClassifier(loadModel());
  const mentions = Array.from({ length: texts }, (_, number) => makeMention(number, { now: new Date() }));
  const named = mentions.map(({ text, source, lang = 'en' }) => ({ text, source, lang }));
  const nameless = mentions.map(({ text, source }) => ({ text, source }));

  const rates: Record<keyof typeof perSecond, number[]> = { named: [], found: [] };
  rate(classifier, named);
  rate(classifier, nameless);
  for (let round = 0; round < rounds; round += 1) {
    rates.named.push(rate(classifier, named));
    rates.found.push(rate(classifier, nameless));
  }
  return [
    row('texts a second, language named', rates.named, perSecond.named),
    row('texts a second, language found', rates.found, perSecond.found),
  ];
};

type Judged = Parameters<Classifier['classify']>[0];

const rate = (classifier: Classifier, inputs: readonly Judged[]): number => {
  const start = performance.now();
  for (const input of inputs) classifier.classify(input);
  return inputs.length / ((performance.now() - start) / 1000);
};

const row = (what: string, rates: readonly number[], least: number) => {
  const middle = median(rates);
  return { what, measured: spread(rates), target: `>= ${figure(least)}`, met: middle >= least };
};
