import type { Weights } from './examples.ts';
import type { Features } from './features.ts';
import { seeded, shuffle } from './random.ts';
import { none, type Row } from './rows.ts';

/** What the network learns to give out: sentiment (3), level (5), reply, fault. The last only helps the others along. */
export const places = { sentiment: 0, level: 3, reply: 8, fault: 9, count: 10 } as const;

/** How a network is built and taught. */
export interface Plan {
  width: number;
  units: number;
  epochs: number;
  rate: number;
  /** The share of features hidden from each lesson, so that none is relied on alone. */
  hide: number;
  seed: number;
}

/** A network with a row for each feature. */
export interface Trainee {
  plan: Plan;
  features: Float32Array;
  hidden: Float32Array;
  hiddenBias: Float32Array;
  output: Float32Array;
  outputBias: Float32Array;
  straight: Float32Array;
}

/** What a network is taught from. */
export interface Lessons {
  rows: readonly Row[];
  weights: readonly Weights[];
  features: Features;
  /** The rows to learn from. */
  chosen: Int32Array;
  /** What teachers make of each row, `places.count` numbers a row; absent for a network that learns by itself. */
  taught?: Float32Array;
}

/** A network that knows nothing yet. */
export const newborn = (features: number, plan: Plan): Trainee => {
  const random = seeded(plan.seed);
  const bell = (length: number, size: number): Float32Array =>
    Float32Array.from({ length }, () => (random() + random() + random() - 1.5) * size);
  const { width, units } = plan;
  return {
    plan,
    features: Float32Array.from({ length: features * width }, () => (random() - 0.5) * 0.05),
    hidden: bell(units * width, 1.2 / Math.sqrt(width)),
    hiddenBias: new Float32Array(units),
    output: bell(places.count * units, 0.5 / Math.sqrt(units)),
    outputBias: new Float32Array(places.count),
    straight: bell(places.count * width, 1 / Math.sqrt(width)),
  };
};

/** Runs the network over the features of one row. */
export const answer = (trainee: Trainee, ids: Int32Array, scores = new Float32Array(places.count)): Float32Array => {
  const { width, units } = trainee.plan;
  const sum = new Float32Array(width);
  const hidden = new Float32Array(units);
  gather(trainee, ids, ids.length, sum);
  run(trainee, sum, hidden, scores);
  return scores;
};

/** Adds up the features of a text, each counting alike however long it is. Returns the share each one had. */
const gather = ({ features, plan: { width } }: Trainee, ids: Int32Array, count: number, sum: Float32Array): number => {
  sum.fill(0);
  for (let index = 0; index < count; index += 1) {
    const from = (ids[index] as number) * width;
    for (let place = 0; place < width; place += 1)
      sum[place] = (sum[place] as number) + (features[from + place] as number);
  }
  const share = 1 / Math.sqrt(count + 1);
  for (let place = 0; place < width; place += 1) sum[place] = (sum[place] as number) * share;
  return share;
};

const run = (trainee: Trainee, sum: Float32Array, hidden: Float32Array, scores: Float32Array): void => {
  const { width, units } = trainee.plan;
  for (let unit = 0; unit < units; unit += 1) {
    let raw = trainee.hiddenBias[unit] as number;
    const from = unit * width;
    for (let place = 0; place < width; place += 1)
      raw += (trainee.hidden[from + place] as number) * (sum[place] as number);
    hidden[unit] = Math.max(raw, 0);
  }
  for (let place = 0; place < places.count; place += 1) {
    let raw = trainee.outputBias[place] as number;
    for (let unit = 0; unit < units; unit += 1)
      raw += (trainee.output[place * units + unit] as number) * (hidden[unit] as number);
    for (let index = 0; index < width; index += 1)
      raw += (trainee.straight[place * width + index] as number) * (sum[index] as number);
    scores[place] = raw;
  }
};

/** How much of what a row should give out comes from its teachers where it has a label, and where it has none. */
const taughtShare = 0.5;
const taughtAlone = 0.4;
/** The dense layers learn more slowly than the features, which each row meets only in part. */
const denseRate = 0.3;
const firstSquare = 1e-3;
const slowest = 0.05;
const mostFeatures = 6000;

/** Teaches a network by stochastic gradient descent with Adagrad, one row at a time. */
export const teach = (trainee: Trainee, lessons: Lessons, report: (epoch: number) => void = () => {}): void => {
  const { width, units, epochs, rate, hide, seed } = trainee.plan;
  const random = seeded(seed + 1);
  const { features, rows, weights, taught } = lessons;
  const order = lessons.chosen.slice();
  const squares = denseParts(trainee).map((part) => new Float32Array(part.length).fill(firstSquare));
  const featureSquares = new Float32Array(trainee.features.length / width);
  const ids = new Int32Array(mostFeatures);
  const sum = new Float32Array(width);
  const hidden = new Float32Array(units);
  const scores = new Float32Array(places.count);
  const errors = new Float32Array(places.count);
  const back = new Float32Array(width);
  const last = epochs * order.length;
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, random);
    for (const row of order) {
      step += 1;
      const now = rate * (1 - (1 - slowest) * (step / last));
      const count = pick(features, row, hide, random, ids);
      if (count === 0) continue;
      const share = gather(trainee, ids, count, sum);
      run(trainee, sum, hidden, scores);
      findErrors(rows[row] as Row, weights[row] as Weights, scores, taught, row, errors);
      correctDense(trainee, squares, sum, hidden, errors, now * denseRate, back);
      correctFeatures(trainee.features, featureSquares, ids, count, back, share, now);
    }
    report(epoch + 1);
  }
};

const denseParts = ({ output, straight, outputBias, hidden, hiddenBias }: Trainee): Float32Array[] => [
  output,
  straight,
  outputBias,
  hidden,
  hiddenBias,
];

