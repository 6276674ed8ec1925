/** Posts spent and allowed in a period that is partly over. */
export interface Spending {
  spent: number;
  ceiling: number;
  /** Share of the period that has passed, 0 to 1. */
  elapsed: number;
}

/** Spending may run ahead of the clock by this share of the budget before looks become rarer. */
const leeway = 0.1;
/** However tight: once in so many ticks a look is taken, so that a source never goes blind silently. */
const rarest = 30;

/**
 * How many ticks of its schedule a source should let pass per look, so that its budget lasts: 1 while spending keeps pace with the
 * calendar, more the further it runs ahead.
 *
 * @param spendings the periods that have a ceiling: the tightest decides
 */
export const ticksPerLook = (spendings: readonly Spending[]): number =>
  spendings.reduce((most, spending) => Math.max(most, stretchOf(spending)), 1);

const stretchOf = ({ spent, ceiling, elapsed }: Spending): number => {
  const left = ceiling - spent;
  if (left <= 0) return rarest;
  const planned = ceiling * Math.min(1, elapsed + leeway);
  if (spent <= planned) return 1;
  // What is left must last for what is left of the period: the pace so far, over the pace that is still affordable.
  const paceSoFar = spent / Math.max(elapsed, 1 / rarest);
  const affordable = left / Math.max(1 - elapsed, 1 / rarest);
  return Math.min(rarest, Math.max(1, Math.ceil(paceSoFar / affordable)));
};
