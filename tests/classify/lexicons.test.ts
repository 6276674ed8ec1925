import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClassifier, loadLexicons, loadModel, ownLexicons } from '../../src/classify/index.ts';

const model = loadModel();

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-lexicons-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

describe('lexicons', () => {
  it('adds the small words of a language that the program knows to those of the user', () => {
    mkdirSync(join(folder, 'lexicons'));
    writeFileSync(join(folder, 'lexicons', 'en.yaml'), 'urgency:\n  down:\n    4: [gone (totally|) kaput]\n');

    const lexicons = ownLexicons(folder);

    expect(lexicons.map(({ language }) => language)).toEqual(['en']);
    expect(lexicons[0]?.entries.map(({ cue }) => cue)).toEqual(expect.arrayContaining(['down', 'negator']));
  });

  it('reads nothing for a user without lexicons', () => {
    expect(ownLexicons(folder)).toEqual([]);
  });

  it('lets a word of the user outweigh the model', () => {
    write('en.yaml', 'urgency:\n  down:\n    4.9: [gone (totally|) kaput]\n');
    const text = 'lovely day, my box has gone kaput';
    const [plain, taught] = [createClassifier(model), createClassifier(model, loadLexicons([folder]))].map((one) =>
      one.classify({ text, lang: 'en' }),
    );

    expect(taught?.urgencyScores[1]).toBeGreaterThan((plain?.urgencyScores[1] ?? 1) * 3);
    expect(taught?.reasons).toContainEqual(expect.objectContaining({ signal: 'phrase', text: 'gone kaput' }));
  });

  it('learns a new language from its file alone', () => {
    write('fr.yaml', 'negative:\n  3: [nul*, catastrophe]\nurgency:\n  problem:\n    3: [en retard]\n');
    const classifier = createClassifier(model, loadLexicons([folder]));

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
    const classifier = createClassifier(model, loadLexicons([folder]));

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
