import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Classification } from '../../src/domain/classification.ts';
import type { Lesson, Verdict } from '../../src/domain/verdict.ts';
import { correct, mostByMention } from '../../src/learn/correct.ts';
import { learn } from '../../src/learn/fit.ts';
import { mostByWord } from '../../src/learn/solve.ts';
import { tellingWords } from '../../src/learn/words.ts';
import { judgedAs, lesson, misreader } from './arrange.ts';

const chatter = judgedAs(5, 0.75, 'neutral', 0.7);
const classifier = { classify: () => chatter };
const said = (text: string, verdict: Verdict, n = 1): Lesson => lesson(classifier, text, verdict, n);
const judged = (lessons: Lesson[], text: string): Classification =>
  correct(learn(lessons), chatter, text).classification;

const word = fc.constantFrom('filthy', 'hopper', 'grey', 'latte', 'queue', 'screen', 'the', 'is', '🔥', 'café');
const text = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' '));
const verdict: fc.Arbitrary<Verdict> = fc.oneof(
  fc.constant({ verdict: 'right' } as const),
  fc.record({ verdict: fc.constant('wrong_level' as const), level: fc.constantFrom(1, 2, 3, 4, 5) }),
  fc.record({
    verdict: fc.constant('wrong_sentiment' as const),
    sentiment: fc.constantFrom('negative', 'neutral', 'positive', undefined),
  }),
  fc.constant({ verdict: 'not_us' } as const),
);
const lessons = fc
  .array(fc.tuple(text, verdict), { maxLength: 30 })
  .map((pairs) => pairs.map(([words, given], n) => lesson(misreader, words, given, n)));
const share = fc.double({ min: 0.34, max: 1, noNaN: true });
const classification = fc
  .tuple(fc.constantFrom(1, 2, 3, 4, 5), share, fc.constantFrom('negative', 'neutral', 'positive'), share)
  .map(([level, levelShare, mood, moodShare]) => judgedAs(level, levelShare, mood, moodShare));

const logOdds = (shares: number[]): number[] => {
  const logs = shares.map((one) => Math.log(Math.max(one, 0.002)));
  return logs.flatMap((one) => logs.map((other) => one - other));
};

