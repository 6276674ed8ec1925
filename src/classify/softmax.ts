/** Turns weights of evidence into shares that sum to 1. */
export const softmax = (logits: number[]): number[] => {
  const highest = Math.max(...logits);
  const shares = logits.map((logit) => Math.exp(logit - highest));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
};
