import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../src/match/fold.ts';
import { tokenise } from '../../src/match/tokens.ts';

const wordsOf = (text: string): string[] => tokenise(text).tokens.map((token) => token.text);

describe('fold', () => {
  it.each([
    ['Łódź', 'lodz'],
    ['zażółć GĘŚLĄ jaźń', 'zazolc gesla jazn'],
    ['España, ¿qué?', 'espana, ¿que?'],
    ['Straße ŒUVRE Ærø', 'strasse oeuvre aero'],
    ['Cafe\u0301 İstanbul', 'cafe istanbul'],
    ['ＡＣＭＥ ﬁx 𝐀𝐜𝐦𝐞', 'acme fix acme'],
    ['Ёлка ΟΔΟΣ', 'елка οδοσ'],
    ['ｶﾞ 삼성', 'ガ 삼성'],
    ['مَرْحَبًا', 'مرحبا'],
    ['हिन्दी', 'हिन्दी'],
    ['ac\u00ADme\u200B', 'acme'],
  ])('turns %s into %s', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });
});

describe('tokenise', () => {
  it.each<[string, string[]]>([
    ["Acme's co-op isn't  open!", ['acme', 's', 'co', 'op', 'isn', 't', 'open']],
    ['Acme™ is №1', ['acme', 'is', '1']],
    ['東京カフェ open', ['東', '京', 'カ', 'フ', 'ェ', 'open']],
    ['กาแฟดี', ['ก', 'า', 'แ', 'ฟ', 'ดี']],
    ['service.Acme was bad', ['service', 'acme', 'was', 'bad']],
    ['@Acme_Fan @acme@mastodon.social', ['acme_fan', 'acme']],
    ['#AcmeCoffee &#39; C#x', ['acmecoffee', '39', 'c', 'x']],
    ['$ACME costs $100', ['acme', 'costs', '100']],
    ['see https://acme.com/a?b=c. now', ['see', '', 'now']],
    ['', []],
  ])('cuts %j into words', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it.each([
    ['https://www.Acme.com/Shop/?x=1', 'acme.com', '/shop', 'https://www.Acme.com/Shop/?x=1'],
    ['(www.acme.com)', 'acme.com', '', 'www.acme.com'],
    ['http://acme.com@evil.example:8080/x', 'evil.example', '/x', 'http://acme.com@evil.example:8080/x'],
    ['https://acme.comは', 'acme.com', '', 'https://acme.com'],
    ['help@acme.com', 'acme.com', '', 'acme.com'],
    ['go to shop.acme.com/beans, please', 'shop.acme.com', '/beans', 'shop.acme.com/beans'],
    ['@acme.com', 'acme.com', '', '@acme.com'],
  ])('finds the link in %j', (text, host, path, written) => {
    const { links } = tokenise(text);

    expect(links.map((link) => [link.host, link.path, text.slice(link.start, link.end)])).toEqual([
      [host, path, written],
    ]);
  });

  it.each(['e.g. this', 'version 3.5', 'wait...what', 'http://', 'www.'])('finds no link in %j', (text) => {
    expect(tokenise(text).links).toEqual([]);
  });

  it.each([
    ['#AcmeCoffee', ['acme', 'coffee']],
    ['#BBCNewsUK2026', ['bbc', 'news', 'uk', '2026']],
    ['#acme_coffee', ['acme', 'coffee']],
    ['#東京', ['東', '京']],
    ['#acmecoffee', undefined],
  ])('looks into %s', (text, parts) => {
    const [token] = tokenise(text).tokens;

    expect(token?.parts?.map((part) => part.text)).toEqual(parts);
  });

  it('keeps the places of all words in order and inside the text', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom(...'aZ9 .@#$:/-_東é🔥') }),
    );

    fc.assert(
      fc.property(anything, (text) => {
        const { tokens } = tokenise(text);

        const edges = tokens.flatMap(({ start, end }) => [start, end]);
        expect(edges).toEqual(edges.toSorted((a, b) => a - b));
        expect(edges.at(-1) ?? 0).toBeLessThanOrEqual(text.length);
        for (const { kind, text: word, start, end } of tokens)
          if (kind === 'word') expect(fold(text.slice(start, end))).toBe(word);
      }),
      { numRuns: 1000 },
    );
  });
});
