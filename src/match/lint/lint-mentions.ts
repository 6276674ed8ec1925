import type { MatchInput } from '../attributes.ts';
import { compileKeywords, type KeywordDefinition } from '../compile.ts';
import { printQuery } from '../print.ts';
import type { QueryNode } from '../query.ts';
import type { Remark } from './remark.ts';

/** A remark about a keyword as a whole. */
export interface KeywordRemark extends Remark {
  brand: string;
  keyword: string;
}

// Below these numbers chance explains it.
const enough = { mentions: 500, found: 20, together: 10 } as const;

/** Remarks on keywords after a look at what was heard, matched or not: each mention is read once, whatever the number of keywords. */
export const lintMentions = (
  keywords: readonly KeywordDefinition[],
  mentions: readonly MatchInput[],
): KeywordRemark[] => {
  const exclusions = keywords.flatMap((keyword, index) => withoutEach(keyword, index));
  const found = findAll([...keywords, ...exclusions.map(({ without }) => without)], mentions);
  const hitsOf = (index: number): number[] => found[index] ?? [];

  return [
    ...keywords.flatMap((keyword, index) => neverFound(keyword, hitsOf(index).length, mentions.length)),
    ...exclusions.flatMap(({ keyword, index, excluded }, place) =>
      excludesMost(keyword, excluded, hitsOf(index).length, hitsOf(keywords.length + place).length),
    ),
    ...alwaysTogether(keywords, hitsOf),
  ];
};

/** Which mentions each keyword finds, by number. */
const findAll = (keywords: readonly KeywordDefinition[], mentions: readonly MatchInput[]): number[][] => {
  const matcher = compileKeywords(keywords.map((keyword, index) => ({ ...keyword, id: String(index) })));
  const found: number[][] = keywords.map(() => []);
  mentions.forEach((mention, number) => {
    for (const { keyword } of matcher.match(mention)) found[Number(keyword)]?.push(number);
  });
  return found;
};

const neverFound = ({ brand, id }: KeywordDefinition, hits: number, mentions: number): KeywordRemark[] => {
  if (hits > 0 || mentions < enough.mentions) return [];
  return [
    {
      kind: 'never found',
      brand,
      keyword: id,
      message: `found none of ${mentions} mentions`,
      remedy: 'try it on a post it should find (npx earshot match), widen it, or take it out',
    },
  ];
};

interface Exclusion {
  keyword: KeywordDefinition;
  index: number;
  excluded: QueryNode;
  without: KeywordDefinition;
}

const withoutEach = (keyword: KeywordDefinition, index: number): Exclusion[] =>
  exclusionsOf(keyword.query).map((exclusion) => ({
    keyword,
    index,
    excluded: exclusion.part,
    without: { ...keyword, query: leaveOut(keyword.query, exclusion) },
  }));

type Not = QueryNode & { type: 'not' };

/** The exclusions that stand beside something to find. */
const exclusionsOf = (node: QueryNode): Not[] => {
  if (node.type === 'or') return node.parts.flatMap(exclusionsOf);
  if (node.type !== 'and') return [];
  return node.parts.flatMap((part) => (part.type === 'not' ? [part] : exclusionsOf(part)));
};

const leaveOut = (node: QueryNode, exclusion: Not): QueryNode => {
  if (node.type !== 'and' && node.type !== 'or') return node;
  const parts = node.parts.filter((part) => part !== exclusion).map((part) => leaveOut(part, exclusion));
  const [only] = parts;
  return only && parts.length === 1 ? only : { type: node.type, parts };
};

const excludesMost = (
  { brand, id }: KeywordDefinition,
  excluded: QueryNode,
  kept: number,
  all: number,
): KeywordRemark[] => {
  if (all < enough.found || kept * 2 >= all) return [];
  const percent = Math.floor(((all - kept) / all) * 100);
  return [
    {
      kind: 'excludes most',
      brand,
      keyword: id,
      message: `NOT ${printQuery(excluded)} drops ${all - kept} of ${all} matches (${percent} %)`,
      remedy: 'read some of them; if they are yours, exclude something narrower, such as a phrase or NEAR',
    },
  ];
};

const alwaysTogether = (
  keywords: readonly KeywordDefinition[],
  hitsOf: (index: number) => number[],
): KeywordRemark[] => {
  const first = new Map<string, string>();
  return keywords.flatMap(({ brand, id }, index) => {
    const hits = hitsOf(index);
    if (hits.length < enough.together) return [];
    const same = JSON.stringify([brand, hits]);
    const twin = first.get(same);
    if (twin === undefined) {
      first.set(same, id);
      return [];
    }
    return [
      {
        kind: 'always together' as const,
        brand,
        keyword: id,
        message: `finds the same ${hits.length} mentions as ${twin}, no more and no fewer`,
        remedy: 'keep one of the two, or narrow one to what sets it apart',
      },
    ];
  });
};
