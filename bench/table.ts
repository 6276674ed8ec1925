/** One line of the result: what was measured, what came out, what was wanted. */
export interface Row {
  what: string;
  measured: string;
  target: string;
  /** Absent: told for comparison, nothing is wanted. */
  met?: boolean;
}

/** Writes rows as a table of plain text. */
export const formatTable = (rows: readonly Row[]): string => {
  const lines = [
    ['what', 'measured', 'target', ''],
    ...rows.map(({ what, measured, target, met }) => [what, measured, target, verdictOf(met)]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

const verdictOf = (met: boolean | undefined): string => {
  if (met === undefined) return '';
  return met ? 'ok' : 'missed';
};
