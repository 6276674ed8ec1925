import type { InflectedLanguage } from './inflect.ts';

/** What is looked for in the words of a mention. */
export type TextTerm =
  | { type: 'word'; text: string }
  | { type: 'prefix'; text: string }
  | { type: 'phrase'; text: string }
  /** A name in all its inflected forms; without a language, in those of every language we can inflect. */
  | { type: 'inflected'; text: string; language?: InflectedLanguage }
  /** Signs and accents count, and capitals where there are any. */
  | { type: 'exact'; text: string }
  | { type: 'emoji'; text: string }
  | { type: 'handle'; name: string }
  | { type: 'hashtag'; tag: string }
  | { type: 'cashtag'; symbol: string }
  /** `path` is empty for a whole site, otherwise `/shop`. */
  | { type: 'domain'; host: string; path: string };

export type Comparison = '=' | '<' | '>' | '<=' | '>=';

/** What is asked of everything but the words. */
export type Attribute =
  | { type: 'lang'; lang: string }
  | { type: 'source'; source: string }
  | { type: 'author'; author: string }
  /** Where it was published, not what it links to. */
  | { type: 'site'; host: string; path: string }
  | { type: 'rating'; comparison: Comparison; value: number }
  | { type: 'followers'; comparison: Comparison; value: number }
  | { type: 'has'; what: 'link' }
  | { type: 'is'; what: 'reply' | 'repost' | 'quote' };

export type Leaf = TextTerm | Attribute;

/** A parsed query. `and` and `or` have at least two parts, none of their own type; the sides of `near` are alternatives. */
export type QueryNode =
  | Leaf
  | { type: 'and'; parts: QueryNode[] }
  | { type: 'or'; parts: QueryNode[] }
  | { type: 'not'; part: QueryNode }
  | { type: 'near'; distance: number; left: TextTerm[]; right: TextTerm[] };

/** Bounds that keep every query cheap to parse, to compile and to match. */
export const limits = { characters: 4096, depth: 32, terms: 500, phraseWords: 32, nearWords: 100 } as const;

/** Something a person should change in a query, or (as a warning) look at. */
export interface QueryProblem {
  message: string;
  /** Zero-based position in the query, in UTF-16 units. */
  at: number;
  length: number;
  /** What to write in place of the marked part. */
  suggestion?: string;
}

/** A piece of a query without its quotes. */
export interface Piece {
  text: string;
  quoted: boolean;
  at: number;
  length: number;
}

/** Notes a problem at a stretch of the query. */
export const complain = (
  { at, length }: { at: number; length: number },
  { problems }: Notes,
  message: string,
  suggestion?: string,
): void => {
  problems.push({ message, at, length, ...(suggestion !== undefined && { suggestion }) });
};

/** Collects what is wrong while a query is read, so that one look shows everything. */
export interface Notes {
  problems: QueryProblem[];
  warnings: QueryProblem[];
}

/** True for what is looked for in the words of a mention. */
export const isTextTerm = (node: QueryNode): node is TextTerm => {
  switch (node.type) {
    case 'word':
    case 'prefix':
    case 'phrase':
    case 'inflected':
    case 'exact':
    case 'emoji':
    case 'handle':
    case 'hashtag':
    case 'cashtag':
    case 'domain':
      return true;
    case 'and':
    case 'or':
    case 'not':
    case 'near':
    case 'lang':
    case 'source':
    case 'author':
    case 'site':
    case 'rating':
    case 'followers':
    case 'has':
    case 'is':
      return false;
  }
};

/** Every text term below a node, negated ones included. */
export const textTerms = (node: QueryNode): TextTerm[] => {
  if (isTextTerm(node)) return [node];
  if (node.type === 'and' || node.type === 'or') return node.parts.flatMap(textTerms);
  if (node.type === 'not') return textTerms(node.part);
  if (node.type === 'near') return [...node.left, ...node.right];
  return [];
};

/**
 * Terms of which at least one must be in a text for the query to match: the only ones that make the matcher look at it.
 *
 * @param cost how often a term comes up; of several sufficient sets the cheapest is taken
 * @returns `undefined` when the query could match without any word
 */
export const anchors = (node: QueryNode, cost: (term: TextTerm) => number): TextTerm[] | undefined => {
  if (isTextTerm(node)) return [node];
  if (node.type === 'near') return cheapest([node.left, node.right], cost);
  if (node.type === 'and') return cheapest(definedOnly(node.parts.map((part) => anchors(part, cost))), cost);
  if (node.type !== 'or') return undefined;
  const sets = definedOnly(node.parts.map((part) => anchors(part, cost)));
  return sets.length === node.parts.length ? sets.flat() : undefined;
};

const definedOnly = <T>(values: (T | undefined)[]): T[] => values.filter((value) => value !== undefined);

const cheapest = (sets: TextTerm[][], cost: (term: TextTerm) => number): TextTerm[] | undefined => {
  const costs = sets.map((set) => set.reduce((sum, term) => sum + cost(term), 0));
  return sets[costs.indexOf(Math.min(...costs))];
};
