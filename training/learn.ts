import type { Dictionary } from '../src/classify/dictionary.ts';
import { indexRows, knownVersion, type Model, type Network, outputs, type Rows } from '../src/classify/model.ts';
import { weigh } from './examples.ts';
import { type Features, takeFeatures } from './features.ts';
import type { Row } from './rows.ts';
import { type Learnt, shrink } from './shrink.ts';
import type { Learning } from './tongues.ts';
import { answer, type Lessons, newborn, type Plan, places, type Trainee, teach } from './trainee.ts';

/** The plan of the teachers; each has a seed of its own. */
const teacherPlan: Plan = { width: 32, units: 48, epochs: 3, rate: 0.05, hide: 0.5, seed: 1 };
const teachers = 3;
/** Once the features that matter are chosen, the network that is shipped learns again from the labels and its teachers. */
const pupilPlan = { epochs: 3, rate: 0.04, hide: 0.3, seed: 101 };

const fewestMeetings = 3;
/** Bounded by the size of the model file: 34 bytes each. */
const mostFeatures = 275_000;

/** Rows with their features, which all networks learn from. */
export interface Material {
  rows: readonly Row[];
  features: Features;
}

/** Takes the features of all rows. */
export const prepare = (rows: readonly Row[], dictionary: Dictionary): Material => ({
  rows,
  features: takeFeatures(
    rows.map(({ text }) => text),
    dictionary,
    fewestMeetings,
  ),
});

/** Learns from the chosen rows: teachers first, then the pupil that is shipped. Figures of its scores are still plain. */
export const learn = (
  { rows, features }: Material,
  chosen: Int32Array,
  dictionary: Dictionary,
  { languages, tongues }: Learning,
  report: (line: string) => void,
): Model => {
  const lessons: Lessons = { rows, weights: weigh(rows), features, chosen };
  const taught = new Float32Array(rows.length * places.count);
  let first: Trainee | undefined;
  for (let number = 0; number < teachers; number += 1) {
    const trainee = newborn(features.hashes.length, { ...teacherPlan, seed: teacherPlan.seed + number });
    teach(trainee, lessons, (epoch) => report(`teacher ${number + 1} of ${teachers}, epoch ${epoch}`));
    addOpinions(trainee, lessons, taught);
    first ??= trainee;
  }
  if (!first) throw new Error('there is no teacher');
  const pupil = shrink({ trainee: first, features }, chosen, mostFeatures);
  pupil.trainee.plan = { ...pupil.trainee.plan, ...pupilPlan };
  teach(pupil.trainee, { ...lessons, features: pupil.features, taught }, (epoch) => report(`pupil, epoch ${epoch}`));
  return {
    meta: {
      version: knownVersion,
      width: pupil.trainee.plan.width,
      languages,
      temperature: { sentiment: {}, level: {} },
      levelBias: [0, 0, 0, 0, 0],
      replyBias: 0,
      confidence: { base: 0, level: 1, sentiment: 0 },
    },
    dictionary,
    rows: rowsOf(pupil),
    network: networkOf(pupil.trainee),
    tongues,
  };
};

// What a teacher holds likely, added to what the others said.
const addOpinions = (trainee: Trainee, { features, chosen }: Lessons, taught: Float32Array): void => {
  const scores = new Float32Array(places.count);
  for (const row of chosen) {
    answer(trainee, features.ids.subarray(features.starts[row], features.starts[row + 1]), scores);
    const at = row * places.count;
    addShares(scores, places.sentiment, 3, taught, at);
    addShares(scores, places.level, 5, taught, at);
    taught[at + places.reply] =
      (taught[at + places.reply] as number) + 1 / (1 + Math.exp(-(scores[places.reply] as number))) / teachers;
  }
};

const addShares = (scores: Float32Array, from: number, count: number, taught: Float32Array, at: number): void => {
  const shares = Array.from(scores.subarray(from, from + count), Math.exp);
  const total = shares.reduce((sum, share) => sum + share, 0);
  for (const [place, share] of shares.entries())
    taught[at + from + place] = (taught[at + from + place] as number) + share / total / teachers;
};

const networkOf = ({ hidden, hiddenBias, output, outputBias, straight, plan }: Trainee): Network => ({
  hidden,
  hiddenBias,
  output: output.slice(0, outputs.count * plan.units),
  outputBias: outputBias.slice(0, outputs.count),
  straight: straight.slice(0, outputs.count * plan.width),
});

// Eight bits a weight. The few largest are cut: a finer unit for all others is worth more.
const rowsOf = ({ trainee, features }: Learnt): Rows => {
  const { width } = trainee.plan;
  const scale = new Float32Array(width);
  const weights = new Int8Array(trainee.features.length);
  for (let place = 0; place < width; place += 1) {
    const sizes = Float32Array.from({ length: features.hashes.length }, (_, row) =>
      Math.abs(trainee.features[row * width + place] as number),
    ).sort();
    const unit = (sizes[Math.floor((sizes.length - 1) * 0.9998)] as number) / 127 || 1;
    scale[place] = unit;
    for (let row = 0; row < features.hashes.length; row += 1)
      weights[row * width + place] = Math.max(
        -127,
        Math.min(127, Math.round((trainee.features[row * width + place] as number) / unit)),
      );
  }
  return { ...indexRows([...features.hashes]), weights, scale };
};
