import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { shipped } from '../../lib/paths.ts';
import { entriesOf, type Lexicon, type LexiconEntry, LexiconFile } from './lexicon.ts';

/**
 * The words of the user's own lexicons, with the small words of their languages that the program knows ("not", "very").
 *
 * @param folder that of the configuration; its `lexicons` folder may be missing
 * @throws Error like `loadLexicons`
 */
export const ownLexicons = (folder: string): Lexicon[] => {
  const own = join(folder, 'lexicons');
  const languages = new Set(loadLexicons([own]).map(({ language }) => language));
  if (languages.size === 0) return [];
  return loadLexicons([shipped('config', 'lexicons'), own]).filter(({ language }) => languages.has(language));
};

/**
 * Reads the `<lang>.yaml` files of each folder. Later folders extend the earlier ones, language by language; the same words
 * again replace what was said of them. A folder that does not exist is passed over.
 *
 * @throws Error with a line for each problem of all files: `FILE:LINE:COL section.entry: what is wrong`
 */
export const loadLexicons = (folders: string[]): Lexicon[] => {
  const problems: string[] = [];
  const byLanguage = new Map<string, LexiconEntry[]>();
  const distinct = [...new Set(folders.map((folder) => resolve(folder)))];
  for (const [rank, folder] of distinct.entries()) {
    for (const file of yamlFiles(folder)) {
      const language = basename(file, '.yaml');
      byLanguage.set(language, [...(byLanguage.get(language) ?? []), ...readLexicon(file, rank, problems)]);
    }
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return [...byLanguage].map(([language, entries]) => ({ language, entries }));
};

const yamlFiles = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /\.ya?ml$/.test(name))
        .sort()
        .map((name) => join(folder, name))
    : [];

const readLexicon = (file: string, rank: number, problems: string[]): LexiconEntry[] => {
  if (!/^[a-z]{2,3}\.yaml$/.test(basename(file))) {
    problems.push(`${file}:1:1 a lexicon is named after its language, like es.yaml`);
    return [];
  }
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines, prettyErrors: false });
  const report = (offset: number, message: string): void => {
    const { line, col } = lines.linePos(offset);
    problems.push(`${file}:${line}:${col} ${message}`);
  };
  for (const { pos, message } of document.errors) report(pos[0], message);
  if (document.errors.length > 0) return [];

  const parsed = LexiconFile.safeParse(document.toJS() ?? {});
  if (parsed.success) return entriesOf(parsed.data, rank);
  for (const issue of parsed.error.issues) {
    // Of a key that does not fit, the inner problem says why.
    const message = issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message;
    report(offsetOf(document, issue.path), `${issue.path.join('.')}: ${message}`);
  }
  return [];
};

// The nearest node that can be found on the way to the problem; weights are numbers in YAML, strings in the parsed object.
const offsetOf = (document: Document, path: PropertyKey[]): number => {
  const keys = path.map((key) => (/^\d/.test(String(key)) ? Number(String(key)) : key));
  for (let length = keys.length; length > 0; length -= 1) {
    const node = document.getIn(keys.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
};
