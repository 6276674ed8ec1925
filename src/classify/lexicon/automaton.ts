import type { Pattern } from './entry.ts';
import type { Cue } from './lexicon.ts';

/** What a phrase that ends here says. */
export interface Meaning {
  cue: Cue;
  weight: number;
  /** Which folder it came from: a later one overrules an earlier one. */
  rank: number;
}

/** A place between the words of an entry; its alternatives meet in the same place. */
interface Place {
  next: Map<string, Place[]>;
  /** Where the entry goes on after a few words of any kind. */
  gap?: Place;
  meanings: Meaning[];
}

/**
 * All places that the words read so far can lead to. Worked out when a text first gets there and kept, so that memory
 * follows the phrases that people use, not the combinations that the entries allow.
 */
export interface State {
  places: Place[];
  /** By the keys of the next word; `null` where no phrase goes on. */
  next: Map<string, State | null>;
  meanings: readonly Meaning[];
  /** Where phrases with a gap go on. */
  gap: State | undefined;
  /** Some phrase goes on from here. */
  open: boolean;
}

/** Compiles phrases with what they mean; the state before the first word. */
export const compile = (phrases: Iterable<[Pattern, Meaning]>): State => {
  const start = newPlace();
  for (const [pattern, meaning] of phrases) plant(start, pattern, meaning);
  return stateOf([start]);
};

/** The state after one more word, `null` when no phrase goes on with it. */
export const advance = (state: State, keys: readonly string[], signature: string): State | null => {
  const known = state.next.get(signature);
  if (known !== undefined) return known;
  const places = state.places.flatMap(({ next }) => keys.flatMap((key) => next.get(key) ?? []));
  const after = places.length > 0 ? stateOf(places) : null;
  state.next.set(signature, after);
  return after;
};

const newPlace = (): Place => ({ next: new Map(), meanings: [] });

const plant = (start: Place, pattern: Pattern, meaning: Meaning): void => {
  let ends = [start];
  for (const step of pattern) {
    const after = newPlace();
    if (step === 'gap') {
      for (const end of ends) end.gap = after;
      ends = [after];
      continue;
    }
    for (const words of step.options) if (words.length > 0) link(ends, words, after);
    ends = step.options.some((words) => words.length === 0) ? [after, ...ends] : [after];
  }
  for (const end of ends) end.meanings.push(meaning);
};

const link = (from: Place[], words: string[], to: Place): void => {
  let ends = from;
  for (const [index, word] of words.entries()) {
    const after = index === words.length - 1 ? to : newPlace();
    for (const { next } of ends) {
      const there = next.get(word);
      if (there) there.push(after);
      else next.set(word, [after]);
    }
    ends = [after];
  }
};

const stateOf = (places: Place[]): State => {
  const gaps = places.flatMap(({ gap }) => gap ?? []);
  return {
    places,
    next: new Map(),
    meanings: settle(places.flatMap(({ meanings }) => meanings)),
    gap: gaps.length > 0 ? stateOf(gaps) : undefined,
    open: gaps.length > 0 || places.some(({ next }) => next.size > 0),
  };
};

/**
 * What the same words say when several entries hold them: for each cue the latest folder decides, then the greater weight;
 * weight 0 and a `neutral` entry silence.
 */
const settle = (meanings: Meaning[]): Meaning[] => {
  const byCue = new Map<Cue, Meaning>();
  for (const meaning of meanings) {
    const rival = byCue.get(meaning.cue);
    if (!rival || outranks(meaning, rival)) byCue.set(meaning.cue, meaning);
  }
  const neutral = byCue.get('neutral');
  return neutral ? [neutral] : [...byCue.values()];
};

const outranks = (one: Meaning, other: Meaning): boolean =>
  one.rank === other.rank ? one.weight > other.weight : one.rank > other.rank;
