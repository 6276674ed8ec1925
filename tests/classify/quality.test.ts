import { describe, expect, it } from 'vitest';
import { createClassifier, loadModel } from '../../src/classify/index.ts';
import { measure } from '../../training/figures.ts';
import { checkSets } from '../../training/sets.ts';

const datasets = process.env['EARSHOT_DATASETS'];

describe.skipIf(datasets === undefined)(
  'quality on labelled mentions (skipped unless EARSHOT_DATASETS names their folder)',
  () => {
    const figures = measure(
      createClassifier(loadModel()),
      datasets === undefined ? [] : checkSets(datasets).filter(({ set }) => set !== 'reviews_cuba_es'),
    );
    const of = (set: string, language: string) => figures.find((one) => one.set === set && one.language === language);

    // Of the Spanish rows four are of the first two levels: one of them is worth ten points.
    it.each([
      ['en', 0.45],
      ['es', 0.3],
    ])('stays above a floor on real mentions in %s that it has not learnt from', (language, floor) => {
      const { levels = 0, sentiment = 0, reply = 0 } = of('urgency.check', language) ?? {};

      expect(levels).toBeGreaterThan(floor);
      expect(sentiment).toBeGreaterThan(0.6);
      expect(reply).toBeGreaterThan(0.8);
    });

    it.each([
      ['airline_en', 'en', 0.68],
      ['tass_es', 'es', 0.55],
    ])('tells the attitude of %s, a kind of text it has not learnt from', (set, language, floor) => {
      expect(of(set, language)?.sentiment).toBeGreaterThan(floor);
    });
  },
);
