import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileKeywords, type MatchInput } from '../../src/match/index.ts';
import { mentionText, query } from './arbitrary.ts';
import { naiveMatch } from './naive.ts';

const mention: fc.Arbitrary<MatchInput> = fc.record(
  {
    text: mentionText,
    lang: fc.constantFrom('pl', 'es', 'en'),
    source: fc.constantFrom('twitter', 'trustpilot'),
    rating: fc.integer({ min: 1, max: 5 }),
    author: fc.record(
      { handle: fc.constantFrom('ana', 'boe'), name: fc.constant('Ana María'), followers: fc.nat(99) },
      { requiredKeys: [] },
    ),
    inReplyTo: fc.constant('1'),
  },
  { requiredKeys: ['text'] },
);

describe('compiled keywords', () => {
  it('match exactly what a naive evaluator matches', () => {
    const keywordsAndMentions = fc.tuple(
      fc.array(query, { minLength: 1, maxLength: 6 }),
      fc.array(mention, { minLength: 1, maxLength: 6 }),
    );

    fc.assert(
      fc.property(keywordsAndMentions, ([queries, mentions]) => {
        const matcher = compileKeywords(
          queries.map((node, index) => ({ brand: 'Acme', id: `k${index}`, query: node })),
        );

        for (const each of mentions) {
          const expected = queries.flatMap((node, index) => (naiveMatch(node, each) ? [`k${index}`] : []));
          expect(matcher.match(each).map(({ keyword }) => keyword)).toEqual(expected);
        }
      }),
      { numRuns: 600 },
    );
  });
});
