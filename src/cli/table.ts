import { codePoints, oneLine } from '../lib/text.ts';

/** Lays rows out in columns. What strangers wrote is made safe for a terminal. */
export const table = (rows: readonly (readonly string[])[], indent = '  '): string[] => {
  const clean = rows.map((row) => row.map(oneLine));
  const widths: number[] = [];
  for (const row of clean)
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, codePoints(cell));
    });
  return clean.map(
    (row) =>
      indent +
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
  );
};

const pad = (text: string, width: number): string => text + ' '.repeat(width - codePoints(text));

/** A number with its word: `1 alert`, `1,204 alerts`. */
export const count = (number: number, word: string): string =>
  `${number.toLocaleString('en')} ${word}${number === 1 ? '' : 's'}`;
