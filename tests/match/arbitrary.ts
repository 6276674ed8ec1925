import fc from 'fast-check';
import type { QueryNode } from '../../src/match/index.ts';
import type { Leaf, TextTerm } from '../../src/match/query.ts';

const words = ['acme', 'coffee', 'Café', 'kawa', 'żółć', 'road', 'runner', 'coca-cola', 'shop', 'łódź'];

/** The same in other scripts, with and without spaces between words. */
const foreign = ['кофе', 'ελλάδα', 'קפה', 'قهوة', 'कॉफ़ी', '삼성', '東京', 'カフェ', 'กาแฟ'];

const word = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...words) }, fc.constantFrom(...foreign));

/** Terms that often occur in `mentionText`. */
const term: fc.Arbitrary<TextTerm> = fc.oneof(
  { weight: 4, arbitrary: word.map((text): TextTerm => ({ type: 'word', text })) },
  { weight: 2, arbitrary: phrase() },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('ac', 'cof', 'kaw', 'road', 'acmecof')
      .map((text): TextTerm => ({ type: 'prefix', text })),
  },
  fc.constantFrom<TextTerm>(
    { type: 'inflected', text: 'Allegro' },
    { type: 'inflected', text: 'Allegro', language: 'pl' },
    { type: 'inflected', text: 'Allegro', language: 'es' },
  ),
  fc
    .constantFrom('C#', 'c#', '.NET', 'Acme', 'acme', 'café', 'Coca-Cola', 'acme coffee', 'yahoo!', '@Acme', 'Кофе')
    .map((text): TextTerm => ({ type: 'exact', text })),
  fc.constantFrom('☕', '👍').map((text): TextTerm => ({ type: 'emoji', text })),
  fc.constantFrom('acme', 'acme_fan', 'acme.bsky.social').map((name): TextTerm => ({ type: 'handle', name })),
  fc.constantFrom('acme', 'AcmeCoffee', 'łódź').map((tag): TextTerm => ({ type: 'hashtag', tag })),
  fc.constant<TextTerm>({ type: 'cashtag', symbol: 'ACME' }),
  fc
    .tuple(fc.constantFrom('acme.com', 'shop.acme.com'), fc.constantFrom('', '/shop', '/shop/beans'))
    .map(([host, path]): TextTerm => ({ type: 'domain', host, path })),
);

function phrase(): fc.Arbitrary<TextTerm> {
  return fc
    .array(word, { minLength: 1, maxLength: 3 })
    .map((parts): TextTerm => ({ type: 'phrase', text: parts.join(' ') }));
}

const comparison = fc.constantFrom<'=' | '<' | '>' | '<=' | '>='>('=', '<', '>', '<=', '>=');

const attribute: fc.Arbitrary<Leaf> = fc.oneof(
  fc.constantFrom('pl', 'es').map((lang): Leaf => ({ type: 'lang', lang })),
  fc.constantFrom('twitter', 'trustpilot').map((source): Leaf => ({ type: 'source', source })),
  fc.constantFrom('ana', 'Ana María').map((author): Leaf => ({ type: 'author', author })),
  fc
    .tuple(comparison, fc.integer({ min: 1, max: 5 }))
    .map(([c, value]): Leaf => ({ type: 'rating', comparison: c, value })),
  fc
    .tuple(comparison, fc.integer({ max: 99, min: 0 }))
    .map(([c, value]): Leaf => ({ type: 'followers', comparison: c, value })),
  fc.constant<Leaf>({ type: 'has', what: 'link' }),
  fc.constantFrom('reply', 'repost', 'quote').map((what): Leaf => ({ type: 'is', what })),
  fc.constantFrom('', '/shop').map((path): Leaf => ({ type: 'site', host: 'acme.com', path })),
);

const near: fc.Arbitrary<QueryNode> = fc
  .tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.array(term, { minLength: 1, maxLength: 3 }),
    fc.array(term, { minLength: 1, maxLength: 3 }),
  )
  .map(([distance, left, right]) => ({ type: 'near', distance, left, right }));

/** Any tree the parser can give, anchored or not. */
export const tree: fc.Arbitrary<QueryNode> = fc.letrec<{ node: QueryNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    term,
    attribute,
    near,
    tie('node').map((part): QueryNode => ({ type: 'not', part })),
    parts(tie('node')).map((found) => joined('and', found)),
    parts(tie('node')).map((found) => joined('or', found)),
  ),
})).node;

/** A query that needs a word of the text. */
export const query: fc.Arbitrary<QueryNode> = fc
  .tuple(fc.oneof(term, near), tree)
  .map(([needed, rest]) => joined('and', [needed, rest]));

function parts(node: fc.Arbitrary<QueryNode>): fc.Arbitrary<QueryNode[]> {
  return fc.array(node, { minLength: 2, maxLength: 3 });
}

const joined = (type: 'and' | 'or', found: QueryNode[]): QueryNode => ({
  type,
  parts: found.flatMap((part) => (part.type === type ? part.parts : [part])),
});

const chunk = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...words, 'ACME', 'coffees', 'the', 'CAFE', 'Coca', 'cola', 'kawą', 'lodz') },
  fc.constantFrom(...foreign, 'Кофе', 'Ελλάδα', '東京カフェ', 'ร้านกาแฟดี', '삼성이', 'قَهوة'),
  fc.constantFrom('Allegro', 'Allegrze', 'ALLEGREM', 'allegros', 'Allegrowicz', 'C#', 'c', 'C++', '.NET', 'Yahoo'),
  fc.constantFrom('асme', 'ᴀᴄᴍᴇ', 'ac\u200Bme', 'ＡＣＭＥ', 'асме', 'Coca-Cola', '☕️', '👍🏽', 'acme☕', '👍'),
  fc.constantFrom('acme[.]com', 'acme(dot)com', 'shop[.]acme[.]com', 'hxxps://acme.com/shop', 'acme[.]co'),
  fc.constantFrom(
    '#acmefail',
    '#ilovecoffee2026',
    '#acmeology',
    '#ACMESUCKS',
    '#allegroodiar',
    '#odioallegro',
    '#кофе',
  ),
  fc.constantFrom(
    '@acme',
    '@Acme_Fan',
    '@acme.bsky.social',
    '#acme',
    '#acmecoffee',
    '#AcmeCoffee',
    '#RoadRunner',
    '#Łódź',
  ),
  fc.constantFrom(
    '$ACME',
    'https://acme.com/shop?x=1',
    'http://www.acme.com',
    'https://my.shop.acme.com/Shop/beans/2',
    'https://t.co/x',
  ),
);

/** Texts made of chunks that the naive evaluator can tell apart by looking at their first letters. */
export const mentionText: fc.Arbitrary<string> = fc
  .array(fc.tuple(chunk, fc.constantFrom(' ', ' ', ', ', '\n', '! ')), { maxLength: 12 })
  .map((chunks) => chunks.map(([text, gap]) => text + gap).join(''));
