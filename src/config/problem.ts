import type { Path, YamlFile } from './yaml-file.ts';

/** Something wrong with a file of the configuration, where a person can find it. */
export interface Problem {
  file: string;
  line: number;
  column: number;
  message: string;
  /** What was probably meant, ready to be put in its place. */
  suggestion?: string;
}

/** A problem that still has to be looked up in its file. */
export interface Finding {
  in: YamlFile;
  path: Path;
  /** Whether the name of the setting is wrong or what stands behind it. Default: `value`. */
  part?: 'key' | 'value';
  /** Which character of the text at `path` is meant. */
  offset?: number;
  message: string;
  suggestion?: string | undefined;
  /** Worth a word, but no reason to refuse the configuration. */
  warning?: boolean;
}

/** Gives a finding its line and column. */
export const placed = ({ in: file, path, part, offset, message, suggestion }: Finding): Problem => ({
  file: file.name,
  ...(offset === undefined ? file.locate(path, part) : file.locateInside(path, offset)),
  message,
  ...(suggestion === undefined ? {} : { suggestion }),
});

/** Writes a problem as the one line that terminals and editors understand: `FILE:LINE:COL message`. */
export const formatProblem = (problem: Problem): string => {
  const { file, line, column, message, suggestion } = problem;
  const quoted = suggestion?.includes('"') ? suggestion : `"${suggestion}"`;
  return `${file}:${line}:${column} ${message}${suggestion === undefined ? '' : `; did you mean ${quoted}?`}`;
};

/** The same for what is worth a word and no more. */
export const formatWarning = (warning: Problem): string =>
  formatProblem({ ...warning, message: `warning: ${warning.message}` });

/** Orders problems as a reader meets them. */
export const inReadingOrder = (problems: readonly Problem[]): Problem[] =>
  problems.toSorted((a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column);

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
