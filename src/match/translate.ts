import type { Dialect } from '../domain/dialect.ts';
import { askOneByOne } from './one-by-one.ts';
import { printQuery } from './print.ts';
import type { QueryNode } from './query.ts';
import { allOf, anyOf, type Question, questionOf, writeQuestion } from './question.ts';

/** What a source is asked, and what it cannot be asked for. */
export interface Translation {
  queries: string[];
  /** Mentions that only these find stay unseen on this source: each with the reason. */
  notPushed: string[];
}

/**
 * Translates the queries of all keywords into as few questions as a source's dialect allows. Together they find at least what
 * the keywords match: whatever the dialect cannot say is left out and checked on the answers.
 */
export const translate = (queries: readonly QueryNode[], dialect: Dialect): Translation => {
  const notPushed: string[] = [];
  const wishes = queries.flatMap((query) => wishesOf(query, dialect, notPushed));
  const asked = dialect.or ? askTogether(wishes, dialect, notPushed) : askOneByOne(wishes, dialect, notPushed);
  const unique = [...new Set(asked)];
  for (const query of unique.slice(dialect.maxQueries))
    notPushed.push(`${query}: more than the ${dialect.maxQueries} queries one look may ask`);
  return { queries: unique.slice(0, dialect.maxQueries), notPushed: [...new Set(notPushed)] };
};

// Alternatives are asked each for itself, so that one the source cannot search for does not spoil the others.
const wishesOf = (node: QueryNode, dialect: Dialect, notPushed: string[]): Question[] => {
  if (node.type === 'or') return node.parts.flatMap((part) => wishesOf(part, dialect, notPushed));
  const question = questionOf(node, dialect);
  if (question) return question.type === 'any' ? question.parts : [question];
  for (const part of node.type === 'and' ? node.parts : []) {
    const lost: string[] = [];
    const wishes = wishesOf(part, dialect, lost);
    if (wishes.length === 0) continue;
    notPushed.push(...lost);
    return wishes;
  }
  notPushed.push(`${printQuery(node)}: this source cannot search for it`);
  return [];
};

const askTogether = (wishes: Question[], dialect: Dialect, notPushed: string[]): string[] => {
  const groups: string[] = [];
  let group: Question[] = [];
  for (const wish of wishes.flatMap((each) => split(each, dialect, notPushed))) {
    const longer = [...group, wish];
    if (written(longer, dialect).length <= dialect.maxLength) group = longer;
    else {
      groups.push(written(group, dialect));
      group = [wish];
    }
  }
  return group.length > 0 ? [...groups, written(group, dialect)] : groups;
};

const written = (group: Question[], { suffix }: Dialect): string => {
  const question = anyOf(group);
  const text = question ? writeQuestion(question) : '';
  if (suffix === undefined) return text;
  return question?.type === 'any' ? `(${text}) ${suffix}` : `${text} ${suffix}`;
};

/** Halves the longest list of alternatives until each piece fits; without any, conditions are dropped. */
const split = (wish: Question, dialect: Dialect, notPushed: string[]): Question[] => {
  if (written([wish], dialect).length <= dialect.maxLength) return [wish];
  if (wish.type !== 'all') {
    notPushed.push(`${writeQuestion(wish)}: longer than the ${dialect.maxLength} characters this source takes`);
    return [];
  }
  return pieces(wish.parts).flatMap((piece) => split(piece, dialect, notPushed));
};

const pieces = (parts: Question[]): Question[] => {
  const longest = parts
    .filter(({ type }) => type === 'any')
    .toSorted(byLength)
    .at(-1);
  if (longest?.type !== 'any') return [withoutOne(parts)].filter((part) => part !== undefined);
  const middle = Math.ceil(longest.parts.length / 2);
  return [longest.parts.slice(0, middle), longest.parts.slice(middle)].flatMap((half) => {
    const some = anyOf(half);
    const rest = parts.map((part) => (part === longest ? some : part)).filter((part) => part !== undefined);
    return allOf(rest) ?? [];
  });
};

// An exclusion first, then the shortest term: the least selective.
const withoutOne = (parts: Question[]): Question | undefined => {
  const dropped = parts.find(({ type }) => type === 'not') ?? parts.toSorted(byLength)[0];
  return allOf(parts.filter((part) => part !== dropped));
};

const byLength = (a: Question, b: Question): number => writeQuestion(a).length - writeQuestion(b).length;
