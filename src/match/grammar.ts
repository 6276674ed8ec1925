import type { Lexeme } from './lexer.ts';
import { isTextTerm, type Notes, type QueryNode, type TextTerm } from './query.ts';

/** A stretch of the query. */
export interface Span {
  at: number;
  length: number;
}

/** Lexemes while they are read, with what was wrong with them. */
export interface Reader extends Notes {
  lexemes: Lexeme[];
  next: number;
  end: number;
  /** Where each node stands in the query. */
  spans: Map<QueryNode, Span>;
}

/** Reads all lexemes as one query; after a fault it goes on, to find the others too. */
export const readAllLexemes = (reader: Reader): QueryNode | undefined => {
  const node = readAny(reader);
  for (let rest = peek(reader); rest; rest = peek(reader)) {
    complain(reader, rest, 'this ")" closes nothing', '');
    reader.next += 1;
    readAny(reader);
  }
  return node;
};

const readAny = (reader: Reader): QueryNode | undefined => {
  const at = peek(reader)?.at ?? reader.end;
  const parts = [readAll(reader)];
  for (let or = take(reader, 'or'); or; or = take(reader, 'or')) {
    const part = readAll(reader);
    if (!parts.at(-1) || !part) complain(reader, or, 'OR needs something on both sides', '');
    parts.push(part);
  }
  return group(reader, 'or', parts, at);
};

const readAll = (reader: Reader): QueryNode | undefined => {
  const at = peek(reader)?.at ?? reader.end;
  const parts: (QueryNode | undefined)[] = [];
  for (;;) {
    const and = take(reader, 'and');
    const part = readEach(reader);
    if (and && (parts.length === 0 || !part)) complain(reader, and, 'AND needs something on both sides', '');
    if (!part) return group(reader, 'and', parts, at);
    parts.push(part);
  }
};

const readEach = (reader: Reader): QueryNode | undefined => {
  const not = take(reader, 'not');
  if (!not) return readNear(reader);
  const part = readEach(reader);
  if (part) return placed(reader, { type: 'not', part }, not.at);
  complain(reader, not, 'NOT needs something behind it', '');
  return undefined;
};

const readNear = (reader: Reader): QueryNode | undefined => {
  const at = peek(reader)?.at ?? reader.end;
  const left = readGroup(reader);
  const near = take(reader, 'near');
  if (!near) return left;
  const right = readGroup(reader);
  if (!left || !right) complain(reader, near, 'NEAR needs something on both sides');
  const chained = take(reader, 'near');
  if (chained) {
    complain(reader, chained, 'NEAR joins two sides only; write a second NEAR for the third');
    readGroup(reader);
  }
  if (!left || !right) return left ?? right;
  const { distance } = near;
  return placed(reader, { type: 'near', distance, left: side(reader, left), right: side(reader, right) }, at);
};

const side = (reader: Reader, node: QueryNode): TextTerm[] => {
  const terms = node.type === 'or' ? node.parts : [node];
  if (!terms.every(isTextTerm))
    complain(reader, spanOf(reader, node), 'NEAR takes a word, a phrase, a handle, or several in (a OR b)');
  return terms.filter(isTextTerm);
};

const readGroup = (reader: Reader): QueryNode | undefined => {
  const leaf = take(reader, 'leaf');
  if (leaf) {
    reader.spans.set(leaf.node, leaf);
    return leaf.node;
  }
  const open = take(reader, 'open');
  if (!open) return undefined;
  const before = reader.problems.length;
  const node = readAny(reader);
  const close = take(reader, 'close');
  if (!close) complain(reader, open, 'this "(" is never closed');
  else if (!node && reader.problems.length === before)
    complain(reader, { at: open.at, length: close.at + 1 - open.at }, 'there is nothing between these parentheses', '');
  return node;
};

// A group within a group of its own kind is the same without the inner parentheses.
const group = (
  reader: Reader,
  type: 'and' | 'or',
  found: (QueryNode | undefined)[],
  at: number,
): QueryNode | undefined => {
  const parts = found
    .filter((part) => part !== undefined)
    .flatMap((part) => (part.type === type ? part.parts : [part]));
  return parts.length > 1 ? placed(reader, { type, parts }, at) : parts[0];
};

const placed = (reader: Reader, node: QueryNode, at: number): QueryNode => {
  const last = reader.lexemes[reader.next - 1];
  reader.spans.set(node, { at, length: last ? last.at + last.length - at : 0 });
  return node;
};

/** Where a node stands in the query. */
export const spanOf = ({ spans, end }: Reader, node: QueryNode): Span => spans.get(node) ?? { at: 0, length: end };

const peek = ({ lexemes, next }: Reader): Lexeme | undefined => lexemes[next];

const take = <Type extends Lexeme['type']>(reader: Reader, type: Type): (Lexeme & { type: Type }) | undefined => {
  const lexeme = peek(reader);
  if (!lexeme || !isOf(lexeme, type)) return undefined;
  reader.next += 1;
  return lexeme;
};

const isOf = <Type extends Lexeme['type']>(lexeme: Lexeme, type: Type): lexeme is Lexeme & { type: Type } =>
  lexeme.type === type;

/** Notes a problem at a stretch of the query. */
export const complain = ({ problems }: Notes, { at, length }: Span, message: string, suggestion?: string): void => {
  problems.push({ message, at, length, ...(suggestion !== undefined && { suggestion }) });
};
