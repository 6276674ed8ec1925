import { describe, expect, it } from 'vitest';
import { judgeChange } from '../../src/domain/change.ts';
import type { Mention } from '../../src/domain/mention.ts';

const review = (fields: Partial<Mention>): Mention => ({
  source: 'trustpilot',
  externalId: '1',
  family: 'review',
  url: null,
  author: {},
  text: 'now',
  ...fields,
});
const bad = { urgency: 3, sentiment: 'negative' } as const;
const good = { urgency: 5, sentiment: 'positive' } as const;

describe('whether an edit may ring again', () => {
  it.each<[string, Parameters<typeof judgeChange>, boolean, string]>([
    ['stars fell', [{ rating: 5, text: 'x' }, review({ rating: 1 }), bad], true, 'edited, was 5 stars'],
    ['stars rose', [{ rating: 1, text: 'x' }, review({ rating: 4 }), good], false, 'edited upward, was 1 star'],
    [
      'only the words of a bad review changed',
      [{ rating: 2, text: 'x' }, review({ rating: 2 }), bad],
      true,
      'text edited',
    ],
    [
      'only the words of a good review changed',
      [{ rating: 4, text: 'x' }, review({ rating: 4 }), good],
      false,
      'text edited, stars unchanged',
    ],
    [
      'the customer wrote again after our answer',
      [
        { rating: 4, text: 'x' },
        review({
          rating: 4,
          updatedAt: new Date('2026-11-02'),
          ownerReply: { text: 'Thanks', at: new Date('2026-11-01') },
        }),
        good,
      ],
      true,
      'edited after our answer',
    ],
    [
      'a post without stars got more urgent',
      [{ text: 'x', classification: good }, review({}), { urgency: 2, sentiment: 'neutral' }],
      true,
      'edited, was level 5',
    ],
    [
      'a post without stars turned negative',
      [{ text: 'x', classification: good }, review({}), { urgency: 5, sentiment: 'negative' }],
      true,
      'edited, turned negative',
    ],
    [
      'a post without stars stayed as it was',
      [{ text: 'x', classification: bad }, review({}), bad],
      false,
      'edited, no more urgent than before',
    ],
  ])('%s', (_, input, mayRing, why) => {
    expect(judgeChange(...input)).toEqual({ mayRing, why });
  });
});
