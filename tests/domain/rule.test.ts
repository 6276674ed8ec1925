import { describe, expect, it } from 'vitest';
import type { Classification, Sentiment, Urgency } from '../../src/domain/classification.ts';
import { decide, defaultRules, type Facts, nameRule, Rule } from '../../src/domain/rule.ts';

const classification = (
  urgency: Urgency,
  sentiment: Sentiment,
  replyWanted: boolean,
  confidence = 0.9,
): Classification => ({
  lang: 'en',
  sentiment,
  scores: { negative: 0, neutral: 0, positive: 0, [sentiment]: 1 },
  urgency,
  urgencyScores: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, [urgency]: 1 },
  replyWanted,
  confidence,
  reasons: [],
});

const facts = (judged: Classification, mention: Partial<Facts['mention']> = {}): Facts => ({
  mention: { source: 'twitter', family: 'social', author: {}, ...mention },
  classification: judged,
  brand: 'Acme',
  keywords: ['name'],
});

describe('the shipped rules', () => {
  const table: [Urgency, Sentiment, boolean, string][] = [
    [1, 'negative', true, 'ring'],
    [1, 'neutral', false, 'ring'],
    [2, 'neutral', false, 'ring'],
    [3, 'negative', false, 'ring'],
    [3, 'neutral', true, 'ring'],
    [3, 'neutral', false, 'list'],
    [4, 'neutral', true, 'ring softly'],
    [4, 'positive', false, 'list'],
    [5, 'negative', true, 'ring softly'],
    [5, 'negative', false, 'digest'],
    [5, 'positive', true, 'digest'],
    [5, 'positive', false, 'digest'],
  ];

  it.each(table)('level %i, %s, reply wanted %s: %s', (urgency, sentiment, replyWanted, expected) => {
    const { outcome, soft } = decide(defaultRules, facts(classification(urgency, sentiment, replyWanted)), 0.5);

    expect(soft ? `${outcome} softly` : outcome).toBe(expected);
  });

  it('do not ring for an automatic feed that merely reports', () => {
    const report = facts(classification(1, 'neutral', false), { automatic: true });

    expect(decide(defaultRules, report, 0.5).outcome).toBe('digest');
  });

  it('send what is unsure to "have a look", and say how unsure', () => {
    const unsure = decide(defaultRules, facts(classification(2, 'negative', true, 0.31)), 0.5);

    expect(unsure).toMatchObject({
      outcome: 'list',
      why: 'level 2 (money), negative, reply wanted, but only 31% sure',
    });
  });

  it('ring for a review of one or two stars however unsure', () => {
    const review = (rating: number) => facts(classification(3, 'negative', true, 0.1), { rating, family: 'review' });

    expect([1, 2, 3].map((rating) => decide(defaultRules, review(rating), 0.5).outcome)).toEqual([
      'ring',
      'ring',
      'list',
    ]);
  });
});

describe('rules of the user', () => {
  const ring = (when: object) => [Rule.parse({ when, then: 'ring' })];
  const judged = classification(3, 'negative', true);

  it.each<[string, object, Partial<Facts['mention']>, boolean]>([
    ['a brand', { brand: 'Acme' }, {}, true],
    ['another brand', { brand: ['Other'] }, {}, false],
    ['a keyword', { keyword: 'name' }, {}, true],
    ['a family', { family: 'review' }, {}, false],
    ['a source', { source: ['twitter', 'reddit'] }, {}, true],
    ['a language', { language: 'pl' }, {}, false],
    ['few stars', { rating_at_most: 2 }, { rating: 2 }, true],
    ['few stars where there are none', { rating_at_most: 2 }, {}, false],
    ['reach', { followers_at_least: 1000 }, { author: { followers: 1000 } }, true],
    ['several at once', { urgency: 3, sentiment: 'negative', family: 'social' }, {}, true],
  ])('can ask for %s', (_, when, mention, holds) => {
    expect(decide(ring(when), facts(judged, mention), 0.5).outcome).toBe(holds ? 'ring' : 'digest');
  });

  it('are asked in order, and the first that applies decides', () => {
    const rules = [Rule.parse({ id: 'hush', when: { urgency: 3 }, then: 'ignore' }), ...defaultRules];

    expect(decide(rules, facts(judged), 0.5)).toMatchObject({ outcome: 'ignore', why: 'hush' });
  });
});

describe('the name of a rule', () => {
  it.each([
    [{ id: 'night', when: {}, then: 'ring' }, 'night'],
    [
      { when: { urgency: [1, 2], automatic: false }, then: 'ring', soft: true },
      'urgency 1 2, automatic false: ring softly',
    ],
    [{ when: {}, then: 'digest' }, 'everything else: digest'],
  ])('%j is called %s', (rule, name) => {
    expect(nameRule(Rule.parse(rule))).toBe(name);
  });
});
