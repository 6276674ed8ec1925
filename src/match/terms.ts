import { foldEmoji } from './emoji.ts';
import { type Confirm, disguised, dotWords, exactly } from './exact.ts';
import { fold } from './fold.ts';
import { inflect } from './inflect.ts';
import { foldHost, foldPath } from './links.ts';
import type { TextTerm } from './query.ts';
import { tokenise } from './tokens.ts';

/** A text term as the matcher looks it up. Terms that find the same have the same shape. */
export type Needle =
  | { type: 'words'; words: string[] }
  | { type: 'beginning'; text: string }
  | { type: 'handle' | 'hashtag' | 'cashtag' | 'emoji'; name: string }
  | { type: 'site'; host: string; path: string };

/** The folded words of a word or phrase: `Coca-Cola` has two. */
export const wordsOf = (text: string): string[] =>
  tokenise(text).tokens.flatMap((token) => (token.text === '' ? [] : [token.text]));

/** One way to find a term; `confirm` has the last word where what is found may still be something else. */
export interface Clue {
  needle: Needle;
  confirm?: Confirm;
}

/** Folds a term: every way in which it may stand in a text. A beginning in a script without spaces is the same as its words. */
export const cluesOf = (term: TextTerm): Clue[] => {
  switch (term.type) {
    case 'word':
    case 'phrase':
      return [{ needle: words(term.text) }];
    case 'prefix':
      return [{ needle: prefixNeedle(wordsOf(term.text)) }];
    case 'inflected':
      return inflect(term.text, term.language).map((form) => ({ needle: words(form) }));
    case 'exact':
      return [{ needle: words(term.text), confirm: exactly(term.text) }];
    case 'emoji':
      return [{ needle: { type: 'emoji', name: foldEmoji(term.text) } }];
    case 'handle':
      return [{ needle: { type: 'handle', name: fold(term.name) } }];
    case 'hashtag':
      return [{ needle: { type: 'hashtag', name: fold(term.tag) } }];
    case 'cashtag':
      return [{ needle: { type: 'cashtag', name: fold(term.symbol) } }];
    case 'domain':
      return siteClues(foldHost(term.host), foldPath(term.path));
  }
};

const words = (text: string): Needle => ({ type: 'words', words: wordsOf(text) });

// Whoever disguises a host rarely goes on with a path.
const siteClues = (host: string, path: string): Clue[] => {
  const site: Clue = { needle: { type: 'site', host, path } };
  if (path !== '') return [site];
  const confirm = disguised(host);
  const dots = ['.', ...dotWords.map((dot) => ` ${dot} `)];
  const spelled = dots.map((dot) => wordsOf(host.replaceAll('.', dot))).filter((found) => found.length > 1);
  return [site, ...spelled.map((found): Clue => ({ needle: { type: 'words', words: found }, confirm }))];
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
    case 'emoji':
      return `${needle.type} ${needle.name}`;
    case 'site':
      return `/${needle.host}${needle.path}`;
  }
};

const prefixNeedle = (words: string[]): Needle =>
  words.length === 1 ? { type: 'beginning', text: words[0] ?? '' } : { type: 'words', words };
