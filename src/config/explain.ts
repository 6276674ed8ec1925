import { z } from 'zod';
import { closest } from '../lib/closest.ts';
import type { Finding } from './problem.ts';
import { childOf, descriptionOf, schemaAt, settingsOf, valueAt } from './shape.ts';
import type { Path, YamlFile } from './yaml-file.ts';

type Issue = z.core.$ZodIssue;

/** What was checked against which schema, and where it stands. */
export interface Checked {
  in: YamlFile;
  schema: z.core.$ZodType;
  value: unknown;
}

/** Turns what zod says about a file into sentences about its settings, each at its place. */
export const explain = (issues: readonly Issue[], checked: Checked): Finding[] =>
  issues.flatMap((issue) => explainIssue(issue, issue.path, checked));

const explainIssue = (issue: Issue, path: Path, checked: Checked): Finding[] => {
  const finding = (message: string, suggestion?: string): Finding[] => [{ in: checked.in, path, message, suggestion }];
  const value = valueAt(checked.value, path);

  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownSetting(key, path, checked));
  // A missing `kind` has words of its own: all the kinds there are.
  if (value === undefined && path.length > 0 && !('options' in issue)) return [missing(path, checked)];
  if (issue.code === 'invalid_union') return explainUnion(issue, path, checked);
  if (issue.code === 'invalid_value') return [notAmong(issue.values.map(String), path, checked)];
  if (issue.code === 'invalid_type') return finding(wrongType(issue.expected, path, checked));
  if (issue.code === 'too_small') return finding(outside(issue, nameOf(path), 'at least', issue.minimum));
  if (issue.code === 'too_big') return finding(outside(issue, nameOf(path), 'at most', issue.maximum));
  if (issue.code === 'invalid_format') return finding(wrongFormat(issue, path, checked));
  return finding(issue.message);
};

const unknownSetting = (key: string, path: Path, { in: file, schema, value }: Checked): Finding => {
  const allowed = settingsOf(schemaAt(schema, value, path), valueAt(value, path));
  const suggestion = closest(key, allowed);
  const known = suggestion === undefined && allowed.length > 0 ? `; known here: ${allowed.join(', ')}` : '';
  return { in: file, path: [...path, key], part: 'key', message: `unknown setting "${key}"${known}`, suggestion };
};

/** Stands where the setting should have been: at the beginning of what it belongs to. */
const missing = (path: Path, { in: file, schema, value }: Checked): Finding => {
  const description = descriptionOf(schemaAt(schema, value, path));
  const message = `${nameOf(path)} is missing${description === undefined ? '' : `: ${description}`}`;
  return { in: file, path: path.slice(0, -1), message };
};

const notAmong = (allowed: string[], path: Path, { in: file, value }: Checked): Finding => {
  const found = valueAt(value, path);
  const not = found === undefined ? '' : `, not ${shown(found)}`;
  const suggestion = typeof found === 'string' ? closest(found, allowed) : undefined;
  return { in: file, path, message: `${nameOf(path)} must be ${listed(allowed)}${not}`, suggestion };
};

const wrongType = (expected: string, path: Path, checked: Checked): string => {
  const value = valueAt(checked.value, path);
  const wanted = typeNames[expected] ?? expected;
  if (value === null) return `${nameOf(path)} holds nothing; write ${wanted}, or leave the line out`;
  const message = `${nameOf(path)} must be ${wanted}, not ${shown(value)}`;
  if (expected !== 'string' || (typeof value !== 'number' && typeof value !== 'boolean')) return message;
  return objectionToText(String(value), path, checked) ?? `${message}; put it in quotes: '${value}'`;
};

/** Quotes around a number help only where the number then makes sense as a text. */
const objectionToText = (text: string, path: Path, { in: file, schema, value }: Checked): string | undefined => {
  const leaf = schemaAt(schema, value, path);
  const issues = leaf ? (z.safeParse(leaf, text).error?.issues ?? []) : [];
  return explain(issues, { in: file, schema: z.unknown(), value: text })[0]?.message;
};

const wrongFormat = (issue: z.core.$ZodIssueInvalidStringFormat, path: Path, { value }: Checked): string => {
  const found = shown(valueAt(value, path));
  if (issue.format === 'url') return `${found} is no address; write it in full, like https://example.com/feed`;
  if (issue.format === 'date') return `${found} is no date; write it like 2026-12-31`;
  // Words of zod's own begin like this; an adapter's say what to write.
  return issue.message.startsWith('Invalid ')
    ? `${found} does not fit here`
    : `${found} does not fit: ${issue.message}`;
};

const typeNames: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'settings (name: value)',
  record: 'settings (name: value)',
};

const outside = (
  issue: { origin: string; inclusive?: boolean },
  name: string,
  side: string,
  limit: unknown,
): string => {
  if (issue.origin === 'number') return `${name} must be ${issue.inclusive === false ? 'beyond' : side} ${limit}`;
  if (side === 'at least' && Number(limit) === 1) return `${name} must not be empty`;
  return `${name} must hold ${side} ${limit} ${issue.origin === 'string' ? 'characters' : 'entries'}`;
};

const explainUnion = (issue: z.core.$ZodIssueInvalidUnion, path: Path, checked: Checked): Finding[] => {
  if ('options' in issue) return [notAmong(issue.options.map(String), path, checked)];

  const branches = leaves(issue);
  // A branch that fails deeper down has accepted the value as such: it is the one that was meant.
  const meant = branches.find((branch) => branch.every((inner) => inner.path.length > 0)) ?? [];
  if (meant.length > 0) return meant.flatMap((inner) => explainIssue(inner, [...path, ...inner.path], checked));

  const fitting = branches.flat().filter((inner) => inner.code !== 'invalid_type');
  const values = fitting.flatMap((inner) => (inner.code === 'invalid_value' ? inner.values.map(String) : []));
  if (values.length > 0) return [notAmong(values, path, checked)];
  if (fitting[0]) return explainIssue(fitting[0], path, checked);
  const expected = branches.flat().flatMap((inner) => (inner.code === 'invalid_type' ? [inner.expected] : []));
  return [{ in: checked.in, path, message: wrongType(expected[0] ?? 'string', path, checked) }];
};

/** The branches of a union, those of unions within it included. */
const leaves = (issue: z.core.$ZodIssueInvalidUnion): Issue[][] =>
  issue.errors.flatMap((branch) => {
    const [only] = branch;
    return branch.length === 1 && only?.code === 'invalid_union' && only.path.length === 0 ? leaves(only) : [branch];
  });

/** What a sentence about the end of a path is about. */
const nameOf = (path: Path): string => {
  const name = path.findLast((key) => typeof key === 'string');
  if (name === undefined) return 'what stands here';
  return typeof path.at(-1) === 'number' ? `an entry of "${name}"` : `"${name}"`;
};

const listed = (values: string[]): string =>
  values.length < 2 ? values.join() : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;

const shown = (value: unknown): string => {
  if (typeof value === 'string') return `"${value.length > 60 ? `${value.slice(0, 59)}…` : value}"`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && childOf(value, 'reveal') === undefined ? 'settings (name: value)' : String(value);
};
