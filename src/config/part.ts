import type { z } from 'zod';
import { explain } from './explain.ts';
import type { Finding } from './problem.ts';
import { type Filled, type Filling, substitute } from './substitute.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/** One file of the configuration, read as far as it can be read. */
export interface Part<S extends z.ZodType> {
  in: YamlFile;
  /** What the file says, with the environment filled in. */
  value: unknown;
  /** The same without entries that cannot be read before their variables are set. */
  usable: unknown;
  /** Absent when something is wrong. */
  settings?: z.output<S>;
  filled: (Filled & { in: YamlFile })[];
  findings: Finding[];
}

/** Fills the environment into a file and checks its shape. */
export const readPart = <S extends z.ZodType>(file: YamlFile, schema: S, filling: Filling): Part<S> => {
  if (file.value === undefined) return { in: file, value: undefined, usable: undefined, filled: [], findings: [] };

  const { value, filled, findings } = substitute(file, schema, filling);
  const parsed = parseUsable({ in: file, schema, value }, filled);
  return {
    in: file,
    ...parsed,
    value,
    filled: filled.map((text) => ({ ...text, in: file })),
    findings: [...findings, ...parsed.findings],
  };
};

interface Checked<S extends z.ZodType> {
  in: YamlFile;
  schema: S;
  value: unknown;
}

const parseUsable = <S extends z.ZodType>(
  checked: Checked<S>,
  filled: readonly Filled[],
): { usable: unknown; settings?: z.output<S>; findings: Finding[] } => {
  const { schema, value } = checked;
  const parsed = schema.safeParse(value);
  if (parsed.success) return { usable: value, settings: parsed.data, findings: [] };

  const { issues } = parsed.error;
  const excused = issues.filter((issue) => isExcused(issue, filled));
  if (excused.length < issues.length)
    return {
      usable: value,
      findings: explain(
        issues.filter((issue) => !excused.includes(issue)),
        checked,
      ),
    };
  // What is wrong is wrong with stand-ins: the warnings about their variables have said so.
  return parseUsable(
    {
      ...checked,
      value: without(
        value,
        excused.map(({ path }) => path),
      ),
    },
    [],
  );
};

const isExcused = (issue: z.core.$ZodIssue, filled: readonly Filled[]): boolean =>
  filled.some(({ path, standIn }) => standIn && path.every((key, depth) => issue.path[depth] === key)) &&
  (issue.code !== 'invalid_type' || issue.expected === 'string');

/** Leaves out the entry of a list, or the setting, in which each path ends. */
const without = (value: unknown, paths: Path[]): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]) => {
      const inside = paths.filter(([first]) => first === key);
      if (inside.length === 0) return [[key, child]];
      if (!Array.isArray(child)) return [];
      return [[key, child.filter((_, index) => !inside.some(([, second]) => second === index))]];
    }),
  );
};
