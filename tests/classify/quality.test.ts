import { describe, expect, it } from 'vitest';
import { createClassifier, loadLexicons } from '../../src/classify/index.ts';
import { shipped } from '../../src/lib/paths.ts';
import { readLabelled } from '../../training/labelled.ts';
import { measure } from '../../training/metrics.ts';

const datasets = process.env['EARSHOT_DATASETS'];

describe.skipIf(datasets === undefined)(
  'quality on labelled mentions (skipped unless EARSHOT_DATASETS names their folder)',
  () => {
    const classifier = createClassifier(loadLexicons([shipped('config', 'lexicons')]));

    it.each(['en', 'es'])('stays above a modest floor on real mentions in %s', (lang) => {
      const rows = readLabelled(datasets ?? '', 'urgency.check.tsv').filter(({ language }) => language === lang);

      const scores = measure(rows.map((truth) => ({ truth, found: classifier.classify({ text: truth.text, lang }) })));

      expect(scores.levels).toBeGreaterThan(0.4);
      expect(scores.sentiment).toBeGreaterThan(0.6);
      expect(scores.reply).toBeGreaterThan(0.75);
    });

    it('stays above a modest floor on written mentions in Polish', () => {
      const rows = readLabelled(datasets ?? '', 'authored.pl.tsv');

      const scores = measure(
        rows.map((truth) => ({ truth, found: classifier.classify({ text: truth.text, lang: 'pl' }) })),
      );

      expect(scores.levels).toBeGreaterThan(0.6);
      expect(scores.urgentRecall).toBeGreaterThan(0.7);
    });
  },
);
