import { describe, expect, it } from 'vitest';
import { lintMentions, lintQuery, type MatchInput } from '../../src/match/index.ts';
import { parsed } from './parsed.ts';

const lint = (query: string, ownHandles: string[] = [], hasContext = false) =>
  lintQuery(query, { ownHandles, hasContext }).map((remark) => ({
    kind: remark.kind,
    marked: query.slice(remark.at, remark.at + remark.length),
    suggestion: remark.suggestion,
  }));

describe('lintQuery', () => {
  it.each([
    ['good', 'too common', 'good'],
    ['"acme coffee" OR "very good"', 'too common', '"very good"'],
    ['good service', 'too common', 'good service'],
    ['acme OR (help NEAR/3 please)', 'too common', 'help NEAR/3 please'],
    ['#love', 'too common', '#love'],
    ['siempre -acme', 'too common', 'siempre'],
    ['orange', 'no context', 'orange'],
    ['acme OR Żabka~', 'no context', 'Żabka~'],
    ['orange lang:en', 'no context', 'orange'],
    ['ax', 'too short', 'ax'],
    ['acme OR aco*', 'too short', 'aco*'],
  ])('says that %s is %s', (query, kind, marked) => {
    expect(lint(query).map((remark) => [remark.kind, remark.marked])).toEqual([[kind, marked]]);
  });

  it.each([
    'acme',
    '"acme coffee" OR @acme OR acme.com',
    'orange NEAR/6 (phone OR bill)',
    'orange bill',
    'orange source:trustpilot',
    '=Orange',
    '=C#',
    '東京',
    '@me',
    'good',
    'acme good (',
  ])('has nothing to say about %s beside other words', (query) => {
    expect(lint(query, [], true).filter(({ kind }) => kind !== 'too common')).toEqual([]);
  });

  it.each(['acme', 'orange bill', '=Orange', '=C#', '東京', '"a good acme"'])('is content with %s alone', (query) => {
    expect(lint(query)).toEqual([]);
  });

  it('offers a name with capitals and signs as it is written', () => {
    expect(lint('H&M')).toEqual([{ kind: 'too short', marked: 'H&M', suggestion: '=H&M' }]);
  });

  it('marks a handle that is nearly an own one, and none that is another account', () => {
    const found = lint('@acmecofee OR @acmecoffee OR @acmecoffeepl OR @acne', ['@acmecoffee']);

    expect(found).toEqual([{ kind: 'misspelt handle', marked: '@acmecofee', suggestion: '@acmecoffee' }]);
  });

  it('gives a remedy with every remark', () => {
    const found = ['good', 'orange', 'ax', '@acmee'].flatMap((query) =>
      lintQuery(query, { ownHandles: ['acmes'], hasContext: false }),
    );

    expect(found.map(({ remedy }) => remedy.length > 20)).toEqual([true, true, true, true]);
  });
});

describe('lintMentions', () => {
  const keyword = (id: string, query: string, brand = 'Acme') => ({ brand, id, query: parsed(query) });
  const texts = (count: number, text: string): MatchInput[] => Array.from({ length: count }, () => ({ text }));
  const heard = [...texts(30, 'acme anvil'), ...texts(10, 'acme coffee'), ...texts(600, 'nothing to see')];

  it('finds an exclusion that drops most matches, each one for itself', () => {
    const found = lintMentions([keyword('name', 'acme -anvil -latte')], heard);

    expect(found).toEqual([
      expect.objectContaining({
        kind: 'excludes most',
        keyword: 'name',
        message: 'NOT anvil drops 30 of 40 matches (75 %)',
      }),
    ]);
  });

  it('finds a keyword that never finds anything, once enough was heard', () => {
    const keywords = [keyword('name', 'acme'), keyword('typo', 'acmme')];

    const [few, many] = [heard.slice(0, 400), heard].map((mentions) => lintMentions(keywords, mentions));

    expect(few).toEqual([]);
    expect(many?.map(({ kind, keyword: id }) => [kind, id])).toEqual([['never found', 'typo']]);
  });

  it('finds two keywords of one brand that always find the same', () => {
    const keywords = [
      keyword('name', 'acme'),
      keyword('wide', 'acm* OR acme'),
      keyword('coffee', 'acme coffee'),
      keyword('other', 'acme', 'Other'),
    ];

    const found = lintMentions(keywords, heard);

    expect(found.map(({ kind, keyword: id, message }) => [kind, id, message])).toEqual([
      ['always together', 'wide', 'finds the same 40 mentions as name, no more and no fewer'],
    ]);
  });

  it('looks into groups for exclusions', () => {
    const found = lintMentions([keyword('name', 'latte OR (acme NOT (anvil OR road))')], heard);

    expect(found.map(({ message }) => message)).toEqual(['NOT anvil OR road drops 30 of 40 matches (75 %)']);
  });
});
