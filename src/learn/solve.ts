import { bounded, logs, reachOf, softmaxInto } from './shift.ts';
import type { Target } from './targets.ts';

/** No word changes the log-odds of two classes by more than this many nats. */
export const mostByWord = 5;

/** How strongly one verdict speaks: the inverse of the penalty on weights. */
const strength = 1.5;
/** A word that changes less than this is left out: whoever has only such words stays exactly as they were. */
const leastByWord = 0.01;
const passes = 60;
const settled = 1e-3;

export interface Solved {
  /** By word, what it adds to the log-probability of each class. */
  weights: ReadonlyMap<string, readonly number[]>;
  /** By target, what it adds to each word's weight for each unit that the word carries. */
  pulls: readonly (readonly number[])[];
}

/**
 * Finds the weights that the targets agree on. Each target's pull is what it still lacks; the targets take turns until none
 * changes much. Always the same for the same targets in the same order.
 */
export const solve = (targets: readonly Target[]): Solved => {
  const numbers = new Map<string, number>();
  for (const { words } of targets) for (const [word] of words) if (!numbers.has(word)) numbers.set(word, numbers.size);
  const classes = targets[0]?.base.length ?? 0;
  const weights = new Float64Array(numbers.size * classes);
  const rows = targets.map((target) => rowOf(target, numbers));
  for (let pass = 0; pass < passes; pass += 1) {
    let moved = 0;
    for (const row of rows) moved = Math.max(moved, takeTurn(row, weights));
    if (moved < settled) break;
  }
  const shiftOf = (number: number): number[] => [...weights.subarray(number * classes, (number + 1) * classes)];
  return {
    weights: new Map(
      [...numbers]
        .map(([word, number]): [string, number[]] => [word, bounded(shiftOf(number), mostByWord)])
        .filter(([, shift]) => reachOf(shift) >= leastByWord),
    ),
    pulls: rows.map(({ pull }) => [...pull]),
  };
};

interface Row {
  base: Float64Array;
  wanted: readonly number[];
  importance: number;
  /** Numbers of its words, and what they carry. */
  words: Uint32Array;
  carries: Float64Array;
  /** Half of what its words carry together: bounds the curvature, for that of a softmax is at most a half. */
  curvature: number;
  pull: Float64Array;
  scratch: Float64Array;
}

const rowOf = ({ base, wanted, importance, words }: Target, numbers: ReadonlyMap<string, number>): Row => {
  const carries = Float64Array.from(words, ([, carry]) => carry);
  return {
    base: Float64Array.from(logs(base)),
    wanted,
    importance: importance * strength,
    words: Uint32Array.from(words, ([word]) => numbers.get(word) ?? 0),
    carries,
    curvature: carries.reduce((sum, carry) => sum + carry, 0) / 2,
    pull: new Float64Array(base.length),
    scratch: new Float64Array(base.length),
  };
};

// The hottest loop of learning: plain arrays of numbers, nothing is made anew.
const takeTurn = (row: Row, weights: Float64Array): number => {
  const { base, wanted, importance, words, carries, pull, scratch } = row;
  const classes = base.length;
  scratch.set(base);
  for (const word of words)
    for (let one = 0; one < classes; one += 1) scratch[one] = at(scratch, one) + at(weights, word * classes + one);
  softmaxInto(scratch);

  const step = 1 / (1 + importance * row.curvature);
  let moved = 0;
  for (let one = 0; one < classes; one += 1) {
    const change = step * (importance * ((wanted[one] ?? 0) - at(scratch, one)) - at(pull, one));
    pull[one] = at(pull, one) + change;
    scratch[one] = change;
    moved = Math.max(moved, Math.abs(change));
  }
  for (let position = 0; position < words.length; position += 1) {
    const start = at(words, position) * classes;
    const carry = at(carries, position);
    for (let one = 0; one < classes; one += 1)
      weights[start + one] = at(weights, start + one) + carry * at(scratch, one);
  }
  return moved;
};

const at = (numbers: Float64Array | Uint32Array, position: number): number => numbers[position] ?? 0;
