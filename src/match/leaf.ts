import { readAttribute } from './attribute-syntax.ts';
import { Kind, kindAt } from './fold.ts';
import { readEmoji, readExact, readInflected } from './leaf-signs.ts';
import { readHost } from './links.ts';
import { complain, type Leaf, limits, type Notes, type Piece } from './query.ts';
import { tokenise } from './tokens.ts';

/** Reads one term or attribute. A faulty one is noted and stands as a word, so that reading can go on. */
export const readLeaf = (piece: Piece, notes: Notes): Leaf => {
  if (piece.quoted) return readPhrase(piece, notes);
  return (
    readExact(piece, notes) ??
    readDomain(piece, notes) ??
    readAttribute(piece, notes) ??
    readHandle(piece, notes) ??
    readHashtag(piece, notes) ??
    readCashtag(piece) ??
    readInflected(piece, notes) ??
    readEmoji(piece, notes) ??
    readPrefix(piece, notes) ??
    readWord(piece, notes)
  );
};

const readPhrase = (piece: Piece, notes: Notes): Leaf => {
  const { tokens } = tokenise(piece.text);
  if (tokens.length === 0) complain(piece, notes, 'there is no letter or digit between these quotes');
  if (tokens.length > limits.phraseWords) complain(piece, notes, `a phrase has at most ${limits.phraseWords} words`);
  if (tokens.some(({ kind }) => kind === 'link')) complain(piece, notes, 'write a web address without quotes');
  return { type: 'phrase', text: piece.text };
};

const readDomain = (piece: Piece, notes: Notes): Leaf | undefined => {
  const address = readHost(piece.text);
  if (!address) return undefined;
  const { host, path, plainPath } = address;
  if (plainPath !== path)
    complain(piece, notes, 'an address ends before "?", "#" and "*": everything below it is found', host + plainPath);
  return { type: 'domain', host, path: path.replace(/\/+$/, '') };
};

const readHandle = (piece: Piece, notes: Notes): Leaf | undefined => {
  if (!piece.text.startsWith('@')) return undefined;
  const name = piece.text.slice(1);
  if (!/^[\p{L}\p{N}_]+(?:[.@-][\p{L}\p{N}_]+)*$/u.test(name))
    complain(piece, notes, 'a handle is @ and a name of letters, digits, "_", "." and "-"');
  return { type: 'handle', name };
};

const readHashtag = (piece: Piece, notes: Notes): Leaf | undefined => {
  if (!piece.text.startsWith('#')) return undefined;
  const tag = piece.text.slice(1);
  if (!/^[\p{L}\p{N}\p{M}_]*[\p{L}\p{N}][\p{L}\p{N}\p{M}_]*$/u.test(tag))
    complain(piece, notes, 'a hashtag is # and one word of letters, digits and "_"');
  return { type: 'hashtag', tag };
};

const readCashtag = ({ text }: Piece): Leaf | undefined =>
  /^\$[a-z]{1,6}$/i.test(text) ? { type: 'cashtag', symbol: text.slice(1) } : undefined;

const readPrefix = (piece: Piece, notes: Notes): Leaf | undefined => {
  const star = piece.text.indexOf('*');
  if (star < 0) return undefined;
  const text = piece.text.slice(0, star);
  if (star < piece.text.length - 1)
    complain(piece, notes, 'a star stands only at the end of a word', `${piece.text.replaceAll('*', '')}*`);
  else checkPrefix(text, piece, notes);
  return { type: 'prefix', text };
};

const checkPrefix = (text: string, piece: Piece, notes: Notes): void => {
  const { tokens } = tokenise(text);
  const spaced = tokens.every(({ start }) => kindAt(text, start) !== Kind.ideograph);
  if (spaced && tokens.length > 1)
    complain(
      piece,
      notes,
      'a star works on one word, and this is several',
      `"${text.replace(/[^\p{L}\p{N}]+/gu, ' ')}"`,
    );
  else if (tokens.length === 0 || (spaced && (tokens[0]?.text.length ?? 0) < 2))
    complain(piece, notes, 'put at least two letters before the star: this would find nearly everything');
};

const lowerCaseOperator = /^(?:or|and|not|near\/\d+)$/;

const readWord = (piece: Piece, notes: Notes): Leaf => {
  const { text, at, length } = piece;
  const { tokens } = tokenise(text);
  if (tokens.length === 0) complain(piece, notes, 'there is no letter or digit here to look for');
  if (tokens.length > limits.phraseWords) complain(piece, notes, `a word has at most ${limits.phraseWords} parts`);
  if (lowerCaseOperator.test(text))
    warn(`"${text}" is looked for as a word; operators are written in capitals`, text.toUpperCase());
  else if (tokens.length > 0 && /^[^\p{L}\p{N}]|[^\p{L}\p{N}\p{M}]$/u.test(text))
    warn(`signs are not looked at: this finds every "${tokens.map((token) => token.text).join(' ')}"`, withSigns(text));
  // Quotes inside a word (`a"b(c"`) can hold what only quotes can hold.
  return { type: /[\s()"]/.test(text) ? 'phrase' : 'word', text };

  function warn(message: string, suggestion?: string): void {
    notes.warnings.push({ message, at, length, ...(suggestion !== undefined && { suggestion }) });
  }
};

// `=` looks at the signs. A comma or a full stop behind a word was hardly meant.
const withSigns = (text: string): string | undefined =>
  /^[.,;:…]*[\p{L}\p{N}\p{M}]+[.,;:…]*$/u.test(text) && !/^\.\p{L}/u.test(text) ? undefined : `=${text.toLowerCase()}`;
