import type { Classification } from '../src/domain/classification.ts';
import type { Labelled } from './labelled.ts';

/** A labelled mention and what the classifier made of it. */
export interface Judged {
  truth: Labelled;
  found: Classification;
}

export interface Scores {
  rows: number;
  /** F1 of the levels that occur, averaged. */
  levels: number;
  /** Levels 1 and 2 taken together. */
  urgentRecall: number;
  urgentPrecision: number;
  /** Recall of the attitudes that occur, averaged. */
  sentiment: number;
  reply: number;
}

/** The figures by which a classifier is compared. A figure without rows to compute it from is `NaN`. */
export const measure = (judged: Judged[]): Scores => {
  const urgent = count(
    judged,
    ({ truth }) => truth.level <= 2,
    ({ found }) => found.urgency <= 2,
  );
  const reply = count(
    judged,
    ({ truth }) => truth.reply,
    ({ found }) => found.replyWanted,
  );
  const levels = ([1, 2, 3, 4, 5] as const).map((level) =>
    count(
      judged,
      ({ truth }) => truth.level === level,
      ({ found }) => found.urgency === level,
    ),
  );
  const attitudes = (['negative', 'neutral', 'positive'] as const).map((sentiment) =>
    count(
      judged,
      ({ truth }) => truth.sentiment === sentiment,
      ({ found }) => found.sentiment === sentiment,
    ),
  );
  return {
    rows: judged.length,
    levels: mean(levels.filter(occurs).map(f1)),
    urgentRecall: recall(urgent),
    urgentPrecision: urgent.hits / (urgent.hits + urgent.falseAlarms),
    sentiment: mean(attitudes.filter(occurs).map(recall)),
    reply: f1(reply),
  };
};

interface Counts {
  hits: number;
  falseAlarms: number;
  misses: number;
}

const count = (judged: Judged[], isTrue: (one: Judged) => boolean, isFound: (one: Judged) => boolean): Counts => {
  const counts = { hits: 0, falseAlarms: 0, misses: 0 };
  for (const one of judged) {
    if (isFound(one)) counts[isTrue(one) ? 'hits' : 'falseAlarms'] += 1;
    else if (isTrue(one)) counts.misses += 1;
  }
  return counts;
};

const occurs = ({ hits, misses }: Counts): boolean => hits + misses > 0;

const recall = ({ hits, misses }: Counts): number => hits / (hits + misses);

const f1 = ({ hits, falseAlarms, misses }: Counts): number => (2 * hits) / (2 * hits + falseAlarms + misses);

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
