/** What a piece of text without spaces is, the slow and plain way. Knows only texts as `arbitrary.ts` makes them. */
export interface Chunk {
  text: string;
  start: number;
  /** The words inside a hashtag with their offsets. */
  inside: { text: string; offset: number; length: number }[];
}

export interface Word {
  text: string;
  chunk: Chunk;
  start: number;
  end: number;
  /** Where its letters start: behind the sign of a handle or hashtag. */
  letters: number;
}

export interface Emoji {
  text: string;
  start: number;
  end: number;
  /** Half a word away from its neighbours. */
  at: number;
}

/** Words that are not written as they are read. */
const disguises: Record<string, string> = { асme: 'acme', ᴀᴄᴍᴇ: 'acme', 'ac\u200Bme': 'acme', ＡＣＭＥ: 'acme' };

/** A word without accents and capitals. */
export const plain = (text: string): string =>
  disguises[text] ?? text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ł', 'l');

const unspaced = String.raw`[\u0E00-\u0E7F\u3040-\u30FF\u4E00-\u9FFF]`;
const run = new RegExp(
  String.raw`${unspaced}\p{M}*|(?!${unspaced})[\p{L}\p{N}](?:(?!${unspaced})[\p{L}\p{N}\p{M}\u200B])*`,
  'gu',
);

/** The words of a phrase or word of a query. */
export const wordsIn = (text: string): string[] => [...text.matchAll(run)].map(([word]) => plain(word));

/** Cuts a text into its words and emoji. */
export const readText = (text: string): { words: Word[]; emoji: Emoji[] } => {
  const chunks = [...text.matchAll(/[^\s,!]+/g)].map(({ 0: chunk, index }) => chunkOf(chunk, index));
  const words = chunks.flatMap(wordsOf);
  const emoji = [...text.matchAll(/(☕|👍)[\uFE0F🏽]?/gu)].map(({ 0: whole, 1: bare = '', index }) => ({
    text: bare,
    start: index,
    end: index + whole.length,
    at: words.filter(({ start }) => start < index).length - 0.5,
  }));
  return { words, emoji };
};

const chunkOf = (text: string, start: number): Chunk => {
  const pieces = [...text.matchAll(/\p{Lu}\p{Ll}*|\p{Ll}+|\p{N}+/gu)];
  const inside = pieces.map(({ 0: piece, index }) => ({ text: plain(piece), offset: index, length: piece.length }));
  return { text, start, inside: text.startsWith('#') && inside.length > 1 ? inside : [] };
};

const wordsOf = (chunk: Chunk): Word[] => {
  const { text, start } = chunk;
  const end = start + text.length;
  if (/^h(?:tt|xx)ps?:/.test(text)) return [{ text: '', chunk, start, end, letters: start }];
  if (/^[@#$]/.test(text)) {
    const name = plain(text.slice(1));
    return [{ text: text.startsWith('@') ? (name.split('.')[0] ?? '') : name, chunk, start, end, letters: start + 1 }];
  }
  return [...text.matchAll(run)].map(({ 0: word, index }) => {
    const from = start + index;
    return { text: plain(word), chunk, start: from, end: from + word.length, letters: from };
  });
};
