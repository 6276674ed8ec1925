import { keywordsOf } from '../config/keywords.ts';
import { mentionId } from '../domain/mention.ts';
import { describeIssues } from '../lib/schema.ts';
import { compileKeywords } from '../match/index.ts';
import { readConfig } from './attach.ts';
import { inputOf, MatchRow } from './match-row.ts';
import { answerLines } from './stream.ts';
import type { Terminal } from './terminal.ts';

/**
 * Says which keywords find which mentions: NDJSON in, NDJSON out, in the same order.
 *
 * @returns the exit code: 0, or 2 when a line could not be used
 */
export const match = async (terminal: Terminal): Promise<number> => {
  const { brands } = readConfig(terminal);
  const matcher = compileKeywords(brands.flatMap(keywordsOf));

  return answerLines(terminal, (value) => {
    const parsed = MatchRow.safeParse(value);
    if (!parsed.success) return { ok: false, error: describeIssues(parsed.error) };
    return { ok: true, row: { id: idOf(parsed.data), matches: matcher.match(inputOf(parsed.data)) } };
  });
};

const idOf = ({ id, source, externalId }: MatchRow): string | number | null => {
  if (id !== undefined && id !== null) return id;
  if (!externalId) return null;
  return source ? mentionId(source, externalId) : externalId;
};
