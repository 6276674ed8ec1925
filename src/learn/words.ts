import { tokenise } from '../classify/lexicon/tokens.ts';
import { fold } from '../match/fold.ts';
import { commonWords } from './common-words.ts';

/** One word or pair of neighbouring words of a text. */
export interface Word {
  /** As it is compared: lower case, without accents and apostrophes. */
  key: string;
  /** As it is written. */
  shown: string;
  /** How much it may carry, 0 to 1: little when it is one of the words that every text has. */
  carry: number;
}

const commonCarry = 0.05;
const pairCarry = 0.5;

/** The words, emoji and word pairs of a text, each once. Handles, addresses and numbers are nobody's choice of words. */
export const wordsOf = (text: string): Word[] => {
  const found = new Map<string, Word>();
  let before: Word | undefined;
  for (const { kind, text: shown } of tokenise(text)) {
    const word = kind === 'word' || kind === 'emoji' ? single(shown) : undefined;
    if (word) keep(found, word);
    if (word && before && kind === 'word') keep(found, pair(before, word));
    before = kind === 'word' ? word : undefined;
  }
  return [...found.values()];
};

const keep = (found: Map<string, Word>, word: Word): void => {
  if (!found.has(word.key)) found.set(word.key, word);
};

/** A word or pair of a text that is known, and what is known of it. */
export interface Known<Found> {
  shown: string;
  known: Found;
}

/**
 * The words, emoji and pairs of a text of which something is known, each once. A pair is looked up only when one of its words
 * is known: whatever was learnt of a pair was learnt of its telling word as well.
 */
export const knownWords = <Found>(text: string, lookUp: (key: string) => Found | undefined): Known<Found>[] => {
  const found = new Map<string, Known<Found> | undefined>();
  const look = (key: string, shown: string): Found | undefined => {
    if (!found.has(key)) {
      const known = lookUp(key);
      found.set(key, known && { shown, known });
    }
    return found.get(key)?.known;
  };
  let before: { key: string; shown: string; known: boolean } | undefined;
  for (const { kind, text: shown } of tokenise(text)) {
    const key = kind === 'word' || kind === 'emoji' ? plain(shown) : '';
    const known = key !== '' && look(key, shown) !== undefined;
    if (key !== '' && before && kind === 'word' && (known || before.known))
      look(`${before.key} ${key}`, `${before.shown} ${shown}`);
    before = key !== '' && kind === 'word' ? { key, shown, known } : undefined;
  }
  return [...found.values()].filter((one) => one !== undefined);
};

const apostrophes = /['’ʼ]/g;
const plain = (word: string): string => fold(word).replace(apostrophes, '');

const common: ReadonlySet<string> = new Set(commonWords.map(plain));

const single = (shown: string): Word | undefined => {
  const key = plain(shown);
  // Folding leaves nothing of a lone accent.
  return key === '' ? undefined : { key, shown, carry: common.has(key) ? commonCarry : 1 };
};

const pair = (one: Word, other: Word): Word => ({
  key: `${one.key} ${other.key}`,
  shown: `${one.shown} ${other.shown}`,
  carry: one.carry === 1 || other.carry === 1 ? pairCarry : commonCarry,
});

/** What the words of a mention are weighed by when somebody gives a verdict on it. */
export interface Background {
  /** Texts of other mentions of the brand. */
  texts: readonly string[];
  /** Words that found the mention and the brand's own name: all its mentions have them. */
  own: readonly string[];
}

const mostWords = 64;
/** How fast a word loses with the share of other mentions that have it. */
const steepness = 10;
/** Other mentions that are assumed not to have a word, so that a few do not say too much. */
const doubt = 100;

/** The words of a mention worth learning from: those that its other mentions share carry less, the brand's own none. */
export const tellingWords = (text: string, { texts, own }: Background): [word: string, carry: number][] => {
  const ownWords = new Set(own.flatMap((term) => wordsOf(term.replace(/^[@#]/, '')).map(({ key }) => key)));
  const isOwn = ({ key }: Word): boolean => key.split(' ').some((part) => ownWords.has(part));
  const others = texts.map((other) => new Set(wordsOf(other).map(({ key }) => key)));
  return wordsOf(text)
    .filter((word) => !isOwn(word))
    .map(({ key, carry }): [string, number] => {
      const share = others.filter((words) => words.has(key)).length / (others.length + doubt);
      return [key, Math.round((1000 * carry) / (1 + steepness * share)) / 1000];
    })
    .sort(([one, oneCarry], [other, otherCarry]) => otherCarry - oneCarry || (one < other ? -1 : 1))
    .slice(0, mostWords);
};
