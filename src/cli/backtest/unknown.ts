import { keywordsOf } from '../../config/keywords.ts';
import { printQuery, type QueryNode, textTerms } from '../../match/index.ts';
import type { App } from '../../pipeline/app.ts';
import type { Source } from '../../sources/source.ts';
import { count } from '../table.ts';
import { clockIn } from '../times.ts';

/** What was noticed while the mentions of a period were read. */
export interface Reading {
  since: Date;
  /** When the first of them was seen. */
  firstSeen: Date | undefined;
  withoutText: number;
  judgedNow: number;
}

/** Says in a sentence each what stored mentions cannot tell about a new configuration. */
export const unknownToHistory = async (before: App, after: App, reading: Reading): Promise<string[]> => [
  ...neverAsked(before, after),
  ...newSources(before, after),
  ...neverStored(after),
  ...(await forgotten(before, reading)),
  ...withoutText(reading),
  ...withoutOpinion(after, reading),
];

const searching = ({ setup }: App): Source[] =>
  [...setup.sources.values()].filter(({ enabled, dialect }) => enabled && dialect);

const neverAsked = (before: App, after: App): string[] => {
  const [old, now] = [termsOf(before), termsOf(after)];
  const added = [...now.wanted].filter((term) => !old.wanted.has(term));
  const narrower =
    [...old.unwanted].some((term) => !now.unwanted.has(term)) || [...old.wanted].some((term) => !now.wanted.has(term));

  return searching(after)
    .filter(({ id }) => before.setup.sources.get(id)?.enabled)
    .flatMap((source) => {
      if (added.length > 0)
        return [
          `${source.id} was never asked for ${listed(added)}: what these would find there is counted only where other words found it`,
        ];
      const asked = new Set(before.setup.queries(source).queries);
      const same = after.setup.queries(source).queries.every((query) => asked.has(query));
      return same || !narrower
        ? []
        : [`${source.id} was asked a narrower question: what only the new one finds there was never heard`];
    });
};

const listed = (terms: readonly string[]): string =>
  terms.length > mostNamed
    ? `${terms.slice(0, mostNamed).join(', ')} and ${terms.length - mostNamed} more`
    : terms.join(', ');

const mostNamed = 8;

/** The terms of all keywords, written: those that find, and those that keep out. */
const termsOf = ({ setup }: App): { wanted: Set<string>; unwanted: Set<string> } => {
  const terms = { wanted: new Set<string>(), unwanted: new Set<string>() };
  for (const { query } of setup.config.brands.flatMap(keywordsOf)) sort(query, 'wanted', terms);
  return terms;
};

const opposite = { wanted: 'unwanted', unwanted: 'wanted' } as const;

const sort = (node: QueryNode, side: 'wanted' | 'unwanted', terms: ReturnType<typeof termsOf>): void => {
  if (node.type === 'not') sort(node.part, opposite[side], terms);
  else if (node.type === 'and' || node.type === 'or') for (const part of node.parts) sort(part, side, terms);
  else for (const term of textTerms(node)) terms[side].add(printQuery(term));
};

const newSources = (before: App, after: App): string[] =>
  [...after.setup.sources.values()]
    .filter(({ id, enabled }) => enabled && !before.setup.sources.get(id)?.enabled)
    .map(({ id }) => `${id} is new: what it would have yielded is not known`);

const neverStored = ({ setup }: App): string[] =>
  [...setup.sources.values()]
    .filter(({ enabled, firehose }) => enabled && firehose)
    .map(({ id }) => `${id} yields so much that what no keyword found was not stored: gains there do not show`);

const forgotten = async ({ redis, keys, setup, now }: App, { since, firstSeen }: Reading): Promise<string[]> => {
  const { time_zone, retention } = setup.config;
  const clock = clockIn(time_zone);
  const kept = new Date(now().getTime() - retention.unmatched);
  const [, oldest] = await redis.zrange(keys.unmatched, 0, '0', 'WITHSCORES');
  const full = (await redis.zcard(keys.unmatched)) >= retention.unmatched_most;
  const from = full && oldest && Number(oldest) > kept.getTime() ? new Date(Number(oldest)) : kept;
  return [
    ...(firstSeen && firstSeen.getTime() - since.getTime() > dayMs
      ? [`nothing is stored from before ${clock(firstSeen)}`]
      : []),
    ...(from > since ? [`what no keyword found is kept since ${clock(from)} only: gains from before do not show`] : []),
  ];
};

const dayMs = 86_400_000;

const withoutText = ({ withoutText }: Reading): string[] =>
  withoutText > 0
    ? [`${count(withoutText, 'mention')} left out: their source wants texts forgotten, so there is nothing to look at`]
    : [];

const withoutOpinion = ({ setup }: App, { judgedNow }: Reading): string[] =>
  setup.engine && judgedNow > 0
    ? [`${count(judgedNow, 'mention')} judged for the first time, without asking for a second opinion`]
    : [];
