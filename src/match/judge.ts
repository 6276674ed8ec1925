import { hasAttribute, type MatchInput } from './attributes.ts';
import type { QueryNode, TextTerm } from './query.ts';

/** Where a term stands: first and last word, and the characters as written. */
export interface Place {
  first: number;
  last: number;
  start: number;
  end: number;
}

/** A mention after its one scan: what was found where. */
export interface Seen {
  mention: MatchInput;
  hasLink: boolean;
  /** Places by term number; only the first one of terms whose place does not matter. */
  places: ReadonlyMap<number, Place[]>;
}

/**
 * Says whether a query holds, and by which places of the text; `undefined` = it does not. `wanted` is what the query around
 * hopes for (it turns around below a NOT): a fact the source did not give is taken to be as hoped.
 */
export type Judge = (seen: Seen, wanted: boolean) => Place[] | undefined;

/** Where a term stands in a mention. */
export type Find = (seen: Seen) => readonly Place[];

/** Turns a query into its judge; `findOf` says how a term is looked up in what the scan found. */
export const judgeOf = (node: QueryNode, findOf: (term: TextTerm) => Find): Judge => {
  switch (node.type) {
    case 'word':
    case 'prefix':
    case 'phrase':
    case 'inflected':
    case 'exact':
    case 'emoji':
    case 'handle':
    case 'hashtag':
    case 'cashtag':
    case 'domain':
      return termJudge(findOf(node));
    case 'and':
      return allOf(node.parts.map((part) => judgeOf(part, findOf)));
    case 'or':
      return anyOf(node.parts.map((part) => judgeOf(part, findOf)));
    case 'not':
      return noneOf(judgeOf(node.part, findOf));
    case 'near':
      return nearJudge(node.left.map(findOf), node.right.map(findOf), node.distance);
    case 'lang':
    case 'source':
    case 'author':
    case 'site':
    case 'rating':
    case 'followers':
    case 'has':
    case 'is':
      return (seen, wanted) => ((hasAttribute(node, seen.mention, seen.hasLink) ?? wanted) ? [] : undefined);
  }
};

const termJudge =
  (find: Find): Judge =>
  (seen) => {
    const first = earliest(find(seen));
    return first && [first];
  };

const earliest = (places: readonly Place[]): Place | undefined => {
  let [first] = places;
  for (const place of places) if (first && place.start < first.start) first = place;
  return first;
};

const allOf =
  (judges: Judge[]): Judge =>
  (seen, wanted) => {
    const places: Place[] = [];
    for (const judge of judges) {
      const found = judge(seen, wanted);
      if (!found) return undefined;
      places.push(...found);
    }
    return places;
  };

const anyOf =
  (judges: Judge[]): Judge =>
  (seen, wanted) => {
    let found: Place[] | undefined;
    for (const judge of judges) {
      const places = judge(seen, wanted);
      if (places) found = found ? [...found, ...places] : places;
    }
    return found;
  };

const noneOf =
  (judge: Judge): Judge =>
  (seen, wanted) =>
    judge(seen, !wanted) ? undefined : [];

const nearJudge =
  (left: Find[], right: Find[], distance: number): Judge =>
  (seen) => {
    const one = left.flatMap((find) => find(seen));
    const other = right.flatMap((find) => find(seen));
    return closePair(one, other, distance) ?? closePair(other, one, distance);
  };

/**
 * The first place that is followed by another within a distance. Places that share letters are one place: a word is not near
 * itself. After sorting, one walk through both lists.
 */
const closePair = (before: Place[], after: Place[], distance: number): Place[] | undefined => {
  if (before.length === 0 || after.length === 0) return undefined;
  const starts = after.toSorted((a, b) => a.start - b.start);
  let next = 0;
  for (const place of before.toSorted((a, b) => a.end - b.end)) {
    while (next < starts.length && (starts[next]?.start ?? 0) < place.end) next += 1;
    const follower = starts[next];
    if (follower && follower.first - place.last <= distance) return [place, follower];
  }
  return undefined;
};
