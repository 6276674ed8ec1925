import type { Lesson } from '../domain/verdict.ts';
import { solve } from './solve.ts';
import { type Aspect, aspects, type Target, targetsOf } from './targets.ts';

/** What a brand's verdicts add to the log-probabilities of each class of each aspect they speak of, for one word. */
export type Weights = Partial<Record<Aspect, readonly number[]>>;

/** What one verdict adds to the class it asks for, by word, in nats. */
export interface Teaching {
  aspect: Aspect;
  /** Position of the class it asks for. */
  wanted: number;
  words: readonly (readonly [word: string, weight: number])[];
}

/** What was learnt from the verdicts of one brand. */
export interface Learnt {
  weights: ReadonlyMap<string, Weights>;
  /** By verdict. */
  teachings: ReadonlyMap<string, readonly Teaching[]>;
}

/**
 * Learns weights of words from the verdicts of one brand: a ridge-penalised logistic regression on top of what the shared
 * classifier said. The penalty spreads a single verdict thinly over all its words and lets a word that many verdicts share
 * grow; a verdict that is met already ("right") pulls only when others would undo it. Rebuilt from the whole list, so that
 * taking a verdict back leaves no trace.
 */
export const learn = (lessons: readonly Lesson[]): Learnt => {
  const targets = targetsOf(lessons);
  const weights = new Map<string, Weights>();
  const teachings = new Map<string, Teaching[]>();
  for (const aspect of aspects) {
    const carried = carriedBy(targets.filter((target) => target.aspect === aspect));
    const solved = solve(carried);
    for (const [word, shift] of solved.weights) weights.set(word, { ...weights.get(word), [aspect]: shift });
    carried.forEach((target, position) => {
      const teaching = { aspect, ...teachingOf(target, solved.pulls[position] ?? []) };
      teachings.set(target.lessonId, [...(teachings.get(target.lessonId) ?? []), teaching]);
    });
  }
  return { weights, teachings };
};

/** What a word carries that only one verdict has, and after how many it carries all it may: chance neighbours stay weak. */
const onceCarries = 0.3;
const fullAfter = 4;

const carriedBy = (targets: readonly Target[]): Target[] => {
  const met = new Map<string, { times: number; carried: number }>();
  for (const { words } of targets)
    for (const [word, carry] of words) {
      const { times, carried } = met.get(word) ?? { times: 0, carried: 0 };
      met.set(word, { times: times + 1, carried: carried + carry });
    }
  // How common a word is was weighed at each verdict anew: it carries what it did on average.
  const carryOf = (word: string): number => {
    const { times, carried } = met.get(word) ?? { times: 1, carried: 0 };
    return (carried / times) * Math.min(1, onceCarries + ((1 - onceCarries) * (times - 1)) / (fullAfter - 1));
  };
  return targets.map((target) => ({ ...target, words: target.words.map(([word]) => [word, carryOf(word)]) }));
};

const teachingOf = ({ wanted, words }: Target, pulls: readonly number[]): Omit<Teaching, 'aspect'> => {
  const main = wanted.indexOf(Math.max(...wanted));
  return { wanted: main, words: words.map(([word, carry]) => [word, carry * (pulls[main] ?? 0)] as const) };
};
