import { describe, expect, it } from 'vitest';
import { createClassifier } from '../../src/classify/index.ts';
import { writeModel } from '../../src/classify/model.ts';
import { calibrate } from '../../training/calibrate.ts';
import { measure } from '../../training/figures.ts';
import { buildKnowledge } from '../../training/knowledge.ts';
import { learn, prepare } from '../../training/learn.ts';
import { plainRow, type Row } from '../../training/rows.ts';
import { learnTongues } from '../../training/tongues.ts';

const outages = ['net', 'router', 'phone', 'line', 'fibre', 'landline', 'tv', 'service', 'broadband', 'mobile'];
const cakes = ['lemon', 'apple', 'carrot', 'cheese', 'plum', 'cherry', 'almond', 'walnut', 'poppy', 'honey'];

// Two kinds of text that hardly anything could confuse.
const rows: Row[] = Array.from({ length: 60 }, (_, number) => {
  const outage = number % 2 === 0;
  const thing = (outage ? outages : cakes)[number % 10] ?? '';
  const text = outage
    ? `no ${thing} since ${number} this morning, whole street dark`
    : `lovely ${thing} cake number ${number}, we adore it`;
  return {
    ...plainRow('urgency', 'en', text),
    level: outage ? 0 : 4,
    reply: outage ? 1 : 0,
    sentiment: outage ? 0 : 2,
  };
});
const tongues = ['el coche rojo no funciona', 'czerwony samochód nie działa'].flatMap((text, side) =>
  Array.from({ length: 20 }, () => plainRow('tongues', side === 0 ? 'es' : 'pl', text)),
);

const dictionary = buildKnowledge();

const learnOnce = () => {
  const material = prepare(rows, dictionary);
  const model = learn(
    material,
    Int32Array.from(rows.keys()),
    dictionary,
    learnTongues([...rows, ...tongues], 1),
    () => undefined,
  );
  return { ...model, meta: calibrate(model, rows) };
};

describe('training', () => {
  it('makes the same model from the same rows, byte for byte', () => {
    const [one, other] = [learnOnce(), learnOnce()].map(writeModel);

    expect(one?.equals(other ?? Buffer.alloc(0))).toBe(true);
  });

  it('learns what sets two kinds of text apart, and their language', () => {
    const classifier = createClassifier(learnOnce());

    const judged = ['no wifi since noon, the whole street is dark', 'lovely pear cake, we adore it'].map((text) =>
      classifier.classify({ text, lang: 'en' }),
    );

    expect(judged).toMatchObject([
      { urgency: 1, sentiment: 'negative', replyWanted: true },
      { urgency: 5, sentiment: 'positive', replyWanted: false },
    ]);
    expect(classifier.classify({ text: 'czerwony samochód' }).lang).toBe('pl');
  });
});

describe('figures', () => {
  it('are those of what was said and what was right', () => {
    const levels = [1, 1, 3, 5] as const;
    const classifier = {
      classify: ({ text }: { text: string }) => {
        const said = Number(text) as 1 | 3 | 5;
        return {
          lang: 'en',
          sentiment: 'negative' as const,
          scores: { negative: 1, neutral: 0, positive: 0 },
          urgency: said,
          urgencyScores: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, [said]: 1 },
          replyWanted: true,
          confidence: 1,
          reasons: [],
        };
      },
    };
    // Of forty, those of the third level are called the first; everything is called negative.
    const judged = Array.from({ length: 40 }, (_, number): Row => {
      const level = levels[number % 4] ?? 5;
      return {
        ...plainRow('set', 'en', String(level === 3 ? 1 : level)),
        level: level - 1,
        reply: 1,
        sentiment: number % 2 === 0 ? 0 : 2,
      };
    });

    const [figures] = measure(classifier, judged);

    expect(figures).toMatchObject({
      rows: 40,
      sentiment: 0.5,
      urgentRecall: 1,
      reply: 1,
      sentimentError: 0.5,
      levelError: 0.25,
    });
    expect(figures?.urgentPrecision).toBeCloseTo(2 / 3, 9);
    expect(figures?.levels).toBeCloseTo((0.8 + 0 + 1) / 3, 9);
  });
});
