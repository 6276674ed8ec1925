import type { Mention } from '../../domain/mention.ts';
import { sourceKinds } from '../../sources/index.ts';
import { wireLines } from '../wire-file.ts';

/** A recorded mention and the line it stands on. */
export interface Recorded {
  line: number;
  mention: Mention & { createdAt: Date };
}

/** What one reading of a recording shows. */
export interface Recording {
  file: string;
  lines: number;
  /** Lines that hold no mention. */
  bad: { line: number; complaint: string }[];
  oldest: Date;
  newest: Date;
}

/**
 * Reads the mentions of a recording, from after a line on. Ids are kept; where a kind of source is named, its family is that
 * kind's.
 */
export async function* recordedMentions(
  file: string,
  { after = 0, onBad = () => undefined }: { after?: number; onBad?: (line: number, complaint: string) => void } = {},
): AsyncGenerator<Recorded> {
  const defaults = { source: 'replay', family: 'social', now: new Date(), door: 'import', sender: 'replay' } as const;
  for await (const { line, result } of wireLines(file, defaults, after)) {
    if (!result.ok) {
      onBad(line, result.errors.map(({ field, message }) => `${field} ${message}`.trim()).join('; '));
      continue;
    }
    const { mention } = result;
    const { createdAt } = mention;
    const family = sourceKinds.get(mention.source)?.family ?? mention.family;
    if (createdAt) yield { line, mention: { ...mention, family, createdAt } };
  }
}

/**
 * Looks through a recording before it is replayed: how long it is, and which time it covers.
 *
 * @throws Error when it holds no mention
 */
export const lookThrough = async (file: string): Promise<Recording> => {
  const bad: Recording['bad'] = [];
  let lines = 0;
  let oldest = Number.POSITIVE_INFINITY;
  let newest = Number.NEGATIVE_INFINITY;
  for await (const { mention } of recordedMentions(file, {
    onBad: (line, complaint) => bad.push({ line, complaint }),
  })) {
    lines += 1;
    oldest = Math.min(oldest, mention.createdAt.getTime());
    newest = Math.max(newest, mention.createdAt.getTime());
  }
  if (lines === 0)
    throw new Error(
      `${file} holds no mention in the wire format${bad[0] ? `: line ${bad[0].line} ${bad[0].complaint}` : ''}`,
    );
  return { file, lines, bad, oldest: new Date(oldest), newest: new Date(newest) };
};
