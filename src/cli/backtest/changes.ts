import type { Verdict } from '../../domain/verdict.ts';
import type { Fate } from '../../pipeline/foretell.ts';
import type { StoredMention } from '../../store/mentions.ts';

/** What a new configuration changes about a mention. A mention that is gained may also be newly rung. */
export const kinds = ['gained', 'lost', 'newlyRung', 'noLongerRung'] as const;
export type Kind = (typeof kinds)[number];
export type Counts = Record<Kind, number>;

/** A mention under both configurations; `undefined`: no keyword finds it. */
export interface Compared {
  stored: StoredMention;
  day: string;
  before: Fate | undefined;
  after: Fate | undefined;
  verdict: Verdict['verdict'] | undefined;
}

/** How much was found and rung under one configuration. */
export interface Volume {
  found: number;
  rung: number;
  alerts: number;
}

export interface KeywordRow extends Counts {
  brand: string;
  keyword: string;
  before: number;
  after: number;
}

export interface RuleRow {
  rule: string;
  before: number;
  after: number;
  newlyRung: number;
  noLongerRung: number;
}

export interface Example {
  id: string;
  url: string | null;
  text: string;
  before: string;
  after: string;
  verdict: Verdict['verdict'] | null;
}

/** All differences between two configurations on the mentions of a period. */
export interface Changes {
  mentions: number;
  before: Volume;
  after: Volume;
  totals: Counts;
  days: ({ day: string; rungBefore: number; rungAfter: number } & Counts)[];
  keywords: KeywordRow[];
  rules: RuleRow[];
  /** What people said before of mentions that change. */
  verdicts: Record<Kind, Partial<Record<Verdict['verdict'], number>>>;
  examples: Record<Kind, Example[]>;
  /** Texts that had no judgement to go by under the new configuration. */
  judgedNow: number;
}

/** Adds up what changes, mention by mention. */
export const createChanges = (examplesWanted: number): { add(one: Compared): void; result(): Changes } => {
  const days = new Map<string, Changes['days'][number]>();
  const keywords = new Map<string, KeywordRow>();
  const rules = new Map<string, RuleRow>();
  const alerts = { before: new Set<string>(), after: new Set<string>() };
  const examples = { gained: [], lost: [], newlyRung: [], noLongerRung: [] } as Record<Kind, Example[]>;
  const changes: Changes = {
    mentions: 0,
    before: { found: 0, rung: 0, alerts: 0 },
    after: { found: 0, rung: 0, alerts: 0 },
    totals: noCounts(),
    days: [],
    keywords: [],
    rules: [],
    verdicts: { gained: {}, lost: {}, newlyRung: {}, noLongerRung: {} },
    examples,
    judgedNow: 0,
  };

  const add = (one: Compared): void => {
    const { before, after, day, verdict } = one;
    changes.mentions += 1;
    if (!before && !after) return;
    if (after?.judgedNow) changes.judgedNow += 1;
    addVolume(changes.before, alerts.before, before);
    addVolume(changes.after, alerts.after, after);
    const ofDay = entry(days, day, () => ({ day, rungBefore: 0, rungAfter: 0, ...noCounts() }));
    if (rings(before)) ofDay.rungBefore += 1;
    if (rings(after)) ofDay.rungAfter += 1;
    addKeywords(keywords, one);
    addRules(rules, one);

    for (const kind of kindsOf(before, after)) {
      changes.totals[kind] += 1;
      ofDay[kind] += 1;
      if (verdict) changes.verdicts[kind][verdict] = (changes.verdicts[kind][verdict] ?? 0) + 1;
      keepExample(examples[kind], one, examplesWanted);
    }
  };

  const result = (): Changes => ({
    ...changes,
    before: { ...changes.before, alerts: alerts.before.size },
    after: { ...changes.after, alerts: alerts.after.size },
    days: [...days.values()].sort((a, b) => a.day.localeCompare(b.day)),
    keywords: [...keywords.values()],
    rules: [...rules.values()],
  });
  return { add, result };
};

