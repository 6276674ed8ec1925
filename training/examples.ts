import { none, type Row } from './rows.ts';

/** How much each label of a row counts. */
export interface Weights {
  sentiment: number;
  level: number;
  reply: number;
  fault: number;
}

// Sets count by how near they are to what people write to businesses, and by how well they were labelled.
const setWeights: Record<string, number> = {
  umsab: 1.5,
  semeval2017_en: 1,
  urgency: 1,
  'labelled lines': 1,
  written: 0.8,
  words: 0.7,
};
const otherSets = 0.7;
const polarSets = 0.4;
/** Labels of these languages of the many-language set are poor, as its authors say. */
const poorlyLabelled = new Set(['es', 'pt', 'sq']);

const realLevels = 2;
const writtenLevels = 1.2;
const derivedLevels = 0.15;
const replyWeight = 0.7;
const faultWeight = 0.3;

/** How far rare labels are lifted: 1 makes all labels of a set count alike. */
const sentimentBalance = 1;
const levelBalance = 0.4;
const mostLift = 4;

/** How much each row counts: sets are balanced within themselves, since their shares say how they were gathered, not how people write. */
export const weigh = (rows: readonly Row[]): Weights[] => {
  const sentimentLift = lifts(
    rows,
    (row) => row.sentiment,
    (row) => `${row.set} ${row.language}`,
    sentimentBalance,
  );
  const levelLift = lifts(
    rows,
    (row) => (row.derived ? none : row.level),
    (row) => row.set,
    levelBalance,
  );
  return rows.map((row) => ({
    sentiment: row.sentiment === none ? 0 : weightOfSet(row) * sentimentLift(row),
    level: levelWeight(row) * (row.derived ? 1 : levelLift(row)),
    reply: row.reply === none ? 0 : replyWeight,
    fault: row.fault === none ? 0 : faultWeight,
  }));
};

const weightOfSet = ({ set, polar, language }: Row): number => {
  if (set === 'words') return setWeights['words'] as number;
  if (polar) return poorlyLabelled.has(language) ? polarSets * 0.4 : polarSets;
  return setWeights[set] ?? otherSets;
};

const levelWeight = ({ level, derived, set }: Row): number => {
  if (level === none) return 0;
  if (derived) return derivedLevels;
  return set === 'written' ? writtenLevels : realLevels;
};

const lifts = (
  rows: readonly Row[],
  labelOf: (row: Row) => number,
  groupOf: (row: Row) => string,
  balance: number,
): ((row: Row) => number) => {
  const counts = new Map<string, number[]>();
  for (const row of rows) {
    if (labelOf(row) === none) continue;
    const group = counts.get(groupOf(row)) ?? [0, 0, 0, 0, 0];
    group[labelOf(row)] = (group[labelOf(row)] ?? 0) + 1;
    counts.set(groupOf(row), group);
  }
  return (row) => {
    const group = counts.get(groupOf(row)) ?? [];
    const met = group.filter((count) => count > 0);
    const all = met.reduce((sum, count) => sum + count, 0);
    const own = group[labelOf(row)] ?? 0;
    return own === 0 ? 0 : Math.min(mostLift, (all / met.length / own) ** balance);
  };
};
