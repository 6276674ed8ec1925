import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fieldsOf, judgedRow, plainRow, type Row } from './rows.ts';

const folder = fileURLToPath(new URL('corpus/', import.meta.url));

const filesOf = (kind: string): { name: string; fields: string[][] }[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith(`${kind}.`))
    .sort()
    .map((name) => ({ name, fields: fieldsOf(readFileSync(`${folder}${name}`, 'utf8')) }));

/** The mentions written for this project, with their levels. */
export const writtenMentions = (): Row[] =>
  filesOf('mentions').flatMap(({ fields }) => fields.flatMap((line) => judgedRow('written', line) ?? []));

/** How a word or phrase is meant, from -3 to 3. */
export interface ScoredWord {
  language: string;
  word: string;
  score: number;
}

/** The words of praise and blame. */
export const scoredWords = (): ScoredWord[] =>
  filesOf('words').flatMap(({ name, fields }) =>
    fields.map(([word = '', score]) => ({ language: name.split('.')[1] ?? '', word, score: Number(score) })),
  );

/** One meaning and the words that carry it in several languages. */
export interface Meaning {
  name: string;
  words: string[];
}

/** The meanings, in the order of their files: their place is their number. */
export const meanings = (): Meaning[] =>
  filesOf('meanings').flatMap(({ fields }) =>
    fields.map(([name = '', ...columns]) => ({
      name,
      words: columns.flatMap((column) =>
        column
          .replace(/^[a-z]{2}:/, '')
          .split(',')
          .map((word) => word.trim())
          .filter((word) => word !== ''),
      ),
    })),
  );

/** Samples of languages, for telling them apart. */
export const tongueSamples = (): Row[] =>
  filesOf('tongues').flatMap(({ fields }) =>
    fields.map(([language = '', ...text]) => plainRow('tongues', language, text.join(' '))),
  );

/** A label of ours for a line of a labelled set: where the text stands, and the labels. The text stays where it is. */
export interface LineLabel {
  file: string;
  line: number;
  labels: string[];
}

/** What our readers made of lines of the labelled sets. */
export const lineLabels = (): LineLabel[] =>
  filesOf('labels').flatMap(({ fields }) =>
    fields.map(([file = '', line, ...labels]) => ({ file, line: Number(line), labels })),
  );
