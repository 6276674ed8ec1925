import { comesFrom, type MatchInput, speaks } from './attributes.ts';
import { excerpt } from './excerpt.ts';
import { type Judge, judgeOf, type Place, type Seen } from './judge.ts';
import { anchors, type QueryNode, type TextTerm, textTerms } from './query.ts';
import { buildScanner } from './scanner.ts';
import { type Needle, needleKey, needleOf } from './terms.ts';

/** One keyword of a brand with its parsed query. */
export interface KeywordDefinition {
  brand: string;
  id: string;
  query: QueryNode;
  /** Only mentions in one of these languages, or whose source names none. */
  languages?: string[];
  /** Only mentions of these kinds of source. */
  sources?: string[];
}

export interface Match {
  brand: string;
  keyword: string;
  /** The words of the mention that matched, as written, in their order. */
  terms: string[];
  /** The text around the first of them: one line, at most 120 characters, cut at word ends. */
  context?: string;
}

export interface Matcher {
  /** All keywords a mention matches, in the order they were defined. */
  match(mention: MatchInput): Match[];
}

interface Compiled {
  definition: KeywordDefinition;
  judge: Judge;
}

// Longer texts are cut: no post or review says for the first time after 20,000 characters whom it is about.
const longestText = 20_000;

/**
 * Compiles all keywords of all brands into one matcher. A mention is scanned once, and only keywords that a found word could
 * complete are looked at, so the number of keywords hardly matters.
 */
export const compileKeywords = (keywords: readonly KeywordDefinition[]): Matcher => {
  const table = numberTerms(keywords);
  const scan = buildScanner(table.needles, positionalTerms(keywords, table.numberOf));
  const compiled = keywords.map((definition) => ({ definition, judge: judgeOf(definition.query, table.numberOf) }));
  const woken = wakeList(keywords, table);

  const match = (mention: MatchInput): Match[] => {
    const text = mention.text.slice(0, longestText);
    const { places, hasLink } = scan(text);
    if (places.size === 0) return [];
    const seen: Seen = { mention, hasLink, places };
    const matches: Match[] = [];
    for (const index of touched(seen, woken)) {
      const reported = report(compiled[index], seen, text);
      if (reported) matches.push(reported);
    }
    return matches;
  };
  return { match };
};

interface TermTable {
  needles: Needle[];
  /** How many keywords ask for each term. */
  uses: number[];
  numberOf: (term: TextTerm) => number;
}

// Terms that find the same get one number, whichever brand or spelling they come from.
const numberTerms = (keywords: readonly KeywordDefinition[]): TermTable => {
  const byTerm = new Map<TextTerm, number>();
  const byKey = new Map<string, number>();
  const needles: Needle[] = [];
  const uses: number[] = [];
  const add = (term: TextTerm): number => {
    const needle = needleOf(term);
    const key = needleKey(needle);
    const number = byKey.get(key) ?? needles.push(needle) - 1;
    byKey.set(key, number);
    byTerm.set(term, number);
    return number;
  };
  const numberOf = (term: TextTerm): number => byTerm.get(term) ?? add(term);
  for (const { query } of keywords)
    for (const number of new Set(textTerms(query).map(numberOf))) uses[number] = (uses[number] ?? 0) + 1;
  return { needles, uses, numberOf };
};

const positionalTerms = (keywords: readonly KeywordDefinition[], numberOf: TermTable['numberOf']): Set<number> =>
  new Set(keywords.flatMap(({ query }) => nearTerms(query)).map(numberOf));

const nearTerms = (node: QueryNode): TextTerm[] => {
  if (node.type === 'near') return [...node.left, ...node.right];
  if (node.type === 'and' || node.type === 'or') return node.parts.flatMap(nearTerms);
  return node.type === 'not' ? nearTerms(node.part) : [];
};

// A keyword is filed under the rarest terms it cannot do without, so that a common word wakes few.
const wakeList = (keywords: readonly KeywordDefinition[], { needles, uses, numberOf }: TermTable): number[][] => {
  const woken: number[][] = needles.map(() => []);
  keywords.forEach(({ id, query }, index) => {
    const terms = anchors(query, (term) => uses[numberOf(term)] ?? 0);
    if (!terms) throw new Error(`keyword ${id} would match without any word of the text`);
    for (const term of new Set(terms.map(numberOf))) woken[term]?.push(index);
  });
  return woken;
};

const touched = ({ places }: Seen, woken: number[][]): number[] => {
  const indexes = new Set<number>();
  for (const term of places.keys()) for (const index of woken[term] ?? []) indexes.add(index);
  return indexes.size > 1 ? [...indexes].sort((a, b) => a - b) : [...indexes];
};

const report = (keyword: Compiled | undefined, seen: Seen, text: string): Match | undefined => {
  if (!keyword || !isMeant(keyword.definition, seen.mention)) return undefined;
  const places = keyword.judge(seen, true)?.toSorted((a, b) => a.start - b.start);
  if (!places) return undefined;
  const { brand, id } = keyword.definition;
  return {
    brand,
    keyword: id,
    terms: asWritten(places, text),
    // Most who match have no use for it.
    get context() {
      return contextOf(places, text);
    },
  };
};

const isMeant = ({ languages, sources }: KeywordDefinition, mention: MatchInput): boolean =>
  (languages === undefined || speaks(languages, mention) !== false) &&
  (sources === undefined || comesFrom(sources, mention) !== false);

const asWritten = (places: Place[], text: string): string[] => [
  ...new Set(places.map(({ start, end }) => text.slice(start, end))),
];

const contextOf = ([place]: Place[], text: string): string => excerpt(text, place?.start ?? 0, place?.end ?? 0);
