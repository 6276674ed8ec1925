import { advance, compile, type Meaning, type State } from './automaton.ts';
import { anyAmount, anyNumber, fold, type Pattern } from './entry.ts';
import type { Lexicon } from './lexicon.ts';
import type { Token } from './tokens.ts';

/** A word as the vocabulary knows it. */
export interface Word {
  /** The keys under which phrases may hold this word: itself, its stems, `N`. Empty when no phrase holds it. */
  keys: readonly string[];
  /** The keys as one. */
  signature: string;
  /** Where phrases that begin with it have got to. */
  opening: State | null;
  shouted: boolean;
}

/** The words and phrases of one language, ready for a single pass over a text. */
export interface Vocabulary {
  lookUp: (token: Token) => Word;
}

// Texts repeat their words (Zipf): with the common ones at hand most look-ups cost one map access. Emptied when full.
const rememberedWords = 20_000;
const longestRemembered = 40;

/** Compiles the entries of a language. */
export const compileVocabulary = ({ entries }: Lexicon): Vocabulary => {
  const phrases = entries.map(({ pattern, ...meaning }): [Pattern, Meaning] => [pattern, meaning]);
  const start = compile(phrases.filter(([, { cue }]) => cue !== 'number'));
  const known = new Set(phrases.flatMap(([pattern]) => wordsOf(pattern)));
  const numbers = new Set(phrases.flatMap(([pattern, { cue }]) => (cue === 'number' ? wordsOf(pattern) : [])));
  const remembered = new Map<string, Word>();

  return {
    lookUp: (token) => {
      const seen = remembered.get(token.text);
      if (seen) return seen;
      const keys = keysOf(token, known, numbers);
      const signature = keys.join(' ');
      const opening = keys.length > 0 ? advance(start, keys, signature) : null;
      const word = { keys, signature, opening, shouted: isShouted(token.text) };
      if (remembered.size >= rememberedWords) remembered.clear();
      if (token.text.length <= longestRemembered) remembered.set(token.text, word);
      return word;
    },
  };
};

const wordsOf = (pattern: Pattern): string[] => pattern.flatMap((step) => (step === 'gap' ? [] : step.options.flat()));

const keysOf = (token: Token, known: Set<string>, numbers: Set<string>): string[] => {
  if (token.kind === 'amount') return [anyAmount, anyNumber];
  const folded = fold(token.text);
  const keys = knownForms(folded, known);
  return token.kind === 'number' || numbers.has(folded) ? [...keys, anyNumber] : keys;
};

// "sooooo" and "goooood" are looked up with the letter doubled, then single, when nobody knows them as they stand.
const knownForms = (folded: string, known: Set<string>): string[] => {
  const plain = formsOf(folded, known);
  if (plain.length > 0 || !/(.)\1\1/.test(folded)) return plain;
  const doubled = formsOf(folded.replace(/(.)\1{2,}/g, '$1$1'), known);
  return doubled.length > 0 ? doubled : formsOf(folded.replace(/(.)\1{2,}/g, '$1'), known);
};

const longestStem = 16;

const formsOf = (folded: string, known: Set<string>): string[] => {
  const forms = known.has(folded) ? [folded] : [];
  for (let length = Math.min(folded.length, longestStem); length > 1; length -= 1) {
    const stem = `${folded.slice(0, length)}*`;
    if (known.has(stem)) forms.push(stem);
  }
  return forms;
};

const isShouted = (text: string): boolean =>
  text.length > 2 && text === text.toUpperCase() && text !== text.toLowerCase();
