import { readFileSync } from 'node:fs';

export type Env = Readonly<Record<string, string | undefined>>;
export type ReadFile = (path: string) => string;

export const readText: ReadFile = (path) => readFileSync(path, 'utf8');

/** Why a variable has no value, or the value it has. */
export type Variable = { value: string } | { unset: string };

/** Reads a variable of the environment, or else the file that its `NAME_FILE` twin names, without the line end behind it. */
export const readVariable = (name: string, env: Env, readFile: ReadFile = readText): Variable => {
  const value = env[name];
  if (value) return { value };

  const file = env[`${name}_FILE`];
  if (!file) return { unset: `${name} is not set` };
  try {
    const content = readFile(file).replace(/[\r\n]+$/, '');
    return content ? { value: content } : { unset: `${name} is not set: the file that ${name}_FILE names is empty` };
  } catch {
    return { unset: `${name} is not set: the file that ${name}_FILE names cannot be read` };
  }
};
