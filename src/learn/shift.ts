/** Below this a class counts as this likely: nothing is beyond learning only because a score was rounded to nothing. */
const leastShare = 0.002;

/** Log-probabilities. */
export const logs = (shares: readonly number[]): number[] =>
  shares.map((share) => Math.log(Math.max(share, leastShare)));

/** Turns log-probabilities into shares that sum to 1, in place. */
export const softmaxInto = (logits: Float64Array): Float64Array => {
  const highest = Math.max(...logits);
  let sum = 0;
  for (const [position, logit] of logits.entries()) {
    const share = Math.exp(logit - highest);
    logits[position] = share;
    sum += share;
  }
  for (const [position, share] of logits.entries()) logits[position] = share / sum;
  return logits;
};

/** By how much a shift changes the log-odds of two classes at most. */
export const reachOf = (shift: readonly number[]): number => Math.max(...shift) - Math.min(...shift);

/** Shrinks a shift that changes the log-odds of any two classes by more than `most`. */
export const bounded = (shift: readonly number[], most: number): number[] => {
  const reach = reachOf(shift);
  return reach <= most ? [...shift] : shift.map((by) => (by * most) / reach);
};
