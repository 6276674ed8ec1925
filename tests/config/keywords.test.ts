import { describe, expect, it } from 'vitest';
import { keywordsOf } from '../../src/config/keywords.ts';
import { loadConfig } from '../../src/config/load.ts';
import { formatProblem } from '../../src/config/problem.ts';
import { compileKeywords, type MatchInput, printQuery } from '../../src/match/index.ts';
import { folderWith, goodEnv, goodFiles } from './folder.ts';

const load = (...lines: string[]) => {
  const folder = folderWith({ ...goodFiles, 'brands/acme.yaml': ['brand: Acme', ...lines, ''].join('\n') });
  const loaded = loadConfig({ folder, env: goodEnv });
  const told = (loaded.ok ? [] : loaded.problems).map(formatProblem).map((line) => line.replaceAll(`${folder}/`, ''));
  return { keywords: loaded.ok ? loaded.config.brands.flatMap(keywordsOf) : [], told };
};

describe('keywords of a brand', () => {
  const narrowed = () =>
    load(
      'keywords:',
      "  - { id: plain, query: 'acme OR acmee', only_with: [coffee, kaw*], exclude: [crossword, 'rating>=4'] }",
      '  - { id: name, query: \'"acme coffee"\' }',
      "exclude: ['author:acme_bot', 'site:anvils.example', '\"acme anvil\"']",
    ).keywords;

  it('take in the conditions beside them and those of their brand', () => {
    const keywords = narrowed();

    expect(keywords.map(({ query }) => printQuery(query))).toEqual([
      '(acme OR acmee) (coffee OR kaw*) -crossword -rating>=4 -author:acme_bot -site:anvils.example -"acme anvil"',
      '"acme coffee" -author:acme_bot -site:anvils.example -"acme anvil"',
    ]);
  });

  it.each<[string, Omit<MatchInput, 'text'>, string[]]>([
    ['acme', {}, []],
    ['acme i kawa', {}, ['plain']],
    ['acme coffee', {}, ['plain', 'name']],
    ['acme coffee crossword', {}, ['name']],
    ['acme coffee', { rating: 5 }, ['name']],
    ['acme coffee', { author: { handle: 'acme_bot' } }, []],
    ['acme coffee', { url: 'https://www.anvils.example/1' }, []],
    ['acme coffee and an acme anvil', {}, []],
  ])('in %j with %j find %j', (text, facts, expected) => {
    const found = compileKeywords(narrowed()).match({ text, ...facts });

    expect(found.map(({ keyword }) => keyword)).toEqual(expected);
  });

  it('tell where a condition cannot be read', () => {
    const { told } = load(
      'keywords:',
      "  - { id: a, query: acme, only_with: [coffee, 'latte('], exclude: [''] }",
      "exclude: ['autor:bot']",
    );

    expect(told).toEqual([
      'brands/acme.yaml:3:53 this "(" is never closed',
      'brands/acme.yaml:3:68 an entry of "exclude" must not be empty',
      'brands/acme.yaml:4:12 there is no "autor:" here; quote it to look for the words; did you mean "author:bot"?',
    ]);
  });
});
