import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClassifier, loadLexicons } from '../../src/classify/index.ts';
import { shipped } from '../../src/lib/paths.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-lexicons-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

describe('lexicons', () => {
  it('reads the shipped languages', () => {
    const lexicons = loadLexicons([shipped('config', 'lexicons')]);

    expect(lexicons.map(({ language }) => language)).toEqual(['en', 'es', 'pl']);
    for (const { entries } of lexicons) expect(entries.length).toBeGreaterThan(800);
  });

  it('lets a later folder add words to a shipped language', () => {
    write('en.yaml', 'urgency:\n  down:\n    4: [gone (totally|) kaput]\n');
    const classifier = createClassifier(loadLexicons([shipped('config', 'lexicons'), folder]));

    const { urgency, reasons } = classifier.classify({ text: 'My box has gone kaput', lang: 'en' });

    expect(urgency).toBe(1);
    expect(reasons[0]).toMatchObject({ signal: 'phrase', text: 'gone kaput' });
  });

  it('lets a later folder take a shipped word out', () => {
    write('en.yaml', 'positive:\n  0: [sick, brilliant]\nurgency:\n  feedback:\n    0: [brilliant]\n');
    const classifier = createClassifier(loadLexicons([shipped('config', 'lexicons'), folder]));

    const { reasons } = classifier.classify({ text: 'brilliant', lang: 'en' });

    expect(reasons).toEqual([]);
  });

  it('learns a new language from its file alone', () => {
    write('fr.yaml', 'negative:\n  3: [nul*, catastrophe]\nurgency:\n  problem:\n    3: [en retard]\n');
    const classifier = createClassifier(loadLexicons([folder]));

    const judged = classifier.classify({ text: 'Service nul, toujours en retard', lang: 'fr' });

    expect(judged).toMatchObject({ sentiment: 'negative', urgency: 3 });
  });

  it('finds phrases over alternatives, stems, numbers, sums and gaps', () => {
    write(
      'xx.yaml',
      'number: [tri]\nurgency:\n  money:\n    4: [took (some|) AMOUNT ... back, wait* N (day|week)s old]\n'.replace(
        's old',
        '',
      ),
    );
    const classifier = createClassifier(loadLexicons([folder]));

    const texts = ['took £4 and never gave back', 'took some 5€ back', 'waiting tri week', 'waited 12 day'];
    const found = texts.map((text) => classifier.classify({ text, lang: 'xx' }).reasons[0]?.text);

    expect(found).toEqual(texts);
  });

  it('passes over a folder that is not there and reads a folder named twice once', () => {
    const lexicons = loadLexicons([folder, join(folder, 'missing'), folder]);

    expect(lexicons).toEqual([]);
  });

  it.each([
    ['an unknown section', 'postive:\n  1: [good]\n', 'en.yaml:1:1', 'postive'],
    ['a weight that is none', 'positive:\n  lots: [good]\n', 'en.yaml:2:9', 'a weight is a number'],
    [
      'an open parenthesis',
      'positive:\n  1:\n    - good\n    - so (good\n',
      'en.yaml:4:7',
      '"so (good" has a parenthesis',
    ],
    ['an empty phrase', "negator: [not, '']\n", 'en.yaml:1:16', 'a phrase is empty'],
    ['a star inside a word', 'negator: [no*t]\n', 'en.yaml:1:11', '"no*t" is neither a word'],
    ['a gap at the end', 'negator: [not ...]\n', 'en.yaml:1:11', '... belongs between words'],
    ['a phrase that may vanish', 'negator: [(not|) (at|)]\n', 'en.yaml:1:11', 'can be left out altogether'],
    ['a word that YAML reads as something else', 'negator: [true]\n', 'en.yaml:1:11', 'expected string'],
    ['broken YAML', 'positive: [good\n', 'en.yaml:2:1', 'must be sufficiently indented'],
  ])('names file, place and entry of %s', (_what, text, place, message) => {
    write('en.yaml', text);

    const read = (): unknown => loadLexicons([folder]);

    expect(read).toThrow(join(folder, place));
    expect(read).toThrow(message);
  });

  it('reports the problems of all files at once', () => {
    mkdirSync(join(folder, 'more'));
    write('en.yaml', 'negator: [no*t]\n');
    write('english.yaml', 'negator: [not]\n');
    write('more/es.yaml', 'nonsense: 1\n');

    const read = (): unknown => loadLexicons([folder, join(folder, 'more')]);

    expect(read).toThrow(
      /en\.yaml:1:11[\s\S]*english\.yaml:1:1 a lexicon is named after its language[\s\S]*es\.yaml:1:1/,
    );
  });
});
