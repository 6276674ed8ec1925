import { foldEmoji, isEmoji, splitEmoji } from './emoji.ts';
import { inflectedLanguages } from './inflect.ts';
import { complain, type Leaf, limits, type Notes, type Piece } from './query.ts';
import { tokenise } from './tokens.ts';

/** Reads `=C#` and `="Acme & Sons"`. */
export const readExact = (piece: Piece, notes: Notes): Leaf | undefined => {
  if (!piece.text.startsWith('=')) return undefined;
  const text = piece.text.slice(1);
  const { tokens } = tokenise(text);
  if (tokens.length === 0) complain(piece, notes, 'put a word with a letter or digit behind "="');
  else if (tokens.length > limits.phraseWords)
    complain(piece, notes, `an exact term has at most ${limits.phraseWords} words`);
  else if (tokens.some(({ kind }) => kind === 'link')) complain(piece, notes, 'write a web address without "="', text);
  else if (text.trim() !== text) complain(piece, notes, 'no space at the ends of an exact term', `="${text.trim()}"`);
  return { type: 'exact', text };
};

/** Reads `Allegro~`, and `Allegro~pl` for the forms of one language. */
export const readInflected = (piece: Piece, notes: Notes): Leaf | undefined => {
  const [, text, code] = /^([^~]+)~([a-z]*)$/i.exec(piece.text) ?? [];
  if (text === undefined || code === undefined) return undefined;
  const language = inflectedLanguages.find((known) => known === code.toLowerCase());
  if (code !== '' && !language)
    complain(piece, notes, `a tilde knows only the languages ${inflectedLanguages.join(' and ')}`, `${text}~`);
  else if (!/^[\p{L}\p{M}]{3,}$/u.test(text))
    complain(piece, notes, 'a tilde stands behind one name of at least three letters', `"${text}"`);
  return { type: 'inflected', text, ...(language && { language }) };
};

/** Reads one emoji. */
export const readEmoji = (piece: Piece, notes: Notes): Leaf | undefined => {
  if (!isEmoji(piece.text)) return undefined;
  const found = splitEmoji(piece.text);
  if (found.length > 1) complain(piece, notes, 'write several emoji apart', found.join(' '));
  return { type: 'emoji', text: foldEmoji(piece.text) };
};
