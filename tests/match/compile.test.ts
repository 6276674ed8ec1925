import { describe, expect, it } from 'vitest';
import { compileKeywords, type KeywordDefinition, type Match, type MatchInput } from '../../src/match/index.ts';
import { parsed } from './parsed.ts';

const matches = (query: string, mention: string | MatchInput, more: Partial<KeywordDefinition> = {}): Match[] =>
  compileKeywords([{ brand: 'Acme Coffee', id: 'name', query: parsed(query), ...more }]).match(
    typeof mention === 'string' ? { text: mention } : mention,
  );

describe('a compiled keyword', () => {
  it.each<[string, string, string[]]>([
    ['acme', "ACME's beans", ['ACME']],
    ['acme', 'pacman acmeology', []],
    ['café', 'Best CAFE in town', ['CAFE']],
    ['"acme coffee"', 'love Acme\ncoffee!', ['Acme\ncoffee']],
    ['"acme coffee"', 'acme and coffee', []],
    ['"acme coffee"', '#acmecoffee or #AcmeCoffee', ['#acmecoffee']],
    ['"acme coffee"', '#BestAcmeCoffee', ['AcmeCoffee']],
    ['acme', 'hello @acme', ['@acme']],
    ['coff*', 'two coffees', ['coffees']],
    ['coca-cola', 'Coca Cola and coca-cola', ['Coca Cola']],
    ['kawiarn*', 'W kawiarniach Łodzi', ['kawiarniach']],
    ['łódź', 'kawa w Lodz', ['Lodz']],
    ['"qué asco"', 'QUE ASCO de café', ['QUE ASCO']],
    ['niño', 'para NIÑO', ['NIÑO']],
    ['東京', '私は東京が好き', ['東京']],
    ['東京カフェ', '#東京カフェ', ['#東京カフェ']],
    ['กาแฟ', 'ร้านกาแฟดี', ['กาแฟ']],
    ['삼성', '삼성 전화', ['삼성']],
    ['@acme', '@acme.bsky.social and @acme@mastodon.social', ['@acme.bsky.social']],
    ['@acme', '@acmefan acme', []],
    ['#acme', 'acme #ACME', ['#ACME']],
    ['$ACME', 'acme $acme', ['$acme']],
    ['acme.com', 'see https://shop.acme.com/x', ['https://shop.acme.com/x']],
    ['acme.com', 'mail help@acme.com', ['acme.com']],
    ['acme.com', 'https://notacme.com acme.community', []],
    ['acme.com/shop', 'https://acme.com/shop/beans?x', ['https://acme.com/shop/beans?x']],
    ['acme.com/shop', 'https://acme.com/shopping', []],
    ['acme.com', 'go to acme[.]com', ['acme[.]com']],
    ['acme.com', 'hxxps://shop.acme[.]com/pay', ['hxxps://shop.acme[.]com/pay']],
    ['acme.com', 'acme (dot) com', ['acme (dot) com']],
    ['acme.pl', 'wejdź na acme kropka pl', ['acme kropka pl']],
    ['acme.com', 'acme com, acme. Com', []],
    ['acme', 'the \u0430\u0441m\u0435 shop', ['\u0430\u0441m\u0435']],
    ['аcme', 'acme ᴀᴄᴍᴇ', ['acme']],
    ['acme', 'ⓐⓒⓜⓔ', ['ⓐⓒⓜⓔ']],
    ['acme', 'Ⓐⓒⓜⓔ ᴀᴄᴍᴇ', ['Ⓐⓒⓜⓔ']],
    ['оса', 'oca', []],
    ['acme', 'ac\u200Bme', ['ac\u200Bme']],
    ['=C#', 'C c++ C#!', ['C#']],
    ['=C#', 'c# AC# C#x', []],
    ['=c#', 'I write C#', ['C#']],
    ['=.NET', 'a .NET shop', ['.NET']],
    ['=yahoo!', 'yahoo Yahoo!', ['Yahoo!']],
    ['=Orange', 'orange ORANGE #Orange', ['Orange']],
    ['=año', 'ano', []],
    ['="Acme & Sons"', 'Acme and Sons, Acme & Sons', ['Acme & Sons']],
    ['Allegro~', 'na Allegrze, z Allegrem', ['Allegrze']],
    ['Żabka~', 'w zabce', ['zabce']],
    ['Oxxo~es', 'los Oxxos', ['Oxxos']],
    ['Allegro~es', 'na Allegrze', []],
    ['acme', '#acmefail', ['#acmefail']],
    ['acme', '#odioacme', ['#odioacme']],
    ['acme', '#acmeology', []],
    ['phone', '#iphone', []],
    ['coffee', '#ilovecoffee2026', ['#ilovecoffee2026']],
    ['☕', 'acme ☕️', ['☕️']],
    ['👍', 'thanks 👍🏽', ['👍🏽']],
    ['"acme coffee"', 'acme ☕ coffee', ['acme ☕ coffee']],
    ['acme NEAR/1 ☕', 'acme ☕', ['acme', '☕']],
    ['acme NEAR/1 ☕', 'acme too ☕', []],
    ['acme NEAR/1 ☕', '☕ too acme', []],
    ['acme NEAR/2 kawa', 'Kawa w Acme', ['Kawa', 'Acme']],
    ['acme NEAR/2 kawa', 'acme nie ma kawa', []],
    ['acme NEAR/6 (coffee OR café)', 'acme has café', ['acme', 'café']],
    ['coffee NEAR/6 coff*', 'coffee', []],
    ['acme -anvil*', 'acme anvils', []],
    ['acme NOT (road runner)', 'acme road', ['acme']],
    ['(acme OR kawa) latte', 'latte kawa acme', ['latte', 'kawa', 'acme']],
  ])('%s in %j finds %j', (query, text, terms) => {
    const found = matches(query, text);

    expect(found.flatMap((match) => match.terms)).toEqual(terms);
  });

  it.each<[string, Omit<MatchInput, 'text'>, boolean]>([
    ['acme lang:pl', { lang: 'pl' }, true],
    ['acme lang:pl', { lang: 'pl-PL' }, true],
    ['acme lang:pl', { lang: 'es' }, false],
    ['acme lang:pl', {}, true],
    ['acme -lang:pl', {}, true],
    ['acme -lang:pl', { lang: 'pl' }, false],
    ['acme source:twitter', { source: 'Twitter' }, true],
    ['acme source:twitter', { source: 'trustpilot' }, false],
    ['acme author:@Ana', { author: { handle: 'ana' } }, true],
    ['acme author:"ana maria"', { author: { name: 'Ana María' } }, true],
    ['acme -author:ana', { author: { handle: 'ana' } }, false],
    ['acme -author:ana', {}, true],
    ['acme rating<=2', { rating: 2 }, true],
    ['acme rating<=2', { rating: 2.5 }, false],
    ['acme rating<=2', {}, false],
    ['acme followers>1000', { author: { followers: 1001 } }, true],
    ['acme followers>1000', { author: { followers: 1000 } }, false],
    ['acme is:reply', { inReplyTo: '7' }, true],
    ['acme is:repost', { reposts: '7' }, true],
    ['acme is:quote', { quotes: '7' }, true],
    ['acme is:quote', { inReplyTo: '7' }, false],
    ['acme site:news.example', { url: 'https://www.news.example/a' }, true],
    ['acme site:news.example/shop', { url: 'https://news.example/shopping' }, false],
    ['acme -site:news.example', { url: 'https://blog.news.example/a' }, false],
    ['acme -site:news.example', {}, true],
    ['acme -is:reply', { inReplyTo: '7' }, false],
  ])('%s asked of %j is %s', (query, facts, expected) => {
    const found = matches(query, { text: 'acme', ...facts });

    expect(found.length > 0).toBe(expected);
  });

  it('knows a link by its https:// or www., not by a bare dot', () => {
    const texts = ['acme https://t.co/x', 'acme www.acme.com', 'acme acme.com'];

    expect(texts.map((text) => matches('acme has:link', text).length)).toEqual([1, 1, 0]);
  });

  it('keeps to its languages and lets pass what names none', () => {
    const languages = ['en', 'pl'];

    const found = ['pl', 'en-GB', 'es', 'und', undefined].map(
      (lang) => matches('acme', { text: 'acme', ...(lang !== undefined && { lang }) }, { languages }).length,
    );

    expect(found).toEqual([1, 1, 0, 1, 1]);
  });

  it('keeps to its sources', () => {
    const found = ['twitter', 'trustpilot'].map(
      (source) => matches('acme', { text: 'acme', source }, { sources: ['twitter'] }).length,
    );

    expect(found).toEqual([1, 0]);
  });

  it('shows the words around on one line, at most 120 characters, cut at word ends', () => {
    const before = 'The queue was long and nobody said a word about it.\n'.repeat(3);
    const after = ' but the barista was kind enough to explain everything twice.'.repeat(3);

    const [found] = matches('"acme coffee"', `${before}Acme Coffee${after}`);

    expect(found?.context).toBe(
      'The queue was long and nobody said a word about it. Acme Coffee but the barista was kind enough to explain everything',
    );
  });

  it('shows part of a very long word rather than nothing', () => {
    const [found] = matches('acm*', `acme${'x'.repeat(300)}`);

    expect(found?.context).toBe(`acme${'x'.repeat(116)}`);
  });

  it('refuses a query that no word could wake', () => {
    const loose = { brand: 'Acme', id: 'all', query: { type: 'is', what: 'reply' } } as const;

    expect(() => compileKeywords([loose])).toThrow('keyword all');
  });
});

