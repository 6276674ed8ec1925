import { describe, expect, it } from 'vitest';
import { readYaml } from '../../src/config/yaml-file.ts';
import { closest } from '../../src/lib/closest.ts';

describe('a YAML file', () => {
  it('knows where names and values stand, in blocks and in braces', () => {
    const file = readYaml('a.yaml', 'one:\n  - { two: 2 }\n  - three: [4, 5]\n');

    expect(file.locate(['one'], 'key')).toEqual({ line: 1, column: 1 });
    expect(file.locate(['one', 0, 'two'])).toEqual({ line: 2, column: 12 });
    expect(file.locate(['one', 1, 'three', 1])).toEqual({ line: 3, column: 16 });
  });

  it('points at what is around a setting that is missing', () => {
    const file = readYaml('a.yaml', 'one:\n  - { two: 2 }\n');

    expect(file.locate(['one', 0, 'missing'])).toEqual({ line: 2, column: 5 });
    expect(readYaml('a.yaml', '').locate(['missing'])).toEqual({ line: 1, column: 1 });
  });

  it.each([
    ['plain', 'q: acme OR x', 8, 12],
    ['single-quoted', "q: 'it''s x'", 5, 11],
    ['double-quoted', 'q: "\\u00e9\\tx"', 2, 13],
    ['folded', 'q: >\n  acme\n  x', 5, 4],
  ])('finds a character in a %s text', (_, text, offset, column) => {
    const file = readYaml('a.yaml', text);

    expect(file.locateInside(['q'], offset)).toEqual({ line: 1, column });
  });

  it('finds its way through aliases', () => {
    const file = readYaml('a.yaml', 'one: &x\n  two: 2\nthree: *x\n');

    expect(file.locate(['three', 'two'])).toEqual({ line: 2, column: 8 });
  });

  it('refuses aliases that multiply each other', () => {
    const levels = Array.from(
      { length: 9 },
      (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level}, `.repeat(9)}]`,
    );

    const file = readYaml('a.yaml', ['l0: &l0 [x]', ...levels].join('\n'));

    expect(file.value).toBeUndefined();
    expect(file.errors).toEqual([
      { line: 1, column: 1, message: 'the aliases (*name) of this file unfold into too much' },
    ]);
  });
});

describe('the word that was probably meant', () => {
  it.each([
    ['twiter', 'twitter'],
    ['nigths', 'night'],
    ['PHONE', 'phone'],
    ['pohne', 'phone'],
    ['zebedee', undefined],
    ['x', undefined],
  ])('for %s is %s', (word, meant) => {
    expect(closest(word, ['phone', 'night', 'twitter', 'appstore'])).toBe(meant);
  });
});
