import { fold } from './fold.ts';
import { foldHost, foldPath } from './links.ts';
import type { TextTerm } from './query.ts';
import { tokenise } from './tokens.ts';

/** A text term as the matcher looks it up. Terms that find the same have the same shape. */
export type Needle =
  | { type: 'words'; words: string[] }
  | { type: 'beginning'; text: string }
  | { type: 'handle' | 'hashtag' | 'cashtag'; name: string }
  | { type: 'site'; host: string; path: string };

/** The folded words of a word or phrase: `Coca-Cola` has two. */
export const wordsOf = (text: string): string[] =>
  tokenise(text).tokens.flatMap((token) => (token.text === '' ? [] : [token.text]));

/** Folds a term. A beginning in a script without spaces is the same as its words. */
export const needleOf = (term: TextTerm): Needle => {
  switch (term.type) {
    case 'word':
    case 'phrase':
      return { type: 'words', words: wordsOf(term.text) };
    case 'prefix':
      return prefixNeedle(wordsOf(term.text));
    case 'handle':
      return { type: 'handle', name: fold(term.name) };
    case 'hashtag':
      return { type: 'hashtag', name: fold(term.tag) };
    case 'cashtag':
      return { type: 'cashtag', name: fold(term.symbol) };
    case 'domain':
      return { type: 'site', host: foldHost(term.host), path: foldPath(term.path) };
  }
};

/** One string for terms that find the same. */
export const needleKey = (needle: Needle): string => {
  switch (needle.type) {
    case 'words':
      return `"${needle.words.join(' ')}`;
    case 'beginning':
      return `*${needle.text}`;
    case 'handle':
    case 'hashtag':
    case 'cashtag':
      return `${needle.type} ${needle.name}`;
    case 'site':
      return `/${needle.host}${needle.path}`;
  }
};

const prefixNeedle = (words: string[]): Needle =>
  words.length === 1 ? { type: 'beginning', text: words[0] ?? '' } : { type: 'words', words };
