import { z } from 'zod';
import { keywordsOf } from '../config/keywords.ts';
import { mentionId } from '../domain/mention.ts';
import { describeIssues } from '../lib/schema.ts';
import { compileKeywords, type MatchInput } from '../match/index.ts';
import { readConfig } from './attach.ts';
import { answerLines } from './stream.ts';
import type { Terminal } from './terminal.ts';

const Text = z.string('must be a string').nullish();

// The wire format and what `export` writes, as far as a keyword can ask for it.
const Row = z.object({
  id: z.union([z.string(), z.number()], 'must be a string or a number').nullish(),
  source: Text,
  externalId: Text,
  text: z.string('must be a string'),
  lang: Text,
  url: Text,
  rating: z.number('must be a number').nullish(),
  inReplyTo: Text,
  author: z.object({ id: Text, handle: Text, name: Text, followers: z.number('must be a number').nullish() }).nullish(),
});
type Row = z.infer<typeof Row>;

/**
 * Says which keywords find which mentions: NDJSON in, NDJSON out, in the same order.
 *
 * @returns the exit code: 0, or 2 when a line could not be used
 */
export const match = async (terminal: Terminal): Promise<number> => {
  const { brands } = readConfig(terminal);
  const matcher = compileKeywords(brands.flatMap(keywordsOf));

  return answerLines(terminal, (value) => {
    const parsed = Row.safeParse(value);
    if (!parsed.success) return { ok: false, error: describeIssues(parsed.error) };
    return { ok: true, row: { id: idOf(parsed.data), matches: matcher.match(inputOf(parsed.data)) } };
  });
};

const idOf = ({ id, source, externalId }: Row): string | number | null => {
  if (id !== undefined && id !== null) return id;
  if (!externalId) return null;
  return source ? mentionId(source, externalId) : externalId;
};

const inputOf = ({ text, source, lang, url, rating, inReplyTo, author }: Row): MatchInput => ({
  text,
  ...(source && { source }),
  ...(lang && { lang }),
  ...(url && { url }),
  ...(typeof rating === 'number' && { rating }),
  ...(inReplyTo && { inReplyTo }),
  ...(author && { author: authorOf(author) }),
});

const authorOf = ({ id, handle, name, followers }: NonNullable<Row['author']>): NonNullable<MatchInput['author']> => ({
  ...(id && { id }),
  ...(handle && { handle }),
  ...(name && { name }),
  ...(typeof followers === 'number' && { followers }),
});
