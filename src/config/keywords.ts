import { type KeywordDefinition, narrow, parseCondition, parseQuery, type QueryNode } from '../match/index.ts';
import type { Brand } from './schema.ts';

/** The keywords of a brand, parsed. The configuration was checked before: a query that does not parse cannot get here. */
export const keywordsOf = ({ brand, keywords, exclude: everywhere = [] }: Brand): KeywordDefinition[] =>
  keywords.flatMap(({ id, query, only_with = [], exclude = [], languages }) => {
    const whole = wholeQuery({ query, only_with, exclude: [...exclude, ...everywhere] });
    return whole ? [{ brand, id, query: whole, ...(languages && { languages }) }] : [];
  });

/** A query with the conditions that stand beside it; `undefined` when it does not parse. */
export const wholeQuery = (keyword: {
  query: string;
  only_with: readonly string[];
  exclude: readonly string[];
}): QueryNode | undefined => {
  const parsed = parseQuery(keyword.query);
  return parsed.ok ? narrow(parsed.query, parsedOnly(keyword.only_with), parsedOnly(keyword.exclude)) : undefined;
};

const parsedOnly = (conditions: readonly string[]): QueryNode[] =>
  conditions.map(parseCondition).flatMap((parsed) => (parsed.ok ? [parsed.query] : []));
