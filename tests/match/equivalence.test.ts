import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileKeywords, type MatchInput } from '../../src/match/index.ts';
import { mentionText, query } from './arbitrary.ts';
import { naiveMatch } from './naive.ts';

// Six queries at most and six texts, about half as many of each on average.
const pairsEach = 12;
// EARSHOT_MATCH_PAIRS=100000 is the full measure.
const pairs = Number(process.env['EARSHOT_MATCH_PAIRS'] ?? 7200);

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
    reposts: fc.constant('2'),
    quotes: fc.constant('3'),
    url: fc.constantFrom('https://www.acme.com/shop/1', 'https://shop.acme.com/shopping', null),
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
      { numRuns: Math.ceil(pairs / pairsEach) },
    );
  });
});
