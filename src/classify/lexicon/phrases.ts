import { advance, type Meaning, type State } from './automaton.ts';
import type { Token } from './tokens.ts';
import type { Vocabulary, Word } from './vocabulary.ts';

/** A word where it stands. */
export interface Spot {
  token: Token;
  word: Word;
  /** Grows at every full stop, question mark, exclamation mark and line end. No phrase crosses it. */
  sentence: number;
  /** Grows at commas and the like too. No negation crosses it. */
  clause: number;
}

/** A phrase of the lexicon found in the text. */
export interface Phrase {
  /** Indexes of its words, without those that a gap stands for. */
  at: number[];
  first: number;
  last: number;
  meanings: readonly Meaning[];
}

/** The words of a text set apart from its marks. */
export interface Layout {
  spots: Spot[];
  /** The sentences that end in a question mark. */
  asked: number[];
}

/** Looks each word up and notes in which sentence and clause it stands. */
export const layOut = (tokens: Token[], vocabulary: Vocabulary): Layout => {
  const spots: Spot[] = [];
  const asked: number[] = [];
  let sentence = 0;
  let clause = 0;
  for (const token of tokens) {
    if (token.kind === 'mark') {
      clause += 1;
      if (token.text.includes('?')) asked.push(sentence);
      if (/[.!?¿¡…\n]/.test(token.text)) sentence += 1;
    } else if (token.kind !== 'emoji') {
      spots.push({ token, word: vocabulary.lookUp(token), sentence, clause });
    }
  }
  return { spots, asked };
};

/**
 * Finds the phrases of a text. A phrase inside a longer one says nothing by itself: "no problem" is not a problem.
 */
export const findPhrases = (spots: Spot[]): Phrase[] => {
  const found: Phrase[] = [];
  const cover = new Uint8Array(spots.length);
  for (let index = 0; index < spots.length; index += 1) {
    const opening = spots[index]?.word.opening;
    if (!opening) continue;
    const longest: Reach = { at: [], meanings: [] };
    reach(opening, spots, [index], longest);
    if (longest.meanings.length === 0) continue;
    found.push(phraseOf(longest));
    for (const at of longest.at) cover[at] = Math.max(cover[at] ?? 0, longest.at.length);
  }
  return found.filter(({ at }) => at.some((index) => cover[index] === at.length));
};

/** The longest phrase reached so far. */
interface Reach {
  at: number[];
  meanings: readonly Meaning[];
}

const phraseOf = ({ at, meanings }: Reach): Phrase => ({ at, first: at[0] ?? 0, last: at.at(-1) ?? 0, meanings });

/** How many words `...` may stand for. */
const gapLength = 3;

const reach = (state: State, spots: Spot[], at: number[], longest: Reach): void => {
  if (state.meanings.length > 0 && at.length > longest.at.length) {
    longest.at = at;
    longest.meanings = state.meanings;
  }
  if (!state.open) return;
  const index = at.at(-1) ?? 0;
  follow(state, spots, at, index + 1, longest);
  if (!state.gap) return;
  for (let skipped = 0; skipped <= gapLength; skipped += 1) follow(state.gap, spots, at, index + 1 + skipped, longest);
};

const follow = (state: State, spots: Spot[], at: number[], index: number, longest: Reach): void => {
  const spot = spots[index];
  if (!spot || spot.word.keys.length === 0 || spot.sentence !== spots[at[0] ?? 0]?.sentence) return;
  const after = advance(state, spot.word.keys, spot.word.signature);
  if (after) reach(after, spots, [...at, index], longest);
};
