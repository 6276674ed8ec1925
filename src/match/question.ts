import type { Dialect } from '../domain/dialect.ts';
import { inflect } from './inflect.ts';
import { isTextTerm, type QueryNode, type TextTerm } from './query.ts';
import { wordsOf } from './terms.ts';

/** A query as a source can be asked it: terms are already written in its dialect. */
export type Question =
  | { type: 'term'; text: string }
  /** `text` is the whole exclusion, sign included. */
  | { type: 'not'; text: string }
  | { type: 'all' | 'any'; parts: Question[] };

/**
 * The narrowest question this dialect can ask that still finds all the query does; what it cannot say is left out.
 *
 * @returns `undefined` when nothing is left to ask for
 */
export const questionOf = (node: QueryNode, dialect: Dialect): Question | undefined => {
  const question = widen(node, dialect, true);
  return question && finds(question) ? question : undefined;
};

/** Everything at once, flat, exclusions last; `undefined` when there is nothing. */
export const allOf = (questions: Question[]): Question | undefined => {
  const flat = questions.flatMap((question) => (question.type === 'all' ? question.parts : [question]));
  const parts = [...flat.filter(({ type }) => type !== 'not'), ...flat.filter(({ type }) => type === 'not')];
  return parts.length > 1 ? { type: 'all', parts } : parts[0];
};

/** One of several, flat and each once; `undefined` when there is nothing. */
export const anyOf = (questions: Question[]): Question | undefined => {
  const flat = questions.flatMap((question) => (question.type === 'any' ? question.parts : [question]));
  const parts = [...new Map(flat.map((question) => [writeQuestion(question), question])).values()];
  return parts.length > 1 ? { type: 'any', parts } : parts[0];
};

/** Writes a question with `OR` and parentheses. */
export const writeQuestion = (question: Question): string => {
  switch (question.type) {
    case 'term':
    case 'not':
      return question.text;
    case 'all':
      return question.parts
        .map((part) => (part.type === 'any' ? `(${writeQuestion(part)})` : writeQuestion(part)))
        .join(' ');
    case 'any':
      return question.parts
        .map((part) => (part.type === 'all' ? `(${writeQuestion(part)})` : writeQuestion(part)))
        .join(' OR ');
  }
};

// Exclusions are pushed down to single terms (De Morgan): no source promises to understand a negated group.
const widen = (node: QueryNode, dialect: Dialect, wanted: boolean): Question | undefined => {
  if (isTextTerm(node)) return wanted ? termQuestion(node, dialect) : exclusion(node, dialect);
  if (node.type === 'not') return widen(node.part, dialect, !wanted);
  if (node.type === 'near')
    return wanted ? allOf(definedOnly([side(node.left, dialect), side(node.right, dialect)])) : undefined;
  if (node.type !== 'and' && node.type !== 'or') return undefined;
  const parts = node.parts.map((part) => widen(part, dialect, wanted));
  return (node.type === 'and') === wanted ? allOf(definedOnly(parts)) : alternatives(parts);
};

const side = (terms: TextTerm[], dialect: Dialect): Question | undefined =>
  alternatives(terms.map((term) => termQuestion(term, dialect)));

// One alternative that cannot be asked for opens the whole group: whatever matches only there must still be found.
const alternatives = (parts: (Question | undefined)[]): Question | undefined => {
  const asked = definedOnly(parts).filter(finds);
  return asked.length === parts.length ? anyOf(asked) : undefined;
};

const definedOnly = (parts: (Question | undefined)[]): Question[] => parts.filter((part) => part !== undefined);

const finds = (question: Question): boolean => {
  if (question.type === 'all') return question.parts.some(finds);
  return question.type !== 'not';
};

const termQuestion = (term: TextTerm, dialect: Dialect): Question | undefined => {
  switch (term.type) {
    case 'word':
    case 'phrase':
      return textQuestion(term.text, dialect);
    case 'exact':
      return textQuestion(term.text, dialect);
    case 'inflected':
      return alternatives(inflect(term.text, term.language).map((form) => single(dialect.word(form))));
    case 'prefix':
      return wordsOf(term.text).length > 1 ? textQuestion(term.text, dialect) : undefined;
    case 'emoji':
      return single(dialect.emoji?.(term.text));
    case 'handle':
      return single(dialect.handle(term.name));
    case 'hashtag':
      return single(dialect.hashtag(term.tag));
    case 'cashtag':
      return single(dialect.word(`$${term.symbol}`));
    case 'domain':
      return single(dialect.domain(term.host));
  }
};

const single = (text: string | undefined): Question | undefined =>
  text === undefined ? undefined : { type: 'term', text };

// A phrase also matches the hashtag that runs its words together, which a source takes for another word. It is worth an
// alternative, but not a query of its own.
const textQuestion = (text: string, dialect: Dialect): Question | undefined => {
  const words = text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  if (words.length < 2) return single(words.map((word) => dialect.word(word)).at(0));
  const phrase =
    single(dialect.phrase(oneLine(text))) ?? allOf(definedOnly(words.map((word) => single(dialect.word(word)))));
  const hashtag = dialect.or ? single(dialect.hashtag(wordsOf(text).join(''))) : undefined;
  return phrase && anyOf(definedOnly([phrase, hashtag]));
};

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

// Only what the source excludes no wider than we do: a site also stands behind shortened links that we do not see.
const exclusion = (term: TextTerm, dialect: Dialect): Question | undefined => {
  const text = dialect.not && exactText(term, dialect);
  return text === undefined || !dialect.not ? undefined : { type: 'not', text: dialect.not(text) };
};

const exactText = (term: TextTerm, dialect: Dialect): string | undefined => {
  switch (term.type) {
    case 'word':
    case 'phrase':
      return wordsOf(term.text).length > 1 ? dialect.phrase(oneLine(term.text)) : dialect.word(oneLine(term.text));
    case 'handle':
      return dialect.handle(term.name);
    case 'hashtag':
      return dialect.hashtag(term.tag);
    case 'prefix':
    case 'inflected':
    case 'exact':
    case 'emoji':
    case 'cashtag':
    case 'domain':
      return undefined;
  }
};
