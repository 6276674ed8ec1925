import { ownLexicons } from '../classify/index.ts';
import { shownPath } from '../config/files.ts';
import { loadConfig } from '../config/load.ts';
import { formatProblem, formatWarning } from '../config/problem.ts';
import type { Config } from '../config/schema.ts';
import type { Env } from '../config/variables.ts';
import { repliesFor } from '../replies/load-replies.ts';
import { lintKeywords, remarkLine } from './lint-heard.ts';
import { readMentions } from './match-row.ts';

interface CheckOptions {
  folder: string;
  env: Env;
  print: (line: string) => void;
  /** NDJSON of mentions (`earshot export mentions`) that the keywords are tried on. */
  mentions?: string;
}

/**
 * Checks the configuration of a folder and prints everything that is wrong with it, one line each.
 *
 * @returns the exit code: 0 when the configuration is good, 1 when it is not
 */
export const check = async ({ folder, env, print, mentions }: CheckOptions): Promise<number> => {
  const loaded = loadConfig({ folder, env });
  const problems = [
    ...(loaded.ok ? [] : loaded.problems.map(formatProblem)),
    ...problemsOf(() => ownLexicons(folder)),
    ...problemsOf(() => repliesFor(folder)),
  ];
  const tried = loaded.ok && mentions !== undefined ? await tryKeywords(loaded.config, mentions) : [];
  const warnings = [...loaded.warnings.map(formatWarning), ...tried];
  for (const line of [...problems, ...warnings]) print(line);

  const warned = warnings.length > 0 ? count(warnings.length, 'warning') : '';
  const where = shownPath(folder) || '.';
  const isGood = loaded.ok && problems.length === 0;
  if (isGood) print(`${where} is good: ${contentOf(loaded.config)}${warned && `; ${warned}`}`);
  else print(`${where} is not good: ${count(problems.length, 'problem')}${warned && `, ${warned}`}`);
  return isGood ? 0 : 1;
};

const tryKeywords = async (config: Config, file: string): Promise<string[]> =>
  lintKeywords(config, await readMentions(file)).map(remarkLine);

// Both tell of everything that is wrong at once, a line each.
const problemsOf = (read: () => unknown): string[] => {
  try {
    read();
    return [];
  } catch (error) {
    return error instanceof Error ? error.message.split('\n') : [String(error)];
  }
};

const contentOf = ({ sources, channels, brands }: Config): string =>
  [
    count(sources.length, 'source'),
    count(channels.length, 'channel'),
    count(brands.length, 'brand'),
    count(brands.flatMap(({ keywords }) => keywords).length, 'keyword'),
  ].join(', ');

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
