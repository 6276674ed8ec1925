import { type Classifier, createClassifier, loadModel } from '../src/classify/index.ts';
import type { Row as Labelled } from '../training/rows.ts';
import { checkSets } from '../training/sets.ts';
import { makeMention } from './mentions.ts';
import type { Part } from './part.ts';
import { type Feel, loadRivals } from './rivals.ts';
import { figure, median, spread } from './statistics.ts';
import type { Row } from './table.ts';

const rounds = 5;
const texts = 10_000;
const perSecond = { named: 30_000, found: 15_000 };

/** Texts judged per second on one core, with the language told and with the language to be found. */
export const classify: Part = async ({ say }) => {
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
    ...compare(classifier, say),
  ];
};

/** Rows to judge of each set, as far as a package gets in its time: one of them takes a tenth of a second a text. */
const compared = 5_000;
const mostMs = 6_000;

// Only sets that the model has not learnt from.
const compare = (classifier: Classifier, say: (line: string) => void): Row[] => {
  const folder = process.env['EARSHOT_DATASETS'];
  if (folder === undefined) {
    say('EARSHOT_DATASETS names no folder: no comparison with the packages of npm.');
    return [];
  }
  const sides = ['negative', 'neutral', 'positive'];
  const all: Record<string, Feel> = {
    earshot: (text, lang) => sides.indexOf(classifier.classify({ text, lang }).sentiment),
    ...loadRivals(say),
  };
  const checked = checkSets(folder).filter(({ level }) => level < 0);
  return ['airline_en', 'tass_es'].flatMap((set) => {
    const rows = checked.filter((one) => one.set === set).slice(0, compared);
    return Object.entries(all).map(([name, feel]) => compareOne(set, name, feel, rows));
  });
};

const compareOne = (set: string, name: string, feel: Feel, rows: readonly Labelled[]): Row => {
  for (const { text, language } of rows.slice(0, 5)) feel(text, language);
  const found: number[] = [];
  const start = performance.now();
  for (const { text, language } of rows) {
    if (performance.now() - start > mostMs) break;
    found.push(feel(text, language));
  }
  const perSecondHere = found.length / ((performance.now() - start) / 1000);
  const recalls = [0, 1, 2].map((side) => {
    const own = rows
      .slice(0, found.length)
      .flatMap(({ sentiment }, index) => (sentiment === side ? [found[index] === side] : []));
    return own.filter(Boolean).length / own.length;
  });
  const mean = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
  return {
    what: `${name} on ${set}`,
    target: '',
    measured: `${(100 * mean).toFixed(1)} average recall over ${found.length} rows, ${figure(perSecondHere)} texts a second`,
  };
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
