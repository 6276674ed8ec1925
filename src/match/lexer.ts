import { readLeaf } from './leaf.ts';
import type { Leaf, Notes } from './query.ts';
import { limits } from './query.ts';

/** One sign or term of a query and where it stands. */
export type Lexeme = { at: number; length: number } & (
  | { type: 'open' | 'close' | 'or' | 'and' | 'not' }
  | { type: 'near'; distance: number }
  | { type: 'leaf'; node: Leaf }
);

const operators: Record<string, 'or' | 'and' | 'not'> = { OR: 'or', AND: 'and', NOT: 'not' };
const openingQuotes = '"“„”«';
const closingQuotes = '"“”»';

/** Cuts a query into its signs and terms; faults are noted and a stand-in takes their place. */
export const readLexemes = (query: string, notes: Notes): Lexeme[] => {
  const lexemes: Lexeme[] = [];
  let at = 0;
  while (at < query.length) {
    const lexeme = readLexeme(query, at, notes);
    if (lexeme) lexemes.push(lexeme);
    at += lexeme?.length ?? 1;
  }
  return lexemes;
};

const readLexeme = (query: string, at: number, notes: Notes): Lexeme | undefined => {
  const sign = query.charAt(at);
  if (/\s/.test(sign)) return undefined;
  if (sign === '(') return { type: 'open', at, length: 1 };
  if (sign === ')') return { type: 'close', at, length: 1 };
  if (openingQuotes.includes(sign)) return readPhrase(query, at, notes);
  if (sign === '-') return readMinus(query, at, notes);
  return readRun(query, at, notes);
};

const readMinus = (query: string, at: number, notes: Notes): Lexeme | undefined => {
  if (!/^[\s)]?$/.test(query.charAt(at + 1))) return { type: 'not', at, length: 1 };
  notes.problems.push({ message: 'a minus belongs right before the word it excludes', at, length: 1, suggestion: '' });
  return undefined;
};

const readPhrase = (query: string, at: number, notes: Notes): Lexeme => {
  const { text, length } = readQuoted(query, at, notes);
  return { type: 'leaf', node: readLeaf({ text, quoted: true, at, length }, notes), at, length };
};

const readQuoted = (query: string, at: number, notes: Notes): { text: string; length: number } => {
  let end = at + 1;
  while (end < query.length && !closingQuotes.includes(query.charAt(end))) end += 1;
  const text = query.slice(at + 1, end);
  if (end < query.length) return { text, length: end + 1 - at };
  notes.problems.push({ message: 'this quote is never closed', at, length: end - at, suggestion: `"${text.trim()}"` });
  return { text, length: end - at };
};

const readRun = (query: string, at: number, notes: Notes): Lexeme => {
  const run = /^[^\s()"“„”«»]+/.exec(query.slice(at))?.[0] ?? query.charAt(at);
  const operator = operators[run];
  if (operator) return { type: operator, at, length: run.length };
  if (/^NEAR(\/|$)/.test(run)) return readNear(run, at, notes);
  if ((run === '=' || run.endsWith(':')) && openingQuotes.includes(query.charAt(at + run.length) || ' '))
    return readQuotedValue(query, run, at, notes);
  return {
    type: 'leaf',
    node: readLeaf({ text: run, quoted: false, at, length: run.length }, notes),
    at,
    length: run.length,
  };
};

// author:"Jane Doe" and ="Acme & Sons"
const readQuotedValue = (query: string, run: string, at: number, notes: Notes): Lexeme => {
  const value = readQuoted(query, at + run.length, notes);
  const length = run.length + value.length;
  return { type: 'leaf', node: readLeaf({ text: run + value.text, quoted: false, at, length }, notes), at, length };
};

const readNear = (run: string, at: number, notes: Notes): Lexeme => {
  const distance = Number(/^NEAR\/(\d{1,4})$/.exec(run)?.[1] ?? 0);
  if (distance < 1 || distance > limits.nearWords)
    notes.problems.push({
      message: `NEAR needs a number of words from 1 to ${limits.nearWords}`,
      at,
      length: run.length,
      suggestion: 'NEAR/5',
    });
  return { type: 'near', distance, at, length: run.length };
};
