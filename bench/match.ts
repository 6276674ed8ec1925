import { compileKeywords, type KeywordDefinition, type Matcher, parseQuery } from '../src/match/index.ts';
import { coinedName, makeMention } from './mentions.ts';
import type { Part } from './part.ts';
import { figure, median } from './statistics.ts';
import type { Row } from './table.ts';

const rounds = 5;
const texts = 5_000;
const sizes = [10, 1_000, 10_000];
const mostRatio = 3;
const loopSize = 1_000;
const loopTexts = 500;

/** What a mention costs by the number of keywords, when each mention is hit by the same two of them. */
export const match: Part = async () => {
  const mentions = Array.from({ length: texts }, (_, number) => makeMention(number, { now: new Date() }));
  const matchers = sizes.map((size) => ({ size, matcher: compileKeywords(keywords(size)), costs: [] as number[] }));
  const hits = matchers.map(({ matcher }) => mentions.reduce((sum, mention) => sum + matcher.match(mention).length, 0));
  if (new Set(hits).size > 1) throw new Error(`the matchers must hit equally often, not ${hits.join(', ')} times`);

  const loop = { matcher: expressions(loopSize), costs: [] as number[] };
  const few = mentions.slice(0, loopTexts);

  for (let round = 0; round < rounds; round += 1) {
    for (const { matcher, costs } of matchers) costs.push(microsecondsEach(matcher, mentions));
    loop.costs.push(microsecondsEach(loop.matcher, few));
  }
  const rows = matchers.map(({ size, costs }) =>
    rowOf(size, median(costs), median(matchers[0]?.costs ?? []), hits[0] ?? 0),
  );
  return [...rows, loopRow(median(loop.costs), median(matchers.find(({ size }) => size === loopSize)?.costs ?? []))];
};

/** What most programs do: one regular expression after the other. It knows words only, no conditions and no neighbours. */
const expressions = (size: number): Pick<Matcher, 'match'> => {
  const all = Array.from({ length: size }, (_, number) => new RegExp(`\\b${coinedName(number)}x\\b`, 'i'));
  return {
    match: ({ text }) =>
      all.flatMap((expression) => (expression.test(text) ? [{ brand: '', keyword: '', terms: [] }] : [])),
  };
};

const loopRow = (cost: number, ours: number): Row => ({
  what: `a loop of ${figure(loopSize)} RegExp`,
  measured: `${figure(cost, 2)} µs a mention, ${figure(cost / ours, 1)} × ours`,
  target: '',
});

const rowOf = (size: number, cost: number, least: number, hits: number): Row => {
  const what = `keyword matching, ${figure(size)} keywords`;
  const alone = `${figure(cost, 2)} µs a mention`;
  if (size === sizes[0]) return { what, measured: `${alone}, ${figure(hits / texts, 1)} hits`, target: '' };
  const ratio = cost / least;
  return { what, measured: `${alone}, ${figure(ratio, 2)} ×`, target: `< ${mostRatio} ×`, met: ratio < mostRatio };
};

const microsecondsEach = (matcher: Pick<Matcher, 'match'>, mentions: Parameters<Matcher['match']>[0][]): number => {
  const start = performance.now();
  for (const mention of mentions) matcher.match(mention);
  return ((performance.now() - start) * 1000) / mentions.length;
};

// The first keywords are what every text is found by. The others share their everyday words with the texts, never their names.
const keywords = (size: number): KeywordDefinition[] => {
  const hitting = ['"acme coffee" OR @acmecoffee', 'acme* OR @acmecoffee NOT (anvil* OR "road runner")'];
  const others = Array.from({ length: size - hitting.length }, (_, number) => missing(number));
  return [...hitting, ...others].map((text, number) => {
    const parsed = parseQuery(text);
    if (!parsed.ok) throw new Error(`${text}: ${parsed.problems[0]?.message}`);
    return { brand: `Brand ${number % 100}`, id: `k${number}`, query: parsed.query };
  });
};

const missing = (number: number): string => {
  const name = `${coinedName(number)}x`.toLowerCase();
  const shapes = [
    `"${name} coffee" OR @${name} OR ${name}.example`,
    `${name} NEAR/6 (coffee OR shop OR café OR kawa)`,
    `(${name} OR #${name}) NOT (anvil* OR "road runner")`,
    `${name}* lang:en`,
  ];
  return shapes[number % shapes.length] ?? name;
};
