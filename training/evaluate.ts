import { createClassifier, loadLexicons } from '../src/classify/index.ts';
import { shipped } from '../src/lib/paths.ts';
import { type Labelled, readLabelled } from './labelled.ts';
import { measure, type Scores } from './metrics.ts';

// What the word lists were written with stands apart from what only checks them.
const sets = {
  'train, written': ['authored.en.tsv', 'authored.es.tsv', 'authored.pl.tsv'],
  'train, real': ['urgency.train.tsv'],
  'check, real': ['urgency.check.tsv'],
};

const languages = ['en', 'es', 'pl'];

const folder = process.env['EARSHOT_DATASETS'];
if (folder === undefined) {
  console.error('EARSHOT_DATASETS names no folder: there is nothing to evaluate with.');
  process.exitCode = 1;
} else {
  evaluate(folder);
}

function evaluate(datasets: string): void {
  const classifier = createClassifier(loadLexicons([shipped('config', 'lexicons')]));
  console.log('set             lang   rows  levels  1-2 recall  1-2 precision  sentiment  reply');
  for (const [name, files] of Object.entries(sets)) {
    const rows = files.flatMap((file) => readLabelled(datasets, file));
    for (const language of languages) {
      const chosen = rows.filter((row) => row.language === language);
      if (chosen.length === 0) continue;
      const scores = measure(chosen.map((truth) => ({ truth, found: classifier.classify(inputOf(truth)) })));
      console.log(`${name.padEnd(15)} ${language.padEnd(4)} ${line(scores)}`);
    }
  }
}

function inputOf({ text, language }: Labelled): { text: string; lang: string } {
  return { text, lang: language };
}

function line({ rows, levels, urgentRecall, urgentPrecision, sentiment, reply }: Scores): string {
  const shares = [levels, urgentRecall, urgentPrecision, sentiment, reply];
  const widths = [7, 11, 14, 10, 6];
  return (
    String(rows).padStart(6) +
    shares.map((share, index) => share.toFixed(3).padStart((widths[index] ?? 8) + 1)).join('')
  );
}
