import { closest } from '../../lib/closest.ts';
import { Kind, kindAt } from '../fold.ts';
import { type PlacedQuery, parsePlaced } from '../parse.ts';
import { isTextTerm, type QueryNode, type TextTerm, textTerms } from '../query.ts';
import { wordsOf } from '../terms.ts';
import { isAmbiguous, isCommon } from './everyday.ts';
import type { Remark } from './remark.ts';

/** A remark about one part of a query. */
export interface PlacedRemark extends Remark {
  at: number;
  length: number;
  /** What to write in place of the marked part. */
  suggestion?: string;
}

export interface Surroundings {
  /** Handles of the brand, with or without `@`. */
  ownHandles: readonly string[];
  /** The keyword counts only beside other words (`only_with`). */
  hasContext: boolean;
}

/** Remarks on a query by itself, before any text was seen. A query that does not parse has problems enough. */
export const lintQuery = (text: string, { ownHandles, hasContext }: Surroundings): PlacedRemark[] => {
  const placed = parsePlaced(text);
  if (!placed.parsed.ok) return [];
  const { query } = placed.parsed;
  const found = alternatives(query).flatMap((alternative) => {
    const remark = remarkOn(alternative, hasContext);
    return remark ? [{ ...remark, ...placed.spanOf(alternative.node) }] : [];
  });
  return [...found, ...misspeltHandles(query, ownHandles, placed)].toSorted((a, b) => a.at - b.at);
};

/** What alone is enough for a match: one term, or several that must all be there. */
interface Alternative {
  node: QueryNode;
  terms: TextTerm[];
  alone: boolean;
}

const alternatives = (node: QueryNode): Alternative[] => {
  if (isTextTerm(node)) return [{ node, terms: [node], alone: true }];
  if (node.type === 'or') return node.parts.flatMap(alternatives);
  if (node.type === 'near') return [{ node, terms: textTerms(node), alone: false }];
  if (node.type !== 'and') return [];
  const [first, ...others] = node.parts.filter(narrows);
  if (first && others.length === 0) return alternatives(first);
  const terms = [first, ...others].map((part) => (part && isTextTerm(part) ? [part] : []));
  return terms.every(({ length }) => length > 0) ? [{ node, terms: terms.flat(), alone: false }] : [];
};

// A language or a rating says nothing about whom a text is about.
const narrows = ({ type }: QueryNode): boolean => !['not', 'lang', 'rating', 'followers', 'has', 'is'].includes(type);

const remarkOn = (
  { terms, alone }: Alternative,
  hasContext: boolean,
): (Remark & { suggestion?: string }) | undefined => {
  const shown = terms.map(nameOf).join(' ');
  if (terms.every(isEveryday))
    return {
      kind: 'too common',
      message: `"${shown}" stands in texts about anything`,
      remedy: 'put your name beside it, or within a few words: name NEAR/6 word',
    };
  const [term] = terms;
  if (!term || !alone || hasContext) return undefined;
  return shortness(term) ?? ambiguity(term);
};

const shortness = (term: TextTerm): (Remark & { suggestion?: string }) | undefined => {
  const name = nameOf(term);
  const letters = wordsOf(name).join('').length;
  const isShort = term.type === 'prefix' ? letters <= 3 : letters <= 2 && !/[^\p{L}\p{N}]/u.test(exactText(term));
  if (!isLookedUp(term) || !isShort || isUnspaced(name)) return undefined;
  const asWritten = /[^\p{Ll}]/u.test(name) && term.type === 'word';
  return {
    kind: 'too short',
    message: `"${name}" is so short that it also stands for other things`,
    remedy:
      term.type === 'prefix'
        ? 'write more of the word before the star'
        : 'write it with "=" when capitals and signs belong to it, or put it near words of your trade',
    ...(asWritten && { suggestion: `=${name}` }),
  };
};

const ambiguity = (term: TextTerm): Remark | undefined => {
  const name = nameOf(term);
  if (!isLookedUp(term) || !isAmbiguous(name) || exactText(term) !== '') return undefined;
  return {
    kind: 'no context',
    message: `"${name}" is an ordinary word too`,
    remedy: `put it near words of your trade (${name} NEAR/6 (…)), name them in only_with, or write =${capitalised(name)}`,
  };
};

const exactText = (term: TextTerm): string => (term.type === 'exact' && /[^\p{Ll}]/u.test(term.text) ? term.text : '');

const isLookedUp = ({ type }: TextTerm): boolean => ['word', 'phrase', 'prefix', 'inflected', 'exact'].includes(type);

const isEveryday = (term: TextTerm): boolean => {
  if (term.type === 'exact' && exactText(term) !== '') return false;
  if (!isLookedUp(term) && term.type !== 'hashtag') return false;
  const words = wordsOf(nameOf(term));
  return words.length > 0 && words.every(isCommon);
};

// In a script without spaces two signs are a whole word.
const isUnspaced = (name: string): boolean => kindAt(name, 0) === Kind.ideograph;

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const nameOf = (term: TextTerm): string => {
  if ('text' in term) return term.text;
  return term.type === 'hashtag' ? term.tag : '';
};

const misspeltHandles = (query: QueryNode, own: readonly string[], { spanOf }: PlacedQuery): PlacedRemark[] => {
  const names = own.map((name) => name.replace(/^@/, '').toLowerCase());
  return textTerms(query).flatMap((term) => {
    if (term.type !== 'handle' || names.includes(term.name.toLowerCase())) return [];
    const meant = nearly(term.name, names);
    if (!meant) return [];
    return [
      {
        kind: 'misspelt handle' as const,
        message: `@${term.name} is none of own_accounts, and nearly @${meant}`,
        remedy: 'correct it, or add it to own_accounts if it is yours',
        suggestion: `@${meant}`,
        ...spanOf(term),
      },
    ];
  });
};

// `@acmepl` and `@acmecare` beside `@acme` are accounts of their own, not slips.
const nearly = (name: string, names: readonly string[]): string | undefined => {
  const meant = name.length > 4 ? closest(name, names) : undefined;
  return meant && Math.abs(meant.length - name.length) <= 1 ? meant : undefined;
};
