import { keywordsOf } from '../config/keywords.ts';
import type { Config } from '../config/schema.ts';
import { type KeywordRemark, lintMentions, type MatchInput } from '../match/index.ts';
import type { App } from '../pipeline/app.ts';
import { listMentions } from '../store/views.ts';

/** Remarks on the keywords of a configuration after trying them on mentions. */
export const lintKeywords = ({ brands }: Pick<Config, 'brands'>, mentions: readonly MatchInput[]): KeywordRemark[] =>
  lintMentions(brands.flatMap(keywordsOf), mentions);

/** Writes a remark about a keyword as one line. */
export const remarkLine = ({ brand, keyword, message, remedy }: KeywordRemark): string =>
  `${brand}, ${keyword}: warning: ${message}: ${remedy}`;

// Enough to tell a habit from chance, little enough to be read between two polls.
const newest = 1_000;

/**
 * Tries the keywords in force on what was heard last, matched or not. That a keyword found none of it is left out: what was never
 * asked for was never heard, so a new one starts with nothing.
 */
export const lintHeard = async ({ redis, keys, setup }: App): Promise<KeywordRemark[]> => {
  const [matched, unmatched] = await Promise.all([
    listMentions(redis, keys, {}, { limit: newest, after: undefined }),
    listMentions(redis, keys, { decision: 'unmatched' }, { limit: newest, after: undefined }),
  ]);
  const heard = [...matched.rows, ...unmatched.rows].map(({ mention }) => mention);
  return lintKeywords(setup.config, heard).filter(({ kind }) => kind !== 'never found');
};
