import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashText, kinds } from '../src/classify/hash.ts';
import { createClassifier, modelFile } from '../src/classify/index.ts';
import { type Meta, type Model, readModel, writeModel } from '../src/classify/model.ts';
import { shipped } from '../src/lib/paths.ts';
import { calibrate } from './calibrate.ts';
import { scoredWords, tongueSamples, writtenMentions } from './corpus.ts';
import { report } from './figures.ts';
import { buildKnowledge } from './knowledge.ts';
import { learn, prepare } from './learn.ts';
import { plainRow, type Row } from './rows.ts';
import { checkSets, trainingSets } from './sets.ts';
import { learnTongues } from './tongues.ts';

const folder = process.env['EARSHOT_DATASETS'];
const say = (line: string): void => console.error(`${Math.round(performance.now() / 1000)} s  ${line}`);

/** Which part a text belongs to; the same text belongs to the same part in whichever set it stands. */
const partOf = ({ text, set }: Row): 'learn' | 'calibrate' | 'measure' => {
  if (set === 'words') return 'learn';
  const letters = text
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, '')
    .slice(0, 60);
  const part = hashText(letters, kinds.mark) % 10;
  if (part === 0) return 'calibrate';
  return part === 5 ? 'measure' : 'learn';
};

const wordRow = ({ language, word, score }: { language: string; word: string; score: number }): Row => ({
  ...plainRow('words', language, word),
  sentiment: score < 0 ? 0 : 2,
  polar: true,
});

/** The languages the model judges in; texts of others only teach to tell them apart. */
const judged = new Set(['en', 'es', 'pl', 'de', 'fr', 'it', 'pt']);

const labelled = folder === undefined ? [] : trainingSets(folder);
const all: Row[] = [...writtenMentions(), ...scoredWords().map(wordRow), ...labelled];
const rows = all.filter(({ language }) => judged.has(language));
if (folder === undefined)
  say('EARSHOT_DATASETS names no folder: the model learns from the corpora of this repository alone.');

const dictionary = buildKnowledge();
const material = prepare(rows, dictionary);
say(
  `${rows.length} texts, ${material.features.hashes.length} features, ${dictionary.keys.length} known words and phrases`,
);
const tongue = learnTongues([...all, ...tongueSamples()], 1);
say(`${tongue.languages.length} languages: ${tongue.languages.join(' ')}`);

const learnFrom = (chosen: Int32Array, what: string): Model =>
  learn(material, chosen, dictionary, tongue, (line) => say(`${what}: ${line}`));

// The model that is shipped learns from all rows; how sure it may be is found by another one that a fifth was kept from: half of
// it calibrates, the other half measures.
// Each takes one core for some minutes, so they learn side by side.
const [, , part, partFile = ''] = process.argv;
if (part === '--all') {
  writeFileSync(partFile, writeModel(learnFrom(Int32Array.from(rows.keys()), 'all rows')));
} else {
  await train();
}

async function train(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'earshot-train-'));
  const allFile = join(scratch, 'all.bin');
  const other = fork(fileURLToPath(import.meta.url), ['--all', allFile]);
  const ended = once(other, 'exit');
  const known = Int32Array.from([...rows.keys()].filter((index) => partOf(rows[index] as Row) === 'learn'));
  const trial = learnFrom(known, 'without a fifth');
  trial.meta = calibrate(
    trial,
    rows.filter((row) => partOf(row) === 'calibrate'),
  );
  const held = report(
    'A tenth of the training rows, neither learnt from nor calibrated on',
    createClassifier(trial),
    rows.filter((row) => partOf(row) === 'measure'),
  );
  const [code] = await ended;
  if (code !== 0) throw new Error(`learning from all rows ended with ${code}`);
  const model = readModel(allFile);
  rmSync(scratch, { recursive: true });
  model.meta = { ...model.meta, ...pick(trial.meta) };
  mkdirSync(dirname(modelFile), { recursive: true });
  writeFileSync(modelFile, writeModel(model));
  say(`wrote ${modelFile}`);
  const checked =
    folder === undefined ? '' : report('Sets that only check', createClassifier(model), checkSets(folder));
  writeFileSync(shipped('models', 'figures.md'), `${held}\n${checked}`.trimEnd().concat('\n'));
}

function pick({ temperature, levelBias, replyBias, confidence }: Meta): Partial<Meta> {
  return { temperature, levelBias, replyBias, confidence };
}