const pick = ({ starts, ids }: Features, row: number, hide: number, random: () => number, into: Int32Array): number => {
  let count = 0;
  const end = starts[row + 1] as number;
  for (let index = starts[row] as number; index < end && count < mostFeatures; index += 1)
    if (random() >= hide) {
      into[count] = ids[index] as number;
      count += 1;
    }
  return count;
};

const findErrors = (
  row: Row,
  weights: Weights,
  scores: Float32Array,
  taught: Float32Array | undefined,
  index: number,
  errors: Float32Array,
): void => {
  errors.fill(0);
  const at = index * places.count;
  choiceErrors(scores, places.sentiment, 3, row.polar ? 1 : none, row.sentiment, weights.sentiment, taught, at, errors);
  choiceErrors(scores, places.level, 5, none, row.level, weights.level, taught, at, errors);
  yesErrors(scores, places.reply, row.reply, weights.reply, taught, at, errors);
  yesErrors(scores, places.fault, row.fault, weights.fault, undefined, at, errors);
};

const choiceErrors = (
  scores: Float32Array,
  from: number,
  count: number,
  absent: number,
  label: number,
  weight: number,
  taught: Float32Array | undefined,
  at: number,
  errors: Float32Array,
): void => {
  // A set without neutral texts says nothing of neutral: what the teachers say of all three stands beside it.
  if (label !== none)
    addChoice(scores, from, count, absent, taught ? weight * (1 - taughtShare) : weight, errors, (place) =>
      place === label ? 1 : 0,
    );
  if (taught)
    addChoice(
      scores,
      from,
      count,
      none,
      label === none ? taughtAlone : weight * taughtShare,
      errors,
      (place) => taught[at + from + place] as number,
    );
};

const addChoice = (
  scores: Float32Array,
  from: number,
  count: number,
  absent: number,
  weight: number,
  errors: Float32Array,
  target: (place: number) => number,
): void => {
  let most = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < count; place += 1)
    if (place !== absent && (scores[from + place] as number) > most) most = scores[from + place] as number;
  let total = 0;
  for (let place = 0; place < count; place += 1)
    if (place !== absent) total += Math.exp((scores[from + place] as number) - most);
  for (let place = 0; place < count; place += 1) {
    if (place === absent) continue;
    const share = Math.exp((scores[from + place] as number) - most) / total;
    errors[from + place] = (errors[from + place] as number) + weight * (share - target(place));
  }
};

const yesErrors = (
  scores: Float32Array,
  place: number,
  label: number,
  weight: number,
  taught: Float32Array | undefined,
  at: number,
  errors: Float32Array,
): void => {
  const share = 1 / (1 + Math.exp(-(scores[place] as number)));
  let error = label === none ? 0 : (taught ? 1 - taughtShare : 1) * weight * (share - label);
  if (taught)
    error += (label === none ? taughtAlone / 2 : taughtShare * weight) * (share - (taught[at + place] as number));
  errors[place] = error;
};

const correctDense = (
  trainee: Trainee,
  squares: readonly Float32Array[],
  sum: Float32Array,
  hidden: Float32Array,
  errors: Float32Array,
  rate: number,
  back: Float32Array,
): void => {
  const { width, units } = trainee.plan;
  const [ofOutput, ofStraight, ofBias, ofHidden, ofHiddenBias] = squares as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const inner = new Float32Array(units);
  back.fill(0);
  for (let place = 0; place < places.count; place += 1) {
    const error = errors[place] as number;
    if (error === 0) continue;
    for (let unit = 0; unit < units; unit += 1) {
      const at = place * units + unit;
      inner[unit] = (inner[unit] as number) + error * (trainee.output[at] as number);
      correct(trainee.output, ofOutput, at, error * (hidden[unit] as number), rate);
    }
    for (let index = 0; index < width; index += 1) {
      const at = place * width + index;
      back[index] = (back[index] as number) + error * (trainee.straight[at] as number);
      correct(trainee.straight, ofStraight, at, error * (sum[index] as number), rate);
    }
    correct(trainee.outputBias, ofBias, place, error, rate);
  }
  for (let unit = 0; unit < units; unit += 1) {
    if (hidden[unit] === 0) continue;
    const error = inner[unit] as number;
    for (let index = 0; index < width; index += 1) {
      const at = unit * width + index;
      back[index] = (back[index] as number) + error * (trainee.hidden[at] as number);
      correct(trainee.hidden, ofHidden, at, error * (sum[index] as number), rate);
    }
    correct(trainee.hiddenBias, ofHiddenBias, unit, error, rate);
  }
};

const correct = (values: Float32Array, squares: Float32Array, at: number, slope: number, rate: number): void => {
  if (slope === 0) return;
  const square = (squares[at] as number) + slope * slope;
  squares[at] = square;
  values[at] = (values[at] as number) - (rate * slope) / Math.sqrt(square);
};

const correctFeatures = (
  features: Float32Array,
  squares: Float32Array,
  ids: Int32Array,
  count: number,
  back: Float32Array,
  share: number,
  rate: number,
): void => {
  const width = back.length;
  let mean = 0;
  for (let place = 0; place < width; place += 1) {
    back[place] = (back[place] as number) * share;
    mean += (back[place] as number) ** 2 / width;
  }
  if (mean === 0) return;
  for (let index = 0; index < count; index += 1) {
    const id = ids[index] as number;
    const square = (squares[id] as number) + mean;
    squares[id] = square;
    const pace = rate / Math.sqrt(square);
    const from = id * width;
    for (let place = 0; place < width; place += 1)
      features[from + place] = (features[from + place] as number) - pace * (back[place] as number);
  }
};
