import { createReadStream } from 'node:fs';
import { z } from 'zod';
import type { MatchInput } from '../match/index.ts';
import { lineBatches, readLine } from './lines.ts';

const Text = z.string('must be a string').nullish();

/** A mention in the wire format and what `export` writes, as far as a keyword can ask for it. */
export const MatchRow = z.object({
  id: z.union([z.string(), z.number()], 'must be a string or a number').nullish(),
  source: Text,
  externalId: Text,
  text: z.string('must be a string'),
  lang: Text,
  url: Text,
  rating: z.number('must be a number').nullish(),
  inReplyTo: Text,
  reposts: Text,
  quotes: Text,
  author: z.object({ id: Text, handle: Text, name: Text, followers: z.number('must be a number').nullish() }).nullish(),
});
export type MatchRow = z.infer<typeof MatchRow>;

/** What the matcher looks at in a row. */
export const inputOf = ({
  text,
  source,
  lang,
  url,
  rating,
  inReplyTo,
  reposts,
  quotes,
  author,
}: MatchRow): MatchInput => ({
  text,
  ...(source && { source }),
  ...(lang && { lang }),
  ...(url && { url }),
  ...(typeof rating === 'number' && { rating }),
  ...(inReplyTo && { inReplyTo }),
  ...(reposts && { reposts }),
  ...(quotes && { quotes }),
  ...(author && { author: authorOf(author) }),
});

const authorOf = ({
  id,
  handle,
  name,
  followers,
}: NonNullable<MatchRow['author']>): NonNullable<MatchInput['author']> => ({
  ...(id && { id }),
  ...(handle && { handle }),
  ...(name && { name }),
  ...(typeof followers === 'number' && { followers }),
});

/**
 * Reads a file with one mention a line. Lines that hold none are passed over.
 *
 * @throws Error when the file cannot be read
 */
export const readMentions = async (file: string): Promise<MatchInput[]> => {
  const mentions: MatchInput[] = [];
  for await (const lines of lineBatches(createReadStream(file)))
    for (const line of lines) {
      const read = readLine(line);
      const row = read.ok ? MatchRow.safeParse(read.value) : undefined;
      if (row?.success) mentions.push(inputOf(row.data));
    }
  return mentions;
};
