import { describe, expect, it } from 'vitest';
import { type Classifier, createClassifier, loadModel } from '../../src/classify/index.ts';
import type { Classification } from '../../src/domain/classification.ts';
import { decide, defaultRules } from '../../src/domain/rule.ts';
import { correct } from '../../src/learn/correct.ts';
import { learn } from '../../src/learn/fit.ts';
import { trainingSets } from '../../training/sets.ts';
import { lesson, misreader } from './arrange.ts';
import { codedOutage, everyday, slangPraise } from './lines.ts';

const shippedClassifier = createClassifier(loadModel());
const datasets = process.env['EARSHOT_DATASETS'];
const taught = 10;

/** Says how each line is judged after verdicts on the first ten of the given ones. */
const afterPraise = (classifier: Classifier) =>
  judging(
    classifier,
    slangPraise
      .slice(0, taught)
      .map((text, n) => lesson(classifier, text, { verdict: 'wrong_sentiment', sentiment: 'positive' }, n, everyday)),
  );

const afterOutage = (classifier: Classifier) =>
  judging(
    classifier,
    codedOutage
      .slice(0, taught)
      .map((text, n) => lesson(classifier, text, { verdict: 'wrong_level', level: 1 }, n, everyday)),
  );

const judging = (classifier: Classifier, lessons: Parameters<typeof learn>[0]) => {
  const learnt = learn(lessons);
  return (text: string): Classification =>
    correct(learnt, classifier.classify({ text, lang: 'en' }), text).classification;
};

const isPraise = ({ sentiment, urgency }: Classification): boolean => sentiment === 'positive' && urgency === 5;
const isOutage = ({ urgency, replyWanted }: Classification): boolean => urgency === 1 && replyWanted;

const outcomeOf = (classification: Classification): string =>
  decide(
    defaultRules,
    { mention: { source: 'twitter', family: 'social', author: {} }, classification, brand: 'Acme', keywords: [] },
    0.5,
  ).outcome;

describe.each([
  ['a classifier that misreads them on purpose', misreader],
  ['the shipped classifier', shippedClassifier],
])('ten verdicts on %s', (_, classifier) => {
  const plain = (text: string): Classification => classifier.classify({ text, lang: 'en' });

  it('repair praise in slang, on lines with other words around', () => {
    const later = slangPraise.slice(taught);

    const right = later.map(afterPraise(classifier)).filter(isPraise);

    expect(later.map(plain).filter(isPraise).length).toBeLessThanOrEqual(3);
    expect(right.length).toBeGreaterThanOrEqual(6);
  });

  it('repair a code word for an outage, so that it rings', () => {
    const later = codedOutage.slice(taught);

    const after = later.map(afterOutage(classifier));

    expect(later.map(plain).filter(isOutage).length).toBeLessThanOrEqual(3);
    expect(after.filter(isOutage).length).toBeGreaterThanOrEqual(8);
    expect(after.filter((one) => outcomeOf(one) === 'ring').length).toBeGreaterThanOrEqual(8);
  });

  it('leave the decisions on what customers say otherwise as they were', () => {
    const judges = [afterPraise(classifier), afterOutage(classifier)];

    const changed = everyday.filter((text) =>
      judges.some((judge) => outcomeOf(judge(text)) !== outcomeOf(plain(text))),
    );

    expect(changed.length).toBeLessThanOrEqual(1);
  });
});

describe.skipIf(datasets === undefined)(
  'ten verdicts (skipped unless EARSHOT_DATASETS names the labelled sets)',
  () => {
    it('change the decision on at most two real mentions in a hundred', () => {
      const rows = trainingSets(datasets ?? '').filter(({ set, language }) => set === 'urgency' && language === 'en');
      const judges = [afterPraise(shippedClassifier), afterOutage(shippedClassifier)];

      const changed = rows.filter(({ text }) => {
        const plain = outcomeOf(shippedClassifier.classify({ text, lang: 'en' }));
        return judges.some((judge) => outcomeOf(judge(text)) !== plain);
      });

      expect(changed.length / rows.length).toBeLessThan(0.02);
    });
  },
);