describe('many compiled keywords', () => {
  const keywords = [
    ['Acme', 'name', '"acme coffee"'],
    ['Acme', 'plain', 'acme NEAR/6 coffee'],
    ['Runner', 'name', 'road* OR "coffee bar"'],
    ['Other', 'name', 'acme rating<=2'],
  ] as const;
  const matcher = compileKeywords(keywords.map(([brand, id, query]) => ({ brand, id, query: parsed(query) })));

  it('all answer one mention, in the order they were defined', () => {
    const found = matcher.match({ text: 'acme coffee bar by the roadside' });

    expect(found.map(({ brand, keyword, terms }) => [brand, keyword, terms])).toEqual([
      ['Acme', 'name', ['acme coffee']],
      ['Acme', 'plain', ['acme', 'coffee']],
      ['Runner', 'name', ['coffee bar', 'roadside']],
    ]);
  });

  it('say nothing about an unrelated mention', () => {
    expect(matcher.match({ text: 'lovely weather' })).toEqual([]);
  });
});

describe('hostile input', () => {
  const greedy = [
    Array.from({ length: 30 }, (_, index) => `"${'a '.repeat(index + 2)}"`).join(' OR '),
    '(aa* OR aaa* OR aaaa* OR "a a") NEAR/100 (a1 OR "a a a" OR aaaaa*)',
    'a.com/a/a/a/a/a/a/a OR @a OR #a OR $A',
    '=A OR =a.a OR ="a a a" OR 🔥 OR 🇦🇦 OR a.com OR a.a.aa',
    '(fail OR love OR failfail OR "love love") NEAR/100 (=a# OR 👍)',
  ].map((query, index) => ({ brand: 'Acme', id: `k${index}`, query: parsed(query) }));
  const matcher = compileKeywords(greedy);

  it.each([
    ['one letter again and again', 'a '],
    ['one endless word', 'a'],
    ['endless dots', 'a.'],
    ['endless hosts and paths', 'a.com/'],
    ['endless schemes', 'http://'],
    ['endless handles', '@a'],
    ['endless handle joints', '@a.a-a@'],
    ['endless tags', '#aA_'],
    ['accents without letters', '\u0301'],
    ['half surrogates', '\uD83D'],
    ['letters beyond the basic plane', '𝐚'],
    ['endless emoji', '🔥'],
    ['endlessly joined emoji', '👩\u200D'],
    ['endless flags', '🇦'],
    ['disguised dots', 'a[.]a (dot) com '],
    ['tags of everyday words', '#lovefaillovefaillovefaillovefail '],
    ['mixed alphabets', 'aа'],
    ['exact signs', 'A# '],
  ])('is read once, however it repeats: %s', (_, unit) => {
    const text = unit.repeat(100_000);

    expect(() => matcher.match({ text })).not.toThrow();
  });

  it('is cut at 20,000 characters', () => {
    const text = (gap: number) => `${'x'.repeat(gap)} acme`;

    expect([19_995, 20_000].map((gap) => matches('acme', text(gap)).length)).toEqual([1, 0]);
  });
});
