import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Classification, Sentiment, Urgency } from '../../src/domain/classification.ts';
import { type Opinion, withOpinion, withoutOpinion } from '../../src/domain/opinion.ts';

const shares = (weights: readonly number[]): number[] => {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
};

const judged = (
  mood: readonly number[],
  level: readonly number[],
  rest: Partial<Classification> = {},
): Classification => {
  const [negative = 0, neutral = 0, positive = 0] = shares(mood);
  const [one = 0, two = 0, three = 0, four = 0, five = 0] = shares(level);
  const scores = { negative, neutral, positive };
  const urgencyScores = { 1: one, 2: two, 3: three, 4: four, 5: five };
  const sentiment = (Object.keys(scores) as Sentiment[]).reduce((a, b) => (scores[b] > scores[a] ? b : a));
  const urgency = ([1, 2, 3, 4, 5] as Urgency[]).reduce((a, b) => (urgencyScores[b] > urgencyScores[a] ? b : a));
  const confidence = Math.sqrt(scores[sentiment] * urgencyScores[urgency]);
  return { lang: 'en', sentiment, scores, urgency, urgencyScores, replyWanted: true, confidence, reasons: [], ...rest };
};

const says = (sentiment: Sentiment, urgency: Urgency, rest: Partial<Opinion> = {}): Opinion => ({
  sentiment,
  urgency,
  replyWanted: urgency < 5,
  confidence: 1,
  ...rest,
});

const open = judged([1, 1, 1], [1, 1, 1, 1, 1]);
const praise = says('positive', 5);
const engine = 'played';

describe('a second opinion', () => {
  it('decides where our own judgement has none', () => {
    const both = withOpinion(open, says('negative', 2), { engine });

    expect(both).toMatchObject({ sentiment: 'negative', urgency: 2, replyWanted: true });
    expect(both.confidence).toBeGreaterThan(0.8);
  });

  it('makes us surer when it agrees, and less sure when it does not', () => {
    const own = judged([5, 3, 2], [2, 1, 4, 2, 1]);

    const agreed = withOpinion(own, says('negative', 3, { confidence: 0.65 }), { engine });
    const opposed = withOpinion(own, says('negative', 4, { confidence: 0.3 }), { engine });

    expect(agreed.confidence).toBeGreaterThan(own.confidence);
    expect(opposed.confidence).toBeLessThan(agreed.confidence);
  });

  it('changes nothing about urgency when it judges none, and makes us only as sure as that allows', () => {
    const own = judged([4, 3, 3], [2, 1, 4, 2, 1]);

    const both = withOpinion(own, { sentiment: 'negative', confidence: 0.9 }, { engine });

    expect(both.urgencyScores).toEqual(own.urgencyScores);
    expect(both.confidence).toBeGreaterThan(own.confidence);
    expect(both.confidence).toBeLessThan(Math.sqrt(own.confidence));
  });

  it('does not lift to level 1 what we see no sign of', () => {
    const own = judged([1, 6, 2], [1, 2, 6, 20, 71]);

    const both = withOpinion(own, says('neutral', 1), { engine });

    expect(both.urgency).toBe(5);
  });

  it.each([
    ['likely urgent', judged([4, 3, 3], [4, 3, 1, 1, 1]), undefined],
    ['likely negative', judged([5, 3, 2], [1, 1, 3, 3, 2]), undefined],
    ['a review of one star', judged([3, 3, 4], [1, 1, 2, 3, 3]), 1],
  ])('cannot talk a complaint into praise: %s', (_, own, rating) => {
    const both = withOpinion(own, praise, { engine, rating });

    expect(both).toMatchObject({ sentiment: own.sentiment, replyWanted: true });
  });

  it('says what it was, before our own reasons', () => {
    const own = judged([5, 3, 2], [1, 1, 3, 3, 2], { reasons: [{ signal: 'word', text: 'late', weight: 2 }] });

    const both = withOpinion(own, praise, { engine });

    expect(both.reasons).toEqual([
      { signal: 'engine', text: 'played: positive, level 5 feedback, wants no reply, 100% sure', weight: -1 },
      { signal: 'word', text: 'late', weight: 2 },
    ]);
  });

  it('leaves a note when there is none', () => {
    expect(withoutOpinion(open, engine, 'not asked')).toEqual({
      ...open,
      reasons: [{ signal: 'engine', text: 'played: not asked', weight: 0 }],
    });
  });
});

describe('whatever an engine says of whatever mention', () => {
  const weight = fc.double({ min: 0.001, max: 1, noNaN: true });
  const owns = fc
    .record({
      mood: fc.array(weight, { minLength: 3, maxLength: 3 }),
      level: fc.array(weight, { minLength: 5, maxLength: 5 }),
      replyWanted: fc.boolean(),
    })
    .map(({ mood, level, replyWanted }) => judged(mood, level, { replyWanted }));
  const opinions: fc.Arbitrary<Opinion> = fc.record(
    {
      sentiment: fc.constantFrom('negative' as const, 'neutral' as const, 'positive' as const),
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      urgency: fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const, 5 as const),
      replyWanted: fc.boolean(),
    },
    { requiredKeys: ['sentiment', 'confidence'] },
  );
  const ratings = fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined });

  it('scores stay probabilities, and the label is the likeliest', () => {
    fc.assert(
      fc.property(owns, opinions, ratings, (own, opinion, rating) => {
        const both = withOpinion(own, opinion, { engine, rating });

        for (const scores of [both.scores, both.urgencyScores])
          expect(Object.values(scores).reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 9);
        expect(both.scores[both.sentiment]).toBe(Math.max(...Object.values(both.scores)));
        expect(both.urgencyScores[both.urgency]).toBe(Math.max(...Object.values(both.urgencyScores)));
        expect(both.confidence).toBeGreaterThanOrEqual(0);
        expect(both.confidence).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('a likely complaint is not made kinder, less urgent or silent', () => {
    const kindness = { negative: 0, neutral: 1, positive: 2 };
    fc.assert(
      fc.property(owns, opinions, ratings, (own, opinion, rating) => {
        const both = withOpinion(own, opinion, { engine, rating });

        const isUrgent = own.urgencyScores[1] + own.urgencyScores[2] >= 0.5;
        const isBad = (rating ?? 5) <= 2;
        if (isUrgent || isBad) expect(both.urgency).toBeLessThanOrEqual(own.urgency);
        if (!isUrgent && !isBad && own.scores.negative < 0.5) return;
        expect(kindness[both.sentiment]).toBeLessThanOrEqual(kindness[own.sentiment]);
        expect(both.replyWanted).toBe(own.replyWanted || (opinion.replyWanted ?? own.replyWanted));
      }),
    );
  });

  it('a certainty of ours is not overturned', () => {
    fc.assert(
      fc.property(owns, opinions, ratings, (own, opinion, rating) => {
        const both = withOpinion(own, opinion, { engine, rating });

        if (own.scores[own.sentiment] > 0.95) expect(both.sentiment).toBe(own.sentiment);
        if (own.urgencyScores[own.urgency] > 0.97) expect(both.urgency).toBe(own.urgency);
      }),
    );
  });
});
