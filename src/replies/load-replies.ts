import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { explain } from '../config/explain.ts';
import { shownPath, yamlFiles } from '../config/files.ts';
import { formatProblem, inReadingOrder, type Problem, placed } from '../config/problem.ts';
import { readYaml } from '../config/yaml-file.ts';
import { shipped } from '../lib/paths.ts';
import { extendPhrases, type Phrases, ReplyFile } from './reply-file.ts';

/** How an answer may begin, by language. */
export type Replies = ReadonlyMap<string, Phrases>;

/**
 * The sentences that ship with the program, extended by those of the user.
 *
 * @param folder that of the configuration; its `replies` folder may be missing
 * @throws Error like `loadReplies`
 */
export const repliesFor = (folder: string): Replies =>
  loadReplies([shipped('config', 'replies'), join(folder, 'replies')]);

/**
 * Reads the `<lang>.yaml` files of each folder. What a later folder lists for a level replaces what an earlier one listed. A
 * folder that does not exist is passed over.
 *
 * @throws Error with a line for each problem of all files: `FILE:LINE:COL what is wrong`
 */
export const loadReplies = (folders: string[]): Replies => {
  const replies = new Map<string, Phrases>();
  const problems: Problem[] = [];
  for (const file of [...new Set(folders.map((folder) => resolve(folder)))].flatMap(yamlFiles)) {
    const read = readReplies(file);
    problems.push(...read.problems);
    const language = basename(file).replace(/\.ya?ml$/, '');
    if (read.said) replies.set(language, extendPhrases(replies.get(language) ?? {}, read.said));
  }
  if (problems.length > 0) throw new Error(inReadingOrder(problems).map(formatProblem).join('\n'));
  return replies;
};

const readReplies = (path: string): { said?: ReplyFile; problems: Problem[] } => {
  const file = shownPath(path);
  if (!/^[a-z]{2,3}\.ya?ml$/.test(basename(path)))
    return {
      problems: [{ file, line: 1, column: 1, message: 'a file of replies is named after its language, like es.yaml' }],
    };

  const yaml = readYaml(file, readFileSync(path, 'utf8'));
  if (yaml.errors.length > 0) return { problems: yaml.errors.map((error) => ({ file, ...error })) };
  const parsed = ReplyFile.safeParse(yaml.value);
  if (parsed.success) return { said: parsed.data, problems: [] };
  return {
    problems: explain(parsed.error.issues, { in: yaml, schema: ReplyFile, value: yaml.value }).map(placed),
  };
};
