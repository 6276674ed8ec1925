import { Calendar, neverOpen } from '../domain/calendar.ts';
import { defaultRules } from '../domain/rule.ts';
import { objectionToBaseUrl } from './address.ts';
import { objectionToEvery } from './every.ts';
import type { Outline } from './outline.ts';
import type { Finding } from './problem.ts';
import { checkQueries } from './queries.ts';
import { childOf } from './shape.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/** Finds settings that fit their shape and cannot work all the same. */
export const checkSense = (
  outline: Outline,
  { allowInsecure, now }: { allowInsecure: boolean; now: Date },
): Finding[] => [
  ...checkIntervals(outline),
  ...checkAddresses(outline, allowInsecure),
  ...checkPolicies(outline),
  ...checkQueries(outline),
  ...checkCalendars(outline, now),
];

const said = (file: YamlFile, path: Path, message: string | undefined): Finding[] =>
  message === undefined ? [] : [{ in: file, path, message }];

const checkIntervals = ({ main }: Outline): Finding[] =>
  main.sources.flatMap(({ every }, index) =>
    every === null ? [] : said(main.in, ['sources', index, 'every'], objectionToEvery(every)),
  );

const checkAddresses = ({ main }: Outline, allowInsecure: boolean): Finding[] => {
  const check = (base_url: string | null, path: Path): Finding[] =>
    base_url === null ? [] : said(main.in, [...path, 'base_url'], objectionToBaseUrl(base_url, allowInsecure));
  return [
    ...(['sources', 'channels'] as const).flatMap((list) =>
      main[list].flatMap(({ base_url }, index) => check(base_url, [list, index])),
    ),
    ...check(main.second_opinion.base_url, ['second_opinion']),
  ];
};

const checkCalendars = ({ main }: Outline, now: Date): Finding[] =>
  main.calendars.flatMap((_, index) => {
    const parsed = Calendar.safeParse(childOf(childOf(main.in.value, 'calendars'), index));
    if (!parsed.success || !neverOpen(parsed.data, now)) return [];
    return said(
      main.in,
      ['calendars', index],
      'this calendar is never open in the next 30 days: no target would ever end',
    );
  });

const checkPolicies = (outline: Outline): Finding[] =>
  outline.main.policies.flatMap(({ steps }, index) => [
    ...steps.flatMap((step, position) => checkStep(step, ['policies', index, 'steps', position], outline)),
    ...onlyOnePerson(steps, ['policies', index, 'id'], outline),
  ]);

interface Step {
  at: string | null;
  notify: (string | null)[];
}

const checkStep = ({ at, notify }: Step, path: Path, { main }: Outline): Finding[] => {
  const late = at !== null && Number.parseFloat(at) >= 100;
  const names = notify.filter((name) => name !== null);
  const message = 'this step rings nobody: all its channels are switched off (enabled: false)';

  return [
    ...said(main.in, [...path, 'at'], late ? `at ${at} the target is over: this step would never ring` : undefined),
    ...said(
      main.in,
      [...path, 'notify'],
      names.length > 0 && names.every((name) => reaches(name, main) === 'nobody') ? message : undefined,
    ),
  ];
};

/** Whether a name of a step leads to a channel that is switched on; `unknown` names are told elsewhere. */
const reaches = (name: string, main: Outline['main']): 'somebody' | 'nobody' | 'unknown' => {
  const person = main.people.find(({ id }) => id === name);
  const wanted = main.channels.filter(({ id }) => name === 'everyone' || id === name || person?.channels.includes(id));
  if (wanted.length === 0 && !person && name !== 'everyone') return 'unknown';
  return wanted.some(({ enabled }) => enabled) ? 'somebody' : 'nobody';
};

const onlyOnePerson = (steps: Step[], path: Path, { main }: Outline): Finding[] => {
  const names = new Set(steps.flatMap(({ notify }) => notify));
  const [only] = names;
  if (names.size !== 1 || main.people.length < 2 || !main.people.some(({ id }) => id === only)) return [];
  return [{ in: main.in, path, message: `every step of this policy rings ${only}, and nobody else`, warning: true }];
};

/** Whether anything here rings at all: the shipped rules do, and so does a rule that says so. */
export const rings = ({ main, brands }: Outline): boolean => {
  const rules = [main, ...brands].flatMap((file) => file.rules.map(({ then }) => then));
  return rules.includes('ring') || (main.rules.length === 0 && defaultRules.some(({ then }) => then === 'ring'));
};
