import { comesFrom, type MatchInput, speaks } from './attributes.ts';
import type { Confirm } from './exact.ts';
import { excerpt } from './excerpt.ts';
import { type Find, type Judge, judgeOf, type Place, type Seen } from './judge.ts';
import { anchors, type QueryNode, type TextTerm, textTerms } from './query.ts';
import { buildScanner } from './scanner.ts';
import { cluesOf, type Needle, needleKey } from './terms.ts';

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
  const scan = buildScanner(table.needles, placedNeedles(keywords, table));
  const compiled = keywords.map((definition) => ({
    definition,
    judge: judgeOf(definition.query, (term) => finder(table.leadsTo(term))),
  }));
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
  /** How many keywords ask for each needle. */
  uses: number[];
  leadsTo: (term: TextTerm) => readonly Lead[];
}

/** Where the scan keeps what it found of one clue. */
interface Lead {
  number: number;
  confirm?: Confirm;
}

// Clues that find the same get one number, whichever brand or spelling they come from.
const numberTerms = (keywords: readonly KeywordDefinition[]): TermTable => {
  const byTerm = new Map<TextTerm, Lead[]>();
  const byKey = new Map<string, number>();
  const needles: Needle[] = [];
  const uses: number[] = [];
  const numberOf = (needle: Needle): number => {
    const key = needleKey(needle);
    const number = byKey.get(key) ?? needles.push(needle) - 1;
    byKey.set(key, number);
    return number;
  };
  const add = (term: TextTerm): Lead[] => {
    const leads = cluesOf(term).map(({ needle, confirm }) => ({
      number: numberOf(needle),
      ...(confirm && { confirm }),
    }));
    byTerm.set(term, leads);
    return leads;
  };
  const leadsTo = (term: TextTerm): Lead[] => byTerm.get(term) ?? add(term);
  for (const { query } of keywords)
    for (const number of new Set(textTerms(query).flatMap(leadsTo).map(numberIn)))
      uses[number] = (uses[number] ?? 0) + 1;
  return { needles, uses, leadsTo };
};

const numberIn = ({ number }: Lead): number => number;

/** The needles all of whose places are wanted: those whose distance counts, and those of which only some are confirmed. */
const placedNeedles = (keywords: readonly KeywordDefinition[], { leadsTo }: TermTable): Set<number> => {
  const near = keywords.flatMap(({ query }) => nearTerms(query)).flatMap(leadsTo);
  const doubtful = keywords.flatMap(({ query }) => textTerms(query).flatMap(leadsTo)).filter(({ confirm }) => confirm);
  return new Set([...near, ...doubtful].map(numberIn));
};

const nearTerms = (node: QueryNode): TextTerm[] => {
  if (node.type === 'near') return [...node.left, ...node.right];
  if (node.type === 'and' || node.type === 'or') return node.parts.flatMap(nearTerms);
  return node.type === 'not' ? nearTerms(node.part) : [];
};

const finder = (leads: readonly Lead[]): Find => {
  const [only] = leads;
  if (only && leads.length === 1 && !only.confirm) return ({ places }) => places.get(only.number) ?? nowhere;
  return ({ mention, places }) =>
    leads.flatMap(({ number, confirm }) => {
      const found = places.get(number) ?? nowhere;
      return confirm ? found.flatMap((place) => confirm(mention.text, place) ?? []) : found;
    });
};

const nowhere: readonly Place[] = [];

// A keyword is filed under the rarest terms it cannot do without, so that a common word wakes few.
const wakeList = (keywords: readonly KeywordDefinition[], { needles, uses, leadsTo }: TermTable): number[][] => {
  const woken: number[][] = needles.map(() => []);
  const cost = (term: TextTerm): number => leadsTo(term).reduce((sum, { number }) => sum + (uses[number] ?? 0), 0);
  keywords.forEach(({ id, query }, index) => {
    const terms = anchors(query, cost);
    if (!terms) throw new Error(`keyword ${id} would match without any word of the text`);
    for (const number of new Set(terms.flatMap(leadsTo).map(numberIn))) woken[number]?.push(index);
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
