import type { z } from 'zod';
import { Secret } from '../lib/schema.ts';
import type { Finding } from './problem.ts';
import { childOf, isSecret, schemaOf } from './shape.ts';
import type { Variable } from './variables.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/** A text of a file that names variables of the environment. */
export interface Filled {
  path: Path;
  /** Values that must not be shown, with the names they came under. */
  shownAs: { value: string; name: string }[];
  /** A variable has no value: a stand-in holds its place. */
  standIn: boolean;
}

export interface Filling {
  /** Gives a variable of the environment by its name. */
  lookUp: (name: string) => Variable;
  /** Whether a variable without value is a reason to refuse the configuration. */
  required: boolean;
}

interface Work extends Filling {
  in: YamlFile;
  filled: Filled[];
  findings: Finding[];
}

/**
 * Fills `${NAME}` from the environment and turns what stands at secret settings into secrets.
 *
 * @returns the file's values, what was filled in, and a finding for each variable without value and for each credential that
 * is written out in the file
 */
export const substitute = (file: YamlFile, schema: z.core.$ZodType, filling: Filling) => {
  const work: Work = { ...filling, in: file, filled: [], findings: [] };
  return { value: fill(file.value, schema, [], work), filled: work.filled, findings: work.findings };
};

const fill = (value: unknown, schema: z.core.$ZodType | undefined, path: Path, work: Work): unknown => {
  const child = (key: PropertyKey) =>
    fill(childOf(value, key), schema && schemaOf(schema, value, key), [...path, key], work);

  if (typeof value === 'string') return fillText(value, schema !== undefined && isSecret(schema), path, work);
  if (Array.isArray(value)) return value.map((_, index) => child(index));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.keys(value).map((key) => [key, child(key)]));
};

const fillText = (text: string, secret: boolean, path: Path, work: Work): unknown => {
  if (!text.includes('${')) return secret && text !== '' ? writtenOut(text, path, work) : text;

  const filled: Filled = { path, shownAs: [], standIn: false };
  work.filled.push(filled);
  const full = text.replace(/\$\{([^}]*)\}?/g, (written, name: string) => {
    const variable = isName(name) ? work.lookUp(name) : { unset: notAVariable(written) };
    if ('value' in variable) {
      filled.shownAs.push({ value: variable.value, name });
      return variable.value;
    }
    filled.standIn = true;
    work.findings.push({ in: work.in, path, message: variable.unset, warning: isName(name) && !work.required });
    return standInText;
  });
  return secret ? new Secret(full) : full;
};

/** Puts the names of variables back where a message would show their values. */
export const hideValues = (finding: Finding, filled: readonly (Filled & { in: YamlFile })[]): Finding => {
  const hidden = filled
    .filter((text) => text.in === finding.in && text.path.every((key, depth) => finding.path[depth] === key))
    .flatMap(({ shownAs }) => shownAs)
    // A value of three letters hides nothing, and would be found inside other words.
    .filter(({ value }) => value.length > 3);
  const hide = (text: string) => hidden.reduce((rest, { value, name }) => rest.replaceAll(value, `\${${name}}`), text);
  return { ...finding, message: hide(finding.message), suggestion: finding.suggestion && hide(finding.suggestion) };
};

const standInText = 'unset';

const isName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name);

const notAVariable = (written: string): string =>
  `"${written}" does not name a variable; write it like \${EARSHOT_NTFY_TOPIC}`;

const writtenOut = (text: string, path: Path, { in: file, findings }: Work): Secret => {
  const message = `a credential is written out here; move it to the environment, and write \${NAME} in its place`;
  findings.push({ in: file, path, message, warning: true });
  return new Secret(text);
};
