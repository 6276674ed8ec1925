import type { Classification } from './classification.ts';
import type { Decision } from './rule.ts';

/** The shared classifier is this sure of level 1: people's verdicts on other mentions do not silence it. */
const certain = 0.9;
/** Reviews with at most this many stars are bad whatever their words. */
const badRating = 2;

/** A decision before and after what was learnt from verdicts. */
export interface Tempering {
  /** By the shared classifier alone. */
  shared: Decision;
  /** After the verdicts. */
  learnt: Decision;
  /** It reads like what somebody said is not about the brand. */
  notOurs: boolean;
  /** What the shared classifier said. */
  classification: Pick<Classification, 'urgencyScores'>;
  rating?: number | undefined;
}

/**
 * Keeps learning within bounds: what reads like somebody else's is listed instead of rung, except a bad review; and what would
 * have rung as a bad review or a certain level 1 is never less than listed.
 */
export const temper = ({ shared, learnt, notOurs, classification, rating = 5 }: Tempering): Decision => {
  const bad = rating <= badRating;
  if (learnt.outcome === 'ring')
    return notOurs && !bad
      ? { ...learnt, outcome: 'list', why: `${learnt.why}, but like what you said is not about you` }
      : learnt;
  const silenced = learnt.outcome !== 'list' && shared.outcome === 'ring';
  if (silenced && (bad || classification.urgencyScores[1] >= certain))
    return { ...learnt, outcome: 'list', why: `${learnt.why}; ${shared.why} before your verdicts` };
  return learnt;
};
