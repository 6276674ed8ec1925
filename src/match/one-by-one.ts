import type { Dialect } from '../domain/dialect.ts';
import { allOf, anyOf, type Question, writeQuestion } from './question.ts';

/**
 * For a source without OR: each combination of alternatives becomes a query of its own. When that makes too many, the
 * keywords with most combinations are asked more widely.
 */
export const askOneByOne = (wishes: Question[], dialect: Dialect, notPushed: string[]): string[] =>
  affordable(wishes, dialect.maxQueries)
    .flatMap(combinations)
    .flatMap((terms) => fitting(terms, dialect, notPushed));

const affordable = (wishes: Question[], most: number): Question[] => {
  let total = wishes.reduce((sum, wish) => sum + countOf(wish), 0);
  const asked = new Map(wishes.map((wish) => [wish, wish]));
  for (const wish of wishes.toSorted((a, b) => countOf(b) - countOf(a))) {
    if (total <= most) break;
    const wider = widest(wish);
    total += countOf(wider) - countOf(wish);
    asked.set(wish, wider);
  }
  return [...asked.values()];
};

const countless = 1_000_000;

const countOf = (question: Question): number => {
  if (question.type === 'not' || question.type === 'term') return 1;
  const counts = question.parts.map(countOf);
  if (question.type === 'any') return counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((product, count) => Math.min(product * count, countless), 1);
};

// Alternatives are given up for the terms beside them; where there are none, the shortest list of alternatives stays.
const widest = (question: Question): Question => {
  if (question.type === 'not' || question.type === 'term') return question;
  const parts = question.parts.map(widest);
  if (question.type === 'any') return anyOf(parts) ?? question;
  const plain = parts.filter(({ type }) => type !== 'any');
  const lists = parts.filter(({ type }) => type === 'any').toSorted((a, b) => countOf(a) - countOf(b));
  const kept = plain.some(({ type }) => type === 'term') ? plain : [...lists.slice(0, 1), ...plain];
  return allOf(kept) ?? question;
};

const combinations = (question: Question): Question[][] => {
  if (question.type === 'any') return question.parts.flatMap(combinations);
  if (question.type !== 'all') return [[question]];
  return question.parts.reduce<Question[][]>(
    (rows, part) => rows.flatMap((row) => combinations(part).map((more) => [...row, ...more])),
    [[]],
  );
};

// Exclusions go first, then the shortest terms: what stays is the most selective.
const fitting = (terms: Question[], dialect: Dialect, notPushed: string[]): string[] => {
  const ranked = terms.toSorted((a, b) => rank(a) - rank(b));
  let kept = terms;
  while (kept.length > 1 && written(kept, dialect).length > dialect.maxLength) {
    const dropped = ranked.shift();
    kept = kept.filter((term) => term !== dropped);
  }
  const text = written(kept, dialect);
  if (text.length <= dialect.maxLength) return [text];
  notPushed.push(`${text}: longer than the ${dialect.maxLength} characters this source takes`);
  return [];
};

const rank = (question: Question): number => (question.type === 'not' ? 0 : writeQuestion(question).length);

const written = (terms: Question[], { suffix }: Dialect): string => {
  const parts = [...new Set(terms.map(writeQuestion))];
  return [...parts, ...(suffix === undefined ? [] : [suffix])].join(' ');
};
