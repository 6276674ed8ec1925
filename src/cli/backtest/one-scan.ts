import { keywordsOf } from '../../config/keywords.ts';
import {
  compileKeywords,
  type KeywordDefinition,
  type Match,
  type Matcher,
  type MatchInput,
} from '../../match/index.ts';
import type { App } from '../../pipeline/app.ts';

/**
 * Two apps whose keywords are looked for together: a mention is scanned once for both, and a keyword that both have is looked at
 * once. What each finds, and in which order, stays as it was.
 */
export const withOneScan = (before: App, after: App): [App, App] => {
  const sides = [before, after].map(({ setup }) => setup.config.brands.flatMap(keywordsOf)) as [Keywords, Keywords];
  const all = new Map(sides.flat().map((keyword) => [JSON.stringify(keyword), keyword]));
  // What a keyword says stands in for its name: two versions of one keyword share that.
  const scan = rememberingLast(compileKeywords([...all].map(([says, keyword]) => ({ ...keyword, id: says }))));
  return [withMatcher(before, matcherOf(sides[0], scan)), withMatcher(after, matcherOf(sides[1], scan))];
};

type Keywords = KeywordDefinition[];

// Both apps are asked of a mention one after the other.
const rememberingLast = ({ match }: Matcher): Matcher['match'] => {
  let last: { mention: MatchInput; found: Match[] } | undefined;
  return (mention) => {
    if (last?.mention !== mention) last = { mention, found: match(mention) };
    return last.found;
  };
};

const matcherOf = (keywords: Keywords, scan: Matcher['match']): Matcher => {
  const own = new Map(keywords.map((keyword, rank) => [JSON.stringify(keyword), { id: keyword.id, rank }]));
  return {
    match: (mention) => {
      const found = scan(mention);
      return found.length === 0 ? found : ownOf(own, found);
    },
  };
};

const ownOf = (own: ReadonlyMap<string, { id: string; rank: number }>, found: readonly Match[]): Match[] =>
  found
    .flatMap(({ brand, keyword, terms }) => {
      const known = own.get(keyword);
      return known ? [{ rank: known.rank, match: { brand, keyword: known.id, terms } }] : [];
    })
    .sort((one, other) => one.rank - other.rank)
    .map(({ match }) => match);

const withMatcher = (app: App, matcher: Matcher): App => ({ ...app, setup: { ...app.setup, matcher } });
