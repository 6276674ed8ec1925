import type { Features } from './features.ts';
import type { Trainee } from './trainee.ts';

/** A network with its features. */
export interface Learnt {
  trainee: Trainee;
  features: Features;
}

/**
 * Keeps the features that matter most, by how far their rows moved and how often they are met, and the texts without the
 * others. The rows are put into the order of their hashes, in which the model file holds them.
 */
export const shrink = ({ trainee, features }: Learnt, chosen: Int32Array, most: number): Learnt => {
  const { width } = trainee.plan;
  const counts = countUses(features, chosen);
  const weights = Float64Array.from(counts, (count, id) => Math.sqrt(count) * lengthOf(trainee.features, id, width));
  const kept = [...weights.keys()]
    .sort((one, other) => (weights[other] as number) - (weights[one] as number) || one - other)
    .slice(0, most)
    .filter((id) => (weights[id] as number) > 0)
    .sort((one, other) => (features.hashes[one] as number) - (features.hashes[other] as number));
  const rows = new Float32Array(kept.length * width);
  for (const [place, id] of kept.entries())
    rows.set(trainee.features.subarray(id * width, (id + 1) * width), place * width);
  return {
    trainee: { ...copyOf(trainee), features: rows },
    features: keepOnly(features, kept),
  };
};

const countUses = ({ starts, ids, hashes }: Features, chosen: Int32Array): Uint32Array => {
  const counts = new Uint32Array(hashes.length);
  for (const row of chosen)
    for (let index = starts[row] as number; index < (starts[row + 1] as number); index += 1) {
      const id = ids[index] as number;
      counts[id] = (counts[id] as number) + 1;
    }
  return counts;
};

const lengthOf = (rows: Float32Array, id: number, width: number): number => {
  let sum = 0;
  for (let place = id * width; place < (id + 1) * width; place += 1) sum += (rows[place] as number) ** 2;
  return Math.sqrt(sum);
};

const copyOf = (trainee: Trainee): Trainee => ({
  ...trainee,
  hidden: trainee.hidden.slice(),
  hiddenBias: trainee.hiddenBias.slice(),
  output: trainee.output.slice(),
  outputBias: trainee.outputBias.slice(),
  straight: trainee.straight.slice(),
});

const keepOnly = ({ starts, ids, hashes }: Features, kept: readonly number[]): Features => {
  const placeOf = new Int32Array(hashes.length).fill(-1);
  for (const [place, id] of kept.entries()) placeOf[id] = place;
  const newStarts = new Uint32Array(starts.length);
  const newIds = new Int32Array(ids.length);
  let length = 0;
  for (let row = 0; row + 1 < starts.length; row += 1) {
    for (let index = starts[row] as number; index < (starts[row + 1] as number); index += 1) {
      const place = placeOf[ids[index] as number] as number;
      if (place < 0) continue;
      newIds[length] = place;
      length += 1;
    }
    newStarts[row + 1] = length;
  }
  return {
    starts: newStarts,
    ids: newIds.slice(0, length),
    hashes: Uint32Array.from(kept, (id) => hashes[id] as number),
  };
};
