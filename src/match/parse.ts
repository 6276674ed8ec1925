import { complain, type Reader, readAllLexemes, type Span, spanOf } from './grammar.ts';
import { type Lexeme, readLexemes } from './lexer.ts';
import { anchors, limits, type Notes, type QueryNode, type QueryProblem, textTerms } from './query.ts';

/** A query, or everything that is wrong with it in the order of the text. Warnings never stand in the way. */
export type ParsedQuery =
  | { ok: true; query: QueryNode; warnings: QueryProblem[] }
  | { ok: false; problems: QueryProblem[]; warnings: QueryProblem[] };

/**
 * Parses the matching language. From loose to tight: `OR`, AND (a space, or `AND`), `NOT` (or `-`), `NEAR/n`.
 *
 * ```text
 * any   = all { "OR" all }
 * all   = each { [ "AND" ] each }
 * each  = ( "NOT" | "-" ) each | near
 * near  = group [ "NEAR/" number group ]
 * group = "(" any ")" | word | prefix"*" | name"~" | "phrase" | =exact | emoji | @handle | #tag | $CASH | domain[/path]
 *       | attribute
 * ```
 */
export const parseQuery = (query: string): ParsedQuery => parsePlaced(query).parsed;

/** Parses what only narrows a query: it needs no word of the text to look for. */
export const parseCondition = (condition: string): ParsedQuery => parsePlaced(condition, false).parsed;

/** A parsed query that still knows where its parts stand. */
export interface PlacedQuery {
  parsed: ParsedQuery;
  spanOf: (node: QueryNode) => Span;
}

/** Parses a query and keeps the place of each part. */
export const parsePlaced = (query: string, anchored = true): PlacedQuery => {
  const notes: Notes = { problems: [], warnings: [] };
  const spans = new Map<QueryNode, Span>();
  const node = checkLength(query, notes) ? readQuery(query, notes, spans, anchored) : undefined;
  const { problems, warnings } = notes;
  const parsed: ParsedQuery =
    node && problems.length === 0
      ? { ok: true, query: node, warnings }
      : { ok: false, problems: problems.toSorted((a, b) => a.at - b.at), warnings };
  return { parsed, spanOf: (part) => spans.get(part) ?? { at: 0, length: query.length } };
};

const readQuery = (
  query: string,
  notes: Notes,
  spans: Map<QueryNode, Span>,
  anchored: boolean,
): QueryNode | undefined => {
  const lexemes = readLexemes(query, notes);
  if (!checkSize(lexemes, notes)) return undefined;
  const reader: Reader = { ...notes, lexemes, next: 0, end: query.length, spans };
  const node = readAllLexemes(reader);
  if (!node && notes.problems.length === 0)
    complain(reader, { at: 0, length: query.length }, 'there is nothing to look for');
  if (node && anchored && notes.problems.length === 0) checkAnchored(reader, node);
  return node;
};

const checkLength = (query: string, { problems }: Notes): boolean => {
  const { length } = query;
  if (length > limits.characters)
    problems.push({
      message: `a query has at most ${limits.characters} characters, this has ${length}`,
      at: limits.characters,
      length: length - limits.characters,
    });
  return length <= limits.characters;
};

const checkSize = (lexemes: Lexeme[], { problems }: Notes): boolean => {
  const leaves = lexemes.filter(({ type }) => type === 'leaf');
  const extra = leaves[limits.terms];
  if (extra)
    problems.push({
      message: `a query has at most ${limits.terms} terms, this has ${leaves.length}`,
      at: extra.at,
      length: extra.length,
    });
  const deep = tooDeep(lexemes);
  if (deep)
    problems.push({
      message: `parentheses and NOTs go at most ${limits.depth} deep`,
      at: deep.at,
      length: deep.length,
    });
  return !extra && !deep;
};

const tooDeep = (lexemes: Lexeme[]): Lexeme | undefined => {
  let open = 0;
  let nots = 0;
  return lexemes.find(({ type }) => {
    if (type === 'open') open += 1;
    if (type === 'close') open -= 1;
    nots = type === 'not' ? nots + 1 : 0;
    return open + nots > limits.depth;
  });
};

// Every alternative needs a word: without one it would match whatever comes in.
const checkAnchored = (reader: Reader, node: QueryNode): void => {
  if (anchors(node, () => 1)) return;
  const loose = node.type === 'or' ? node.parts.filter((part) => !anchors(part, () => 1)) : [node];
  for (const part of loose)
    complain(
      reader,
      spanOf(reader, part),
      textTerms(part).length > 0
        ? 'this only says what must not be there; add a word to look for'
        : 'this says nothing about the text; add a word to look for',
    );
};