const noCounts = (): Counts => ({ gained: 0, lost: 0, newlyRung: 0, noLongerRung: 0 });

const rings = (fate: Pick<Fate, 'outcome'> | undefined): boolean => fate?.outcome === 'ring';

const kindsOf = (before: Fate | undefined, after: Fate | undefined): Kind[] => [
  ...foundKind(before !== undefined, after !== undefined),
  ...rungKind(before, after),
];

const foundKind = (before: boolean, after: boolean): Kind[] => {
  if (before === after) return [];
  return [after ? 'gained' : 'lost'];
};

const rungKind = (before: Fate | undefined, after: Fate | undefined): ('newlyRung' | 'noLongerRung')[] => {
  if (rings(before) === rings(after)) return [];
  return [rings(after) ? 'newlyRung' : 'noLongerRung'];
};

const addVolume = (volume: Volume, alerts: Set<string>, fate: Fate | undefined): void => {
  if (!fate) return;
  volume.found += 1;
  if (rings(fate)) volume.rung += 1;
  if (fate.alertId) alerts.add(fate.alertId);
};

const entry = <Row>(rows: Map<string, Row>, key: string, empty: () => Row): Row => {
  const known = rows.get(key);
  if (known) return known;
  const row = empty();
  rows.set(key, row);
  return row;
};

// A mention may stay while one of its keywords no longer finds it: each keyword has gains and losses of its own.
const addKeywords = (rows: Map<string, KeywordRow>, { before, after }: Compared): void => {
  const found = new Map<string, { brand: string; keyword: string; before: boolean; after: boolean }>();
  for (const side of ['before', 'after'] as const)
    for (const { brand, keyword } of (side === 'before' ? before : after)?.keywords ?? [])
      entry(found, `${brand}\n${keyword}`, () => ({ brand, keyword, before: false, after: false }))[side] = true;

  for (const [key, { brand, keyword, ...by }] of found) {
    const row = entry(rows, key, () => ({ brand, keyword, before: 0, after: 0, ...noCounts() }));
    row.before += Number(by.before);
    row.after += Number(by.after);
    for (const kind of foundKind(by.before, by.after)) row[kind] += 1;
    const [rungBefore, rungAfter] = [by.before && rings(before), by.after && rings(after)];
    if (rungAfter && !rungBefore && !rings(before)) row.newlyRung += 1;
    if (rungBefore && !rungAfter && !rings(after)) row.noLongerRung += 1;
  }
};

const addRules = (rows: Map<string, RuleRow>, { before, after }: Compared): void => {
  const rowOf = ({ rule }: Fate): RuleRow =>
    entry(rows, rule, () => ({ rule, before: 0, after: 0, newlyRung: 0, noLongerRung: 0 }));
  if (before) rowOf(before).before += 1;
  if (after) rowOf(after).after += 1;
  const [kind] = rungKind(before, after);
  const decider = kind === 'newlyRung' ? after : before;
  if (kind && decider) rowOf(decider)[kind] += 1;
};

// What somebody gave a verdict on says most; of the rest, what was heard last.
const keepExample = (kept: Example[], one: Compared, wanted: number): void => {
  if (wanted === 0) return;
  const example = exampleOf(one);
  if (kept.length < wanted) kept.push(example);
  else {
    const spare = kept.findIndex(({ verdict }) => verdict === null);
    const leaving = spare < 0 && example.verdict !== null ? 0 : spare;
    if (leaving < 0) return;
    kept.splice(leaving, 1);
    kept.push(example);
  }
};

const exampleOf = ({ stored: { id, mention }, before, after, verdict }: Compared): Example => ({
  id,
  url: mention.url,
  text: mention.text,
  before: sayFate(before),
  after: sayFate(after),
  verdict: verdict ?? null,
});

const sayFate = (fate: Fate | undefined): string =>
  fate
    ? `${fate.outcome}: ${fate.why} (${[...new Set(fate.keywords.map(({ brand, keyword }) => `${brand}, ${keyword}`))].join('; ')})`
    : 'no keyword finds it';
