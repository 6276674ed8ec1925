import { type Model, outputs } from './model.ts';

/** What the network makes of a text. */
export interface Answer {
  /** In the order of `outputs`. */
  scores: Float32Array;
  /** The hidden places, 0 where they stay silent. */
  hidden: Float32Array;
}

/** Runs the network over the sum of a text. What it returns is valid until the next run. */
export const createNetwork = ({ network, meta }: Model): ((sum: Float32Array) => Answer) => {
  const { hidden, hiddenBias, output, outputBias, straight } = network;
  const { width } = meta;
  const answer = { scores: new Float32Array(outputs.count), hidden: new Float32Array(hiddenBias.length) };
  return (sum) => {
    for (let unit = 0; unit < hiddenBias.length; unit += 1) {
      const raw = (hiddenBias[unit] as number) + dot(hidden, unit * width, sum);
      answer.hidden[unit] = Math.max(raw, 0);
    }
    for (let place = 0; place < outputs.count; place += 1) {
      answer.scores[place] =
        (outputBias[place] as number) +
        dot(output, place * hiddenBias.length, answer.hidden) +
        dot(straight, place * width, sum);
    }
    return answer;
  };
};

const dot = (weights: Float32Array, from: number, values: Float32Array): number => {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1)
    sum += (weights[from + index] as number) * (values[index] as number);
  return sum;
};

/**
 * Tells how much each place of a text's sum speaks for one choice of outputs against the others, near a text. What it returns
 * is valid until its next call.
 */
export const createGradient = ({
  network,
  meta,
}: Model): ((hidden: Float32Array, choice: Float32Array) => Float32Array) => {
  const gradient = new Float32Array(meta.width);
  return (hidden, choice) => {
    gradient.fill(0);
    for (let place = 0; place < outputs.count; place += 1) {
      const share = choice[place] as number;
      if (share !== 0) add(gradient, network.straight, place * meta.width, share);
    }
    for (let unit = 0; unit < hidden.length; unit += 1) {
      if (hidden[unit] === 0) continue;
      let share = 0;
      for (let place = 0; place < outputs.count; place += 1)
        share += (choice[place] as number) * (network.output[place * hidden.length + unit] as number);
      add(gradient, network.hidden, unit * meta.width, share);
    }
    return gradient;
  };
};

const add = (sum: Float32Array, weights: Float32Array, from: number, share: number): void => {
  for (let place = 0; place < sum.length; place += 1)
    sum[place] = (sum[place] as number) + share * (weights[from + place] as number);
};
