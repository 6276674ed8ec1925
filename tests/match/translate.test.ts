import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../src/domain/dialect.ts';
import { compileKeywords, translate } from '../../src/match/index.ts';
import { mentionText, query } from './arbitrary.ts';
import { naiveMatch } from './naive.ts';
import { parsed } from './parsed.ts';

const withOr: Dialect = {
  maxLength: 512,
  maxQueries: 5,
  or: true,
  not: (term) => `-${term}`,
  word: (text) => text,
  phrase: (text) => `"${text}"`,
  handle: (name) => `@${name}`,
  hashtag: (tag) => `#${tag}`,
  domain: (host) => `url:${host}`,
  suffix: '-is:retweet',
};

const withoutOr: Dialect = {
  maxLength: 100,
  maxQueries: 6,
  or: false,
  word: (text) => text,
  phrase: (text) => `"${text}"`,
  handle: () => undefined,
  hashtag: (tag) => `#${tag}`,
  domain: (host) => `domain:${host}`,
};

const ask = (dialect: Dialect, ...queries: string[]) => translate(queries.map(parsed), dialect);

describe('translate for a source with OR', () => {
  it.each([
    ['acme', 'acme -is:retweet'],
    ['"acme coffee"', '("acme coffee" OR #acmecoffee) -is:retweet'],
    ['@acme OR acme.com/shop OR $ACME', '(@acme OR url:acme.com OR $ACME) -is:retweet'],
    ['acme NEAR/6 (coffee OR kawa)', 'acme (coffee OR kawa) -is:retweet'],
    ['acme NOT (anvil OR "road runner")', 'acme -anvil -"road runner" -is:retweet'],
    ['acme NOT (anvil OR run* OR acme.net)', 'acme -anvil -is:retweet'],
    ['acme NOT (anvil road)', 'acme -is:retweet'],
    ['acme (coff* OR latte)', 'acme -is:retweet'],
    ['acme coff* lang:pl rating<=2 -author:ana', 'acme -is:retweet'],
    ['kawa OR (acme -tea)', '(kawa OR (acme -tea)) -is:retweet'],
    ['acme (latte OR -tea)', 'acme -is:retweet'],
    ['東京', '東京 -is:retweet'],
    ['東京*', '東京 -is:retweet'],
  ])('writes %s', (text, expected) => {
    expect(ask(withOr, text)).toEqual({ queries: [expected], notPushed: [] });
  });

  it('keeps the exclusions of one keyword away from the others, and asks nothing twice', () => {
    const { queries } = ask(withOr, 'acme -anvil', 'kawa', 'kawa OR latte');

    expect(queries).toEqual(['((acme -anvil) OR kawa OR latte) -is:retweet']);
  });

  it('says which alternatives it cannot ask for', () => {
    const { queries, notPushed } = ask(withOr, 'acme OR coff*', '(kaw* OR latte) lang:pl');

    expect(queries).toEqual(['(acme OR latte) -is:retweet']);
    expect(notPushed).toEqual(['coff*: this source cannot search for it', 'kaw*: this source cannot search for it']);
  });

  it('splits at the longest query, suffix included, without losing a term', () => {
    const names = Array.from({ length: 60 }, (_, index) => `brand${index}`);

    const { queries, notPushed } = ask({ ...withOr, maxLength: 200 }, `(${names.join(' OR ')}) -promo`);

    expect(Math.max(...queries.map((text) => text.length))).toBeLessThanOrEqual(200);
    expect(queries.every((text) => text.endsWith('-is:retweet') && text.includes('-promo'))).toBe(true);
    expect(
      queries
        .join(' ')
        .match(/brand\d+/g)
        ?.toSorted(),
    ).toEqual(names.toSorted());
    expect(notPushed).toEqual([]);
  });

  it('gives up conditions before terms when a keyword alone is too long', () => {
    const { queries, notPushed } = ask({ ...withOr, maxLength: 32 }, 'bar espresso flatwhite -tea');

    expect(queries).toEqual(['espresso flatwhite -is:retweet']);
    expect(notPushed).toEqual([]);
  });

  it('reports what is beyond the most queries', () => {
    const { queries, notPushed } = ask({ ...withOr, maxLength: 20, maxQueries: 1 }, 'acme OR espresso');

    expect(queries).toEqual(['acme -is:retweet']);
    expect(notPushed).toEqual(['espresso -is:retweet: more than the 1 queries one look may ask']);
  });

  it('finds at least what the keywords match', () => {
    const plain: Dialect = { ...withOr, domain: (host) => host, maxLength: 120, maxQueries: 500 };
    const { suffix: _, ...own } = plain;

    fc.assert(
      fc.property(fc.array(query, { minLength: 1, maxLength: 3 }), mentionText, (keywords, text) => {
        const { queries, notPushed } = translate(keywords, own);

        fc.pre(notPushed.length === 0 && keywords.some((keyword) => naiveMatch(keyword, { text })));
        const source = compileKeywords(queries.map((asked, id) => ({ brand: 'x', id: `${id}`, query: parsed(asked) })));
        expect(source.match({ text }).length).toBeGreaterThan(0);
      }),
      { numRuns: 100, maxSkipsPerRun: 1000 },
    );
  });
});

describe('translate for a source without OR', () => {
  it('asks each alternative by itself', () => {
    const { queries, notPushed } = ask(
      withoutOr,
      '("acme coffee" OR acme.com) NOT anvil',
      'acme NEAR/6 (latte OR kawa)',
    );

    expect(queries).toEqual(['"acme coffee"', 'domain:acme.com', 'acme latte', 'acme kawa']);
    expect(notPushed).toEqual([]);
  });

  it('asks more widely when there are too many combinations', () => {
    const { queries } = ask(withoutOr, 'kawa', 'acme (a1 OR a2 OR a3 OR a4 OR a5 OR a6)', 'latte (b1 OR b2)');

    expect(queries).toEqual(['kawa', 'acme', 'latte b1', 'latte b2']);
  });

  it('takes the shorter list of alternatives when there is no single term', () => {
    const { queries } = ask(withoutOr, '(a1 OR a2 OR a3 OR a4) (b1 OR b2)');

    expect(queries).toEqual(['b1', 'b2']);
  });

  it('keeps the most selective terms of what is too long', () => {
    const { queries } = ask({ ...withoutOr, maxLength: 20, not: (term) => `-${term}` }, 'bar "acme coffee" kawa -tea');

    expect(queries).toEqual(['"acme coffee" kawa']);
  });

  it('says what it cannot ask for', () => {
    const { queries, notPushed } = ask(withoutOr, '@acme OR kawa', 'a1 OR a2 OR a3 OR a4 OR a5 OR a6');

    expect(queries).toEqual(['kawa', 'a1', 'a2', 'a3', 'a4', 'a5']);
    expect(notPushed).toEqual([
      '@acme: this source cannot search for it',
      'a6: more than the 6 queries one look may ask',
    ]);
  });

  it('stays small when alternatives multiply', () => {
    const pairs = Array.from({ length: 40 }, (_, index) => `(a${index} OR b${index})`);

    const { queries } = ask({ ...withoutOr, maxLength: 512 }, `kawa OR (${pairs.join(' ')})`);

    expect(queries).toEqual(['kawa', 'a0', 'b0']);
  });
});
