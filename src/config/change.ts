import { isDeepStrictEqual } from 'node:util';
import { Secret } from '../lib/schema.ts';
import type { Brand, Config } from './schema.ts';

/** Says in one line each what differs between two configurations: `2 keywords added, 1 removed in Acme Coffee`. */
export const describeChange = (before: Config, after: Config): string[] => {
  const lists = [
    compareLists('source', byName(before.sources, 'id'), byName(after.sources, 'id')),
    compareLists('channel', byName(before.channels, 'id'), byName(after.channels, 'id')),
    compareLists('person', byName(before.people, 'id'), byName(after.people, 'id')),
    compareLists('policy', byName(before.policies, 'id'), byName(after.policies, 'id')),
    compareLists('calendar', byName(before.calendars, 'id'), byName(after.calendars, 'id')),
    compareLists('brand', brandNames(before), brandNames(after)),
  ];
  const brands = after.brands.flatMap((brand) => {
    const known = before.brands.find((other) => other.brand === brand.brand);
    return known ? describeBrand(known, brand) : [];
  });
  const lines = [...lists.filter((line) => line !== undefined), ...brands, ...describeSettings(before, after)];
  return lines.length > 0 ? lines : ['only comments or layout changed'];
};

const describeBrand = (before: Brand, after: Brand): string[] => {
  const keywords = compareLists('keyword', byName(before.keywords, 'id'), byName(after.keywords, 'id'));
  const { keywords: _before, ...restBefore } = before;
  const { keywords: _after, ...restAfter } = after;
  return [
    ...(keywords ? [`${keywords} in ${after.brand}`] : []),
    ...changedNames(restBefore, restAfter).map((name) => `${name} changed in ${after.brand}`),
  ];
};

const listed = new Set(['sources', 'channels', 'people', 'policies', 'calendars', 'brands', 'hash', 'folder']);

const describeSettings = (before: Config, after: Config): string[] =>
  changedNames({ ...before }, { ...after })
    .filter((name) => !listed.has(name))
    .map((name) => `${name} changed`);

const changedNames = (before: Record<string, unknown>, after: Record<string, unknown>): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !same(before[name], after[name]));

const byName = <Key extends string, T extends Record<Key, string>>(entries: readonly T[], key: Key): Map<string, T> =>
  new Map(entries.map((entry) => [entry[key], entry]));

/** What a brand says is told line by line; here only whether it is there. */
const brandNames = ({ brands }: Config): Map<string, true> => new Map(brands.map(({ brand }) => [brand, true]));

const compareLists = (
  word: string,
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): string | undefined => {
  const added = [...after.keys()].filter((name) => !before.has(name)).length;
  const removed = [...before.keys()].filter((name) => !after.has(name)).length;
  const changed = [...after].filter(([name, entry]) => before.has(name) && !same(before.get(name), entry)).length;
  const counts = Object.entries({ added, removed, changed }).filter(([, count]) => count > 0);
  if (counts.length === 0) return undefined;

  const [first, ...others] = counts.map(([how, count]) => ({ how, count }));
  const head = `${first?.count} ${first?.count === 1 ? word : (plurals[word] ?? `${word}s`)} ${first?.how}`;
  return [head, ...others.map(({ how, count }) => `${count} ${how}`)].join(', ');
};

const plurals: Record<string, string> = { person: 'people', policy: 'policies' };

/** Two secrets print alike: their values are what counts. */
const same = (before: unknown, after: unknown): boolean => isDeepStrictEqual(revealed(before), revealed(after));

const revealed = (value: unknown): unknown => {
  if (value instanceof Secret) return value.reveal();
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, revealed(child)]));
};
