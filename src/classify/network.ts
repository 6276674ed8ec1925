import { type Model, outputs } from './model.ts';

/** What the network makes of a text. */
export interface Answer {
  /** In the order of `outputs`. */
  scores: Float64Array;
  /** The hidden places, 0 where they stay silent. */
  hidden: Float64Array;
}

/** A network ready to run; its weights in the precision in which they are reckoned. What it returns is valid until its next run. */
export interface Network {
  run: (sum: Float64Array) => Answer;
  /**
   * How much each place of a text's sum speaks for one choice of outputs against the others, near that text.
   *
   * @param choice weights of the outputs: 1 for the one decided on, less than 0 for the others
   */
  gradient: (hidden: Float64Array, choice: Float64Array) => Float64Array;
}

/** Makes the network of a model. */
export const createNetwork = ({ network, meta: { width } }: Model): Network => {
  const hidden = Float64Array.from(network.hidden);
  const hiddenBias = Float64Array.from(network.hiddenBias);
  const output = Float64Array.from(network.output);
  const outputBias = Float64Array.from(network.outputBias);
  const straight = Float64Array.from(network.straight);
  const units = hiddenBias.length;
  const answer = { scores: new Float64Array(outputs.count), hidden: new Float64Array(units) };
  const gradient = new Float64Array(width);
  return {
    run: (sum) => {
      for (let unit = 0; unit < units; unit += 1)
        answer.hidden[unit] = Math.max((hiddenBias[unit] as number) + dot(hidden, unit * width, sum), 0);
      for (let place = 0; place < outputs.count; place += 1)
        answer.scores[place] =
          (outputBias[place] as number) + dot(output, place * units, answer.hidden) + dot(straight, place * width, sum);
      return answer;
    },
    gradient: (raised, choice) => {
      gradient.fill(0);
      for (let place = 0; place < outputs.count; place += 1) {
        const share = choice[place] as number;
        if (share !== 0) add(gradient, straight, place * width, share);
      }
      for (let unit = 0; unit < units; unit += 1) {
        if (raised[unit] === 0) continue;
        let share = 0;
        for (let place = 0; place < outputs.count; place += 1)
          share += (choice[place] as number) * (output[place * units + unit] as number);
        add(gradient, hidden, unit * width, share);
      }
      return gradient;
    },
  };
};

// Four sums at once: each addition would otherwise wait for the one before.
const dot = (weights: Float64Array, from: number, values: Float64Array): number => {
  let one = 0;
  let two = 0;
  let three = 0;
  let four = 0;
  for (let index = 0; index < values.length; index += 4) {
    one += (weights[from + index] as number) * (values[index] as number);
    two += (weights[from + index + 1] as number) * (values[index + 1] as number);
    three += (weights[from + index + 2] as number) * (values[index + 2] as number);
    four += (weights[from + index + 3] as number) * (values[index + 3] as number);
  }
  return one + two + three + four;
};

const add = (sum: Float64Array, weights: Float64Array, from: number, share: number): void => {
  for (let place = 0; place < sum.length; place += 4) {
    sum[place] = (sum[place] as number) + share * (weights[from + place] as number);
    sum[place + 1] = (sum[place + 1] as number) + share * (weights[from + place + 1] as number);
    sum[place + 2] = (sum[place + 2] as number) + share * (weights[from + place + 2] as number);
    sum[place + 3] = (sum[place + 3] as number) + share * (weights[from + place + 3] as number);
  }
};
