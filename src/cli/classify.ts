import { z } from 'zod';
import { createClassifier, loadModel, ownLexicons } from '../classify/index.ts';
import type { Classification } from '../domain/classification.ts';
import { describeIssues } from '../lib/schema.ts';
import { answerLines } from './stream.ts';
import type { Terminal } from './terminal.ts';

// Exports of other programs write `null` for what they do not know.
const Row = z.object({
  id: z.union([z.string(), z.number()], 'must be a string or a number'),
  text: z.string('must be a string'),
  lang: z.string('must be a string').nullish(),
  rating: z.number('must be a number').nullish(),
  source: z.string('must be a string').nullish(),
});

/**
 * Judges texts: NDJSON in, NDJSON out, in the same order. The words in the `lexicons` of the configuration's folder count, too.
 *
 * @returns the exit code: 0, or 2 when a line could not be used
 */
export const classify = async (terminal: Pick<Terminal, 'folder' | 'input' | 'output'>): Promise<number> => {
  const classifier = createClassifier(loadModel(), ownLexicons(terminal.folder));

  return answerLines(terminal, (value) => {
    const parsed = Row.safeParse(value);
    if (!parsed.success) return { ok: false, error: describeIssues(parsed.error) };
    const { id, text, lang, rating, source } = parsed.data;
    const classification = classifier.classify({
      text,
      ...(lang && { lang }),
      ...(typeof rating === 'number' && { rating }),
      ...(source && { source }),
    });
    return { ok: true, row: rowOf(id, classification) };
  });
};

const rowOf = (id: string | number, classification: Classification) => ({
  id,
  lang: classification.lang,
  sentiment: classification.sentiment,
  scores: classification.scores,
  urgency: classification.urgency,
  urgencyScores: classification.urgencyScores,
  replyWanted: classification.replyWanted,
  confidence: classification.confidence,
  reasons: classification.reasons,
});
