import { lintQuery, type PlacedRemark, parseCondition, parseQuery, type QueryProblem } from '../match/index.ts';
import type { Outline } from './outline.ts';
import type { Finding } from './problem.ts';
import type { Path, YamlFile } from './yaml-file.ts';

type BrandOutline = Outline['brands'][number];

/** Finds what is wrong with the queries of all brands, and what is only unwise. */
export const checkQueries = ({ brands }: Outline): Finding[] =>
  brands.flatMap((brand) => [
    ...brand.keywords.flatMap((keyword, index) => checkKeyword(brand, keyword, ['keywords', index])),
    ...checkConditions(brand.in, brand.exclude, ['exclude']),
  ]);

const checkKeyword = (brand: BrandOutline, keyword: BrandOutline['keywords'][number], path: Path): Finding[] => {
  const { query, only_with, exclude } = keyword;
  const place = [...path, 'query'];
  const conditions = [
    ...checkConditions(brand.in, only_with, [...path, 'only_with']),
    ...checkConditions(brand.in, exclude, [...path, 'exclude']),
  ];
  // Nothing at all is told by the shape.
  if (query === null || query === '') return conditions;
  const surroundings = { ownHandles: ownHandlesOf(brand), hasContext: only_with.length > 0 };
  return [
    ...toldBy(parseQuery(query), brand.in, place),
    ...lintQuery(query, surroundings).map((remark) => findingOf(remark, brand.in, place)),
    ...conditions,
  ];
};

const checkConditions = (file: YamlFile, conditions: readonly (string | null)[], path: Path): Finding[] =>
  conditions.flatMap((condition, index) =>
    condition ? toldBy(parseCondition(condition), file, [...path, index]) : [],
  );

const toldBy = (parsed: ReturnType<typeof parseQuery>, file: YamlFile, path: Path): Finding[] => {
  const findings = (problems: QueryProblem[], warning: boolean): Finding[] =>
    problems.map(({ message, at, suggestion }) => ({ in: file, path, offset: at, message, suggestion, warning }));
  return [...findings(parsed.ok ? [] : parsed.problems, false), ...findings(parsed.warnings, true)];
};

const findingOf = ({ message, remedy, at, suggestion }: PlacedRemark, file: YamlFile, path: Path): Finding => ({
  in: file,
  path,
  offset: at,
  message: `${message}: ${remedy}`,
  suggestion,
  warning: true,
});

const ownHandlesOf = ({ own_accounts }: BrandOutline): string[] =>
  Object.values(own_accounts)
    .flat()
    .filter((handle) => typeof handle === 'string');
