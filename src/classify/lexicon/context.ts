import type { Cue } from './lexicon.ts';
import type { Layout, Phrase } from './phrases.ts';

/** What stands around a phrase and changes what it says. */
export interface Context {
  /** Where the "not" before it stands: in the same clause, with nothing between that it would rather belong to. */
  negator: (phrase: Phrase) => number | undefined;
  /** Above 1 after "very", in capitals, or behind a "but"; below 1 after "a bit" or before a "but". */
  intensity: (phrase: Phrase) => number;
  /** It opens a sentence, or stands in one that ends in a question mark. */
  asks: (phrase: Phrase) => boolean;
}

const negationReach = 4;
const intensifierReach = 2;
const beforeContrast = 0.8;
const afterContrast = 1.2;
const shouting = 1.25;

/** Reads the negators, intensifiers and contrasts of a text once, so that each phrase can be judged where it stands. */
export const contextOf = ({ spots, asked }: Layout, phrases: Phrase[]): Context => {
  const { negators, contents, boosts, turn } = landmarks(phrases);
  const shouted = spots.filter(({ word }) => word.shouted).length;
  const shoutingMeans = shouted > 0 && shouted < spots.length / 2;
  const sameClause = (one: number, other: number): boolean => spots[one]?.clause === spots[other]?.clause;

  return {
    negator: ({ first }) => {
      if (negators.length === 0) return undefined;
      for (let index = first - 1; index >= first - negationReach && sameClause(index, first); index -= 1) {
        if (negators.includes(index)) return index;
        if (contents.includes(index) || index === turn) return undefined;
      }
      return undefined;
    },
    intensity: ({ at, first }) => {
      let factor = 1;
      if (turn !== undefined) factor = first > turn ? afterContrast : beforeContrast;
      for (let index = first - 1; index >= first - intensifierReach && sameClause(index, first); index -= 1) {
        factor *= boosts.get(index) ?? 1;
      }
      return shoutingMeans && at.some((index) => spots[index]?.word.shouted) ? factor * shouting : factor;
    },
    asks: ({ first }) => {
      const sentence = spots[first]?.sentence ?? 0;
      return asked.includes(sentence) || spots[first - 1]?.sentence !== sentence;
    },
  };
};

/** Where the words stand that change others. */
interface Landmarks {
  negators: number[];
  /** Words that a negation belongs to; it reaches no further. */
  contents: number[];
  boosts: Map<number, number>;
  /** The last "but". */
  turn: number | undefined;
}

const landmarks = (phrases: Phrase[]): Landmarks => {
  const found: Landmarks = { negators: [], contents: [], boosts: new Map(), turn: undefined };
  for (const { at, first, last, meanings } of phrases) {
    for (const { cue, weight } of meanings) {
      if (weight === 0) continue;
      if (cue === 'negator') found.negators.push(last);
      else if (cue === 'intensifier') found.boosts.set(last, weight);
      else if (cue === 'contrast') found.turn = first;
      else if (contentCues.has(cue)) found.contents.push(...at);
    }
  }
  return found;
};

const contentCues = new Set<Cue>(['positive', 'negative', 'down', 'money', 'problem', 'solved', 'thanks']);