describe('learning from verdicts', () => {
  it('changes nothing without verdicts', () => {
    fc.assert(
      fc.property(text, classification, (words, was) => {
        expect(correct(learn([]), was, words)).toEqual({ classification: was, notOurs: false });
      }),
    );
  });

  it('moves no word and no mention by more than it may', () => {
    fc.assert(
      fc.property(lessons, text, classification, (given, words, was) => {
        const learnt = learn(given);

        const now = correct(learnt, was, words).classification;

        for (const weights of learnt.weights.values())
          for (const by of Object.values(weights))
            expect(Math.max(...by) - Math.min(...by)).toBeLessThanOrEqual(mostByWord + 1e-9);
        for (const kind of ['scores', 'urgencyScores'] as const) {
          const before = logOdds(Object.values(was[kind]));
          const moved = logOdds(Object.values(now[kind])).map((odds, position) =>
            Math.abs(odds - (before[position] ?? 0)),
          );
          expect(Math.max(...moved)).toBeLessThanOrEqual(mostByMention + 1e-6);
        }
      }),
    );
  });

  it('gives scores that sum to 1, a decision that they bear out and a confidence between 0 and 1', () => {
    fc.assert(
      fc.property(lessons, text, classification, (given, words, was) => {
        const { scores, urgencyScores, sentiment, urgency, confidence } = correct(
          learn(given),
          was,
          words,
        ).classification;

        const sums = [scores, urgencyScores].map((one) => Object.values(one).reduce((sum, each) => sum + each, 0));
        expect(sums).toEqual([expect.closeTo(1), expect.closeTo(1)]);
        expect(scores[sentiment]).toBe(Math.max(...Object.values(scores)));
        expect(urgencyScores[urgency]).toBe(Math.max(...Object.values(urgencyScores)));
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('does not depend on the order in which verdicts are read', () => {
    const shuffled = lessons.chain((given) =>
      fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
    );

    fc.assert(
      fc.property(shuffled, ([given, other]) => {
        expect(learn(other)).toEqual(learn(given));
      }),
    );
  });

  it('forgets a verdict that is taken back without a trace', () => {
    fc.assert(
      fc.property(lessons, text, verdict, (given, words, last) => {
        const before = learn(given);

        const without = [...given, said(words, last, 99)].filter(({ id }) => id !== 'fb_99');

        expect(learn(without)).toEqual(before);
      }),
    );
  });

  it('moves a mention like the one spoken of, and hardly one that shares a word with it', () => {
    const lessonGiven = [
      said('hopper went grey at the station, nobody gets a cup', { verdict: 'wrong_level', level: 1 }),
    ];

    const alike = judged(lessonGiven, 'the hopper went grey at our station and nobody gets a cup');
    const apart = judged(lessonGiven, 'lovely new station, bring your own mug');

    expect(alike.urgencyScores[1] / chatter.urgencyScores[1]).toBeGreaterThan(4);
    expect(apart.urgencyScores[1] / chatter.urgencyScores[1]).toBeLessThan(1.5);
    expect(apart.urgency).toBe(5);
  });

  it('keeps what was right when a word is also used otherwise', () => {
    const down: Verdict = { verdict: 'wrong_level', level: 1 };
    const outages = [1, 2, 3, 4, 5, 6].map((n) => said(`hopper grey in shop ${'abcdefg'[n]}`, down, n));
    const fine = [7, 8, 9].map((n) => said(`grey mugs, colour ${'abcdefghi'[n - 1]}`, { verdict: 'right' }, n));

    const alone = judged(outages, 'more grey mugs please');
    const anchored = judged([...outages, ...fine], 'more grey mugs please');

    expect(anchored.urgencyScores[5]).toBeGreaterThan(alone.urgencyScores[5]);
    expect(anchored.urgency).toBe(5);
    expect(judged([...outages, ...fine], 'hopper grey at the mall').urgency).toBe(1);
  });

  it('lets the latest word on a mention count', () => {
    const first = said('hopper went grey', { verdict: 'wrong_level', level: 1 }, 1);
    const later = { ...said('hopper went grey', { verdict: 'wrong_level', level: 4 }, 2), examples: first.examples };

    const { urgencyScores } = judged([first, later], 'hopper went grey');

    expect(urgencyScores[4]).toBeGreaterThan(3 * urgencyScores[1]);
    expect(
      learn([first, later])
        .teachings.get('fb_1')
        ?.map(({ aspect }) => aspect),
    ).not.toContain('level');
  });

  it('knows what is like somebody else by the words around', () => {
    const lessonsGiven = ['anvil fell on the coyote', 'buy an anvil for the coyote', 'another anvil, poor coyote'].map(
      (words, n) => said(words, { verdict: 'not_us' }, n),
    );
    const learnt = learn(lessonsGiven);

    expect(correct(learnt, chatter, 'the coyote ordered one more anvil').notOurs).toBe(true);
    expect(correct(learnt, chatter, 'my order never came').notOurs).toBe(false);
  });

  it('names the learnt words and turns round what spoke for the old level', () => {
    const three = [1, 2, 3].map((n) => said('hopper went grey', { verdict: 'wrong_level', level: 1 }, n));

    const { reasons, replyWanted } = judged(three, 'Hopper went grey');

    expect(replyWanted).toBe(true);
    expect(reasons).toContainEqual({ signal: 'learnt', text: 'Hopper', weight: expect.closeTo(1.15) });
    expect(reasons).toContainEqual({ signal: 'word', text: 'a word', weight: -1 });
  });
});

describe('the words of a mention', () => {
  it('are compared without case and accents, and hold no handle, address or number', () => {
    const words = tellingWords('@ana CAFÉ frío!! 🔥 https://acme.example 42 @acme', { texts: [], own: [] });

    expect(words.map(([word]) => word)).toEqual(['cafe', 'frio', '🔥', 'cafe frio']);
  });

  it('carry little when every text has them, and nothing when they name the brand', () => {
    const texts = Array.from({ length: 100 }, () => 'a latte please');

    const carries = new Map(tellingWords('the acme latte is filthy', { texts, own: ['Acme Coffee'] }));

    expect(carries.get('filthy')).toBe(1);
    expect(carries.get('latte')).toBeLessThan(0.2);
    expect(carries.get('the')).toBeLessThan(0.1);
    expect([...carries.keys()].filter((key) => key.includes('acme'))).toEqual([]);
  });
});
