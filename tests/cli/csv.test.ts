import { describe, expect, it } from 'vitest';
import { cellsOf, csvLine } from '../../src/cli/csv.ts';

describe('a line of CSV', () => {
  it.each([
    { given: '=HYPERLINK("http://evil.example")', cell: `"'=HYPERLINK(""http://evil.example"")"` },
    { given: '+1 for the barista', cell: `'+1 for the barista` },
    { given: '-5 stars', cell: `'-5 stars` },
    { given: '@acme is down', cell: `'@acme is down` },
    { given: '\t=1+1', cell: `'\t=1+1` },
    { given: '\r=1+1', cell: `"'\r=1+1"` },
    { given: ['=1', 'b'], cell: `'=1; b` },
    { given: 'a = b', cell: 'a = b' },
    { given: -0.5, cell: '-0.5' },
    { given: 'say "hi", please\nnow', cell: '"say ""hi"", please\nnow"' },
    { given: null, cell: '' },
    { given: false, cell: 'false' },
    { given: ['x', 'y'], cell: 'x; y' },
    { given: [{ step: 0 }], cell: '"[{""step"":0}]"' },
  ])('writes $given as $cell', ({ given, cell }) => {
    expect(csvLine([given])).toBe(`${cell}\r\n`);
  });

  it('takes the cells of nested fields', () => {
    const row = { id: 'a', author: { handle: 'boe' } };

    expect(cellsOf(row, ['id', 'author.handle', 'author.name', 'no.such.thing'])).toEqual([
      'a',
      'boe',
      undefined,
      undefined,
    ]);
  });
});
