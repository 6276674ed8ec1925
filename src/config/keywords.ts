import { type KeywordDefinition, parseQuery } from '../match/index.ts';
import type { Brand } from './schema.ts';

/** The keywords of a brand, parsed. The configuration was checked before: a query that does not parse cannot get here. */
export const keywordsOf = ({ brand, keywords }: Brand): KeywordDefinition[] =>
  keywords.flatMap(({ id, query, languages }) => {
    const parsed = parseQuery(query);
    return parsed.ok ? [{ brand, id, query: parsed.query, ...(languages && { languages }) }] : [];
  });
