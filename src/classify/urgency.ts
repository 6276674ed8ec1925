import type { Urgency } from '../domain/classification.ts';
import { softmax } from './softmax.ts';
import type { Tally } from './tally.ts';

const levels = [1, 2, 3, 4, 5] as const;

/** Weighs the evidence for each of the five levels. */
export const judgeUrgency = (sums: Tally, rating?: number): Record<Urgency, number> => {
  const poorlyRated = rating !== undefined && rating <= 2 && hasFault(sums);
  const logits = levels.map((level) => logitOf(level, sums) - (poorlyRated && level > 3 ? poorRatingPenalty : 0));
  const [down = 0, money = 0, problem = 0, help = 0, feedback = 0] = softmax(logits);
  return { 1: down, 2: money, 3: problem, 4: help, 5: feedback };
};

/** The most likely level; of two equally likely ones the more urgent (urgency.md, rule 1). */
export const mostLikely = (scores: Record<Urgency, number>): Urgency => {
  let best: Urgency = 1;
  for (const level of levels) if (scores[level] > scores[best]) best = level;
  return best;
};

/** How much each sum sways a level: bias, down, money, problem, help, feedback, praise, blame, asks, solved. */
type Sway = readonly [number, number, number, number, number, number, number, number, number, number];

// Rounded from a fit over labelled mentions in English, Spanish and Polish, each language and source counted alike; the
// last column is set by hand after rule 5 ("a fault that the author says is already solved is 5"), too rare to be fitted.
const sways: Record<Urgency, Sway> = {
  1: [-0.9, 1.5, -0.2, 0.3, -0.4, 0.1, -0.5, 0.5, -0.1, -1.5],
  2: [-1.3, -0.2, 2.2, 0.1, -0.3, -0.1, -0.4, 0.3, 0, -1.5],
  3: [0.5, -0.5, -1, 0.5, -0.2, -0.1, 0.2, 0.6, -0.5, -1.5],
  4: [-1, -0.2, -0.2, -0.4, 1.4, -0.5, -0.2, -1.1, 1.2, -0.5],
  5: [1.4, -0.7, -0.7, -0.4, -0.6, 0.6, 0.9, -0.3, -0.6, 0.5],
};

const logitOf = (level: Urgency, { levels: sums, praise, blame, asks, solved }: Tally): number => {
  const [bias, down, money, problem, help, feedback, byPraise, byBlame, byAsking, bySolved] = sways[level];
  const evidence = down * sums[0] + money * sums[1] + problem * sums[2] + help * sums[3] + feedback * sums[4];
  return bias + evidence + byPraise * praise + byBlame * blame + byAsking * asks + bySolved * solved;
};

// One or two stars with a fault in the words are at least level 3: the author is waiting to be heard (rule 4).
const poorRatingPenalty = 4;

const hasFault = ({ levels: [down, money, problem] }: Tally): boolean => down + money + problem > 0.5;
