import { parseQuery, type QueryNode } from '../../src/match/index.ts';

/** Parses a query that is expected to be good. */
export const parsed = (text: string): QueryNode => {
  const result = parseQuery(text);
  if (!result.ok) throw new Error(`${text}: ${result.problems.map(({ message }) => message).join('; ')}`);
  return result.query;
};
