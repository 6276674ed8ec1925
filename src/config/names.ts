import { closest } from '../lib/closest.ts';
import { sourceKinds } from '../sources/index.ts';
import type { Outline } from './outline.ts';
import type { Finding } from './problem.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/** A name where it is given to something, or where something is called by it. */
interface Named {
  in: YamlFile;
  path: Path;
  name: string;
}

/** Finds names that are given twice, and names that nothing has. */
export const checkNames = (outline: Outline): Finding[] => {
  const given = givenNames(outline);
  const notified = [...given.channels, ...given.people];

  return [
    ...[given.sources, notified, given.policies, given.calendars, given.brands, ...given.keywords].flatMap(givenTwice),
    ...notKnown(channelsOfPeople(outline), given.channels, 'channel'),
    ...notKnown(notifiedBySteps(outline), [...notified, ...withName('everyone')], 'channel or person'),
    ...notKnown(policiesOfRules(outline), [...given.policies, ...withName('default')], 'policy'),
    ...notKnown(calendarsOfBrands(outline), given.calendars, 'calendar'),
    ...notKnown(brandsOfSources(outline), given.brands, 'brand'),
    ...notKnown(namesInRules(outline, 'brand'), given.brands, 'brand'),
    ...notKnown(namesInRules(outline, 'keyword'), given.keywords.flat(), 'keyword'),
    ...perhapsKinds(namesInRules(outline, 'source'), 'value'),
    ...perhapsKinds(kindsOfAccounts(outline), 'key'),
  ];
};

const givenNames = ({ main, brands }: Outline) => ({
  sources: idsOf(main.in, 'sources', main.sources),
  channels: idsOf(main.in, 'channels', main.channels),
  people: idsOf(main.in, 'people', main.people),
  policies: idsOf(main.in, 'policies', main.policies),
  calendars: idsOf(main.in, 'calendars', main.calendars),
  brands: brands.flatMap((brand) => named(brand.in, ['brand'], brand.brand)),
  keywords: brands.map((brand) => idsOf(brand.in, 'keywords', brand.keywords)),
});

const idsOf = (file: YamlFile, list: string, entries: { id: string | null }[]): Named[] =>
  entries.flatMap(({ id }, index) => named(file, [list, index, 'id'], id));

const named = (file: YamlFile, path: Path, name: string | null): Named[] =>
  name === null ? [] : [{ in: file, path, name }];

const allNamed = (file: YamlFile, path: Path, names: (string | null)[]): Named[] =>
  names.flatMap((name, index) => named(file, [...path, index], name));

const givenTwice = (names: Named[]): Finding[] =>
  names.flatMap(({ in: file, path, name }, index) => {
    const first = names.find((other) => other.name === name);
    if (!first || names.indexOf(first) === index) return [];
    const { line } = first.in.locate(first.path);
    const place = first.in === file ? `line ${line}` : `${first.in.name}:${line}`;
    return [{ in: file, path, message: `the name "${name}" is taken by ${place}; give this one another` }];
  });

const notKnown = (called: Named[], known: readonly { name: string }[], what: string): Finding[] => {
  const names = new Set(known.map(({ name }) => name));
  return called
    .filter(({ name }) => !names.has(name))
    .map(({ in: file, path, name }) => {
      const suggestion = closest(name, names);
      const others = suggestion === undefined && names.size > 0 ? `; known here: ${[...names].join(', ')}` : '';
      return { in: file, path, message: `there is no ${what} "${name}"${others}`, suggestion };
    });
};

/** Senders may bring kinds of their own, so only what looks like a slip is worth a word. */
const perhapsKinds = (called: Named[], part: 'key' | 'value'): Finding[] =>
  called.flatMap(({ in: file, path, name }) => {
    const suggestion = sourceKinds.has(name) ? undefined : closest(name, sourceKinds.keys());
    if (suggestion === undefined) return [];
    return [{ in: file, path, part, message: `"${name}" is no kind of source`, suggestion, warning: true }];
  });

const withName = (name: string): { name: string }[] => [{ name }];

const channelsOfPeople = ({ main }: Outline): Named[] =>
  main.people.flatMap(({ channels }, index) => allNamed(main.in, ['people', index, 'channels'], channels));

const notifiedBySteps = ({ main }: Outline): Named[] =>
  main.policies.flatMap(({ steps }, policy) =>
    steps.flatMap(({ notify }, step) => allNamed(main.in, ['policies', policy, 'steps', step, 'notify'], notify)),
  );

const calendarsOfBrands = ({ brands }: Outline): Named[] =>
  brands.flatMap((brand) => named(brand.in, ['calendar'], brand.calendar));

const brandsOfSources = ({ main }: Outline): Named[] =>
  main.sources.flatMap(({ brand }, index) => named(main.in, ['sources', index, 'brand'], brand));

const kindsOfAccounts = ({ brands }: Outline): Named[] =>
  brands.flatMap((brand) =>
    Object.keys(brand.own_accounts).flatMap((kind) => named(brand.in, ['own_accounts', kind], kind)),
  );

const policiesOfRules = (outline: Outline): Named[] =>
  rulesOf(outline).flatMap(({ in: file, index, rule }) => named(file, ['rules', index, 'policy'], rule.policy));

const namesInRules = (outline: Outline, condition: 'brand' | 'keyword' | 'source'): Named[] =>
  rulesOf(outline).flatMap(({ in: file, index, rule }) => {
    const path = ['rules', index, 'when', condition];
    const names = rule.when[condition];
    // A single name may stand there without a list around it.
    return names.flatMap((name, position) => named(file, names.length > 1 ? [...path, position] : path, name));
  });

const rulesOf = ({ main, brands }: Outline) =>
  [main, ...brands].flatMap((file) => file.rules.map((rule, index) => ({ in: file.in, index, rule })));
