import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery, printQuery, type QueryNode } from '../../src/match/index.ts';
import { tree } from './arbitrary.ts';
import { parsed } from './parsed.ts';

const word = (text: string): { type: 'word'; text: string } => ({ type: 'word', text });

describe('parseQuery', () => {
  it.each<[string, QueryNode]>([
    ['acme', word('acme')],
    ['acme coffee', { type: 'and', parts: [word('acme'), word('coffee')] }],
    ['acme AND coffee', { type: 'and', parts: [word('acme'), word('coffee')] }],
    ['“Acme Coffee”', { type: 'phrase', text: 'Acme Coffee' }],
    ['coff*', { type: 'prefix', text: 'coff' }],
    ['Allegro~', { type: 'inflected', text: 'Allegro' }],
    ['Żabka~PL', { type: 'inflected', text: 'Żabka', language: 'pl' }],
    ['=C#', { type: 'exact', text: 'C#' }],
    ['="Acme & Sons"', { type: 'exact', text: 'Acme & Sons' }],
    ['=.NET', { type: 'exact', text: '.NET' }],
    ['👍🏽', { type: 'emoji', text: '👍' }],
    ['🇵🇱', { type: 'emoji', text: '🇵🇱' }],
    [
      'acme -site:www.Spam.example/x/',
      { type: 'and', parts: [word('acme'), { type: 'not', part: { type: 'site', host: 'spam.example', path: '/x' } }] },
    ],
    ['東*', { type: 'prefix', text: '東' }],
    ['@acme.bsky.social', { type: 'handle', name: 'acme.bsky.social' }],
    ['#kawa_2026', { type: 'hashtag', tag: 'kawa_2026' }],
    ['$ACME', { type: 'cashtag', symbol: 'ACME' }],
    ['acmecoffee.com', { type: 'domain', host: 'acmecoffee.com', path: '' }],
    ['https://www.Acme.com/shop/', { type: 'domain', host: 'acme.com', path: '/shop' }],
    ['acme -coffee', { type: 'and', parts: [word('acme'), { type: 'not', part: word('coffee') }] }],
    ['a1 b1 OR c1', { type: 'or', parts: [{ type: 'and', parts: [word('a1'), word('b1')] }, word('c1')] }],
    ['((acme) (coffee latte))', { type: 'and', parts: [word('acme'), word('coffee'), word('latte')] }],
    [
      'acme NEAR/3 (kawa OR café)',
      { type: 'near', distance: 3, left: [word('acme')], right: [word('kawa'), word('café')] },
    ],
    ['acme lang:PL', { type: 'and', parts: [word('acme'), { type: 'lang', lang: 'pl' }] }],
    ['acme rating<=2', { type: 'and', parts: [word('acme'), { type: 'rating', comparison: '<=', value: 2 }] }],
    ['acme author:"Ana María"', { type: 'and', parts: [word('acme'), { type: 'author', author: 'Ana María' }] }],
    [
      'acme -author:acme followers>1000',
      {
        type: 'and',
        parts: [
          word('acme'),
          { type: 'not', part: { type: 'author', author: 'acme' } },
          { type: 'followers', comparison: '>', value: 1000 },
        ],
      },
    ],
    [
      'acme has:link is:reply',
      { type: 'and', parts: [word('acme'), { type: 'has', what: 'link' }, { type: 'is', what: 'reply' }] },
    ],
  ])('reads %s', (text, expected) => {
    expect(parseQuery(text)).toEqual({ ok: true, query: expected, warnings: [] });
  });

  // What is wrong, the part of the query that is marked, what to write in its place.
  it.each<[string, RegExp, string, string?]>([
    ['', /nothing to look for/, ''],
    ['acme ()', /nothing between/, '()', ''],
    ['(acme OR kawa', /never closed/, '('],
    ['acme) kawa', /closes nothing/, ')', ''],
    ['say "acme coffee', /quote is never closed/, '"acme coffee', '"acme coffee"'],
    ['acme ""', /no letter or digit between/, '""'],
    ['acme OR', /OR needs something on both sides/, 'OR', ''],
    ['OR acme', /OR needs something on both sides/, 'OR', ''],
    ['acme AND', /AND needs something on both sides/, 'AND', ''],
    ['acme NOT', /NOT needs something behind it/, 'NOT', ''],
    ['acme - kawa', /minus belongs right before/, '-', ''],
    ['acme NEAR kawa', /NEAR needs a number/, 'NEAR', 'NEAR/5'],
    ['acme NEAR/900 kawa', /from 1 to 100/, 'NEAR/900', 'NEAR/5'],
    ['acme NEAR/3', /NEAR needs something on both sides/, 'NEAR/3'],
    ['acme NEAR/3 (kawa latte)', /NEAR takes a word/, 'kawa latte'],
    ['acme NEAR/3 kawa NEAR/2 latte', /two sides only/, 'NEAR/2'],
    ['NOT acme', /only says what must not be there/, 'NOT acme'],
    ['kawa OR -acme', /only says what must not be there/, '-acme'],
    ['rating<=2 lang:pl', /says nothing about the text/, 'rating<=2 lang:pl'],
    ['acme lang:', /lang: is followed by/, 'lang:', 'lang:en'],
    ['acme from:ana', /no "from:" here/, 'from:ana', 'author:ana'],
    ['acme stars<3', /no "stars<" here/, 'stars<3', 'rating<3'],
    ['acme rating:2', /compared with a number/, 'rating:2', 'rating=2'],
    ['acme followers>many', /compared with a number/, 'followers>many', 'followers>1'],
    ['acme has:video', /knows only "link"/, 'has:video', 'has:link'],
    ['acme is:retweet', /knows only "reply", "repost", "quote"/, 'is:retweet', 'is:repost'],
    ['acme site:', /followed by the address of a site/, 'site:', 'site:example.com'],
    ['acme site:acme.com/x?y', /as far as its path/, 'site:acme.com/x?y', 'site:acme.com/x'],
    ['acme url:acme.com', /without "url:"/, 'url:acme.com', 'acme.com'],
    ['acme autor:ana', /no "autor:" here/, 'autor:ana', 'author:ana'],
    ['acme =!!!', /letter or digit behind "="/, '=!!!'],
    ['acme =www.acme.com', /without "="/, '=www.acme.com', 'www.acme.com'],
    ['acme =" a"', /no space at the ends/, '=" a"', '="a"'],
    ['Al~', /at least three letters/, 'Al~', '"Al"'],
    ['coca-cola~', /behind one name/, 'coca-cola~', '"coca-cola"'],
    ['Allegro~de', /only the languages pl and es/, 'Allegro~de', 'Allegro~'],
    ['acme ☕🦙', /several emoji apart/, '☕🦙', '☕ 🦙'],
    ['acme foo:bar', /no "foo:" here/, 'foo:bar', '"foo:bar"'],
    ['a* kawa', /at least two letters/, 'a*'],
    ['coca-co*', /works on one word/, 'coca-co*', '"coca co"'],
    ['ac*me', /only at the end/, 'ac*me', 'acme*'],
    ['acme !!!', /no letter or digit here/, '!!!'],
    ['@ac!me', /a handle is/, '@ac!me'],
    ['acme.com/shop?x=1', /ends before/, 'acme.com/shop?x=1', 'acme.com/shop'],
    ['"see https://acme.com"', /without quotes/, '"see https://acme.com"'],
  ])('refuses %j and marks the place', (text, message, marked, suggestion) => {
    const result = parseQuery(text);

    const [problem] = result.ok ? [] : result.problems;
    expect(problem?.message).toMatch(message);
    expect(text.slice(problem?.at, (problem?.at ?? 0) + (problem?.length ?? 0))).toBe(marked);
    expect(problem?.suggestion).toBe(suggestion);
  });

  it('reports several problems in the order of the text', () => {
    const result = parseQuery('foo:bar (acme OR a*');

    expect(result.ok ? [] : result.problems.map(({ at }) => at)).toEqual([0, 8, 17]);
  });

  it.each([
    ['acme or kawa', 5, 'OR'],
    ['acme not kawa', 5, 'NOT'],
    ['acme near/3 kawa', 5, 'NEAR/3'],
    ['C# acme', 0, '=c#'],
    ['acme Yahoo!', 5, '=yahoo!'],
    ['acme coffee,', 5, undefined],
  ])('takes %j with a warning', (text, at, suggestion) => {
    const result = parseQuery(text);

    expect(result.ok).toBe(true);
    expect(result.warnings.map((warning) => [warning.at, warning.suggestion])).toEqual([[at, suggestion]]);
  });

  it.each([
    ['characters', `acme ${'x'.repeat(4096)}`, 4096],
    ['nested parentheses', `${'('.repeat(33)}acme${')'.repeat(33)}`, 32],
    ['chained exclusions', `acme ${'NOT '.repeat(33)}kawa`, 5 + 32 * 4],
    ['terms', Array.from({ length: 501 }, () => 'acme').join(' '), 2500],
    ['words in a phrase', `"${'acme '.repeat(33)}"`, 0],
  ])('refuses too many %s', (_, text, at) => {
    const result = parseQuery(text);

    expect(result.ok ? [] : result.problems.map((problem) => problem.at)).toEqual([at]);
  });

  it('answers any text without throwing', () => {
    const pieces = [
      '(',
      ')',
      '"',
      'OR',
      'NOT',
      '-',
      'NEAR/2',
      'NEAR',
      'acme',
      '*',
      ':',
      'lang:',
      '@',
      '#',
      '.',
      ' ',
      '東',
      '🔥',
      '=',
      '="',
      '~',
      '👩\u200D',
      'site:',
      'is:reply',
    ];
    const rubbish = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...pieces)).map((found) => found.join('')),
    );

    fc.assert(
      fc.property(rubbish, (text) => {
        const result = parseQuery(text);

        if (result.ok) expect(parsed(printQuery(result.query))).toEqual(result.query);
        else for (const { at, length } of result.problems) expect(at + length).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('printQuery', () => {
  it('writes what parses to the same query', () => {
    fc.assert(
      fc.property(tree, (node) => {
        const anchored: QueryNode =
          node.type === 'and'
            ? { ...node, parts: [word('acme'), ...node.parts] }
            : { type: 'and', parts: [word('acme'), node] };

        expect(parsed(printQuery(anchored))).toEqual(anchored);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['(acme) AND ("kawa latte" OR coff*)', 'acme ("kawa latte" OR coff*)'],
    ['acme NOT(kawa OR latte) NOT tea', 'acme NOT (kawa OR latte) -tea'],
    ['acme AUTHOR:"ana" rating>=4', 'acme author:ana rating>=4'],
  ])('writes %s plainly', (text, plain) => {
    expect(printQuery(parsed(text))).toBe(plain);
  });
});
