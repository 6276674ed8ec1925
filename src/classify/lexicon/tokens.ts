import { tokenise as takeApart } from '../tokens.ts';

/** One thing a text is made of, as phrases are looked for. Addresses and handles are left out: their words are not the author's. */
export interface Token {
  kind: 'word' | 'number' | 'amount' | 'emoji' | 'mark';
  text: string;
  start: number;
  end: number;
}

/** Takes a text apart into words, numbers, sums of money, emoji and punctuation. */
export const tokenise = (text: string): Token[] =>
  takeApart(text).list.flatMap(({ word, start, end }): Token[] => {
    const kind = kindOf(word);
    return kind ? [{ kind, text: text.slice(start, end), start, end }] : [];
  });

const kindOf = (word: string): Token['kind'] | undefined => {
  if (word === '<user>' || word === '<url>' || word === '#') return undefined;
  if (word === '<money>') return 'amount';
  if (/^(?:\d|<\d|<percent>|<time>)/.test(word)) return 'number';
  if (/^[\p{L}\p{M}]/u.test(word)) return 'word';
  return /^[!?¿¡.,;:]+$/.test(word) ? 'mark' : 'emoji';
};
