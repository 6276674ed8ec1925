/** One thing the text is made of, in order. Addresses and handles are left out: their words are not the author's. */
export interface Token {
  kind: 'word' | 'number' | 'amount' | 'emoji' | 'mark';
  text: string;
  start: number;
  end: number;
}

export interface Tokens {
  list: Token[];
  /** The text names at least one account: `@name`. */
  handles: number;
}

/**
 * Longer texts are judged by their beginning: a review says what it is about early, and a megabyte of anything must not
 * hold up the mentions behind it.
 */
const judgedLength = 8000;

// Address | handle | sum of money | number | word, with inner apostrophes | emoji | typed face | marks. No groups: the
// first character tells which it is, and that is twice as fast.
const pattern = new RegExp(
  [
    String.raw`(?:https?:\/\/|www\.)\S+`,
    String.raw`(?<![\p{L}\p{N}_])@[\p{L}\p{N}_]+`,
    String.raw`[£$€₹]\s?\d[\d.,]*`,
    String.raw`\d[\d.,]*\s?[£$€₹]`,
    String.raw`\d[\p{L}\p{N}]*`,
    String.raw`[\p{L}\p{M}][\p{L}\p{M}\p{N}]*(?:['’ʼ][\p{L}\p{M}]+)*`,
    String.raw`\p{Extended_Pictographic}`,
    String.raw`[:;=]-?[()DPp\/|3](?![\p{L}\p{N}])|<3`,
    String.raw`[!?¿¡.,;:…\n]+`,
  ].join('|'),
  'gu',
);

/** Takes a text apart into words, numbers, sums of money, emoji and punctuation. */
export const tokenise = (text: string): Tokens => {
  const list: Token[] = [];
  let handles = 0;
  const judged = text.length > judgedLength ? text.slice(0, judgedLength) : text;
  let start = 0;
  for (const found of judged.match(pattern) ?? []) {
    start = judged.indexOf(found, start);
    const end = start + found.length;
    if (found.startsWith('@')) handles += 1;
    else if (!isAddress(found)) list.push({ kind: kindOf(found), text: found, start, end });
    start = end;
  }
  return { list, handles };
};

const isAddress = (found: string): boolean =>
  found.length > 4 && (found.startsWith('www.') || found.startsWith('http://') || found.startsWith('https://'));

const kindOf = (found: string): Token['kind'] => {
  const first = found.charCodeAt(0);
  if (isLetter(first)) return 'word';
  if (first >= 48 && first <= 57) return currency.test(found) ? 'amount' : 'number';
  if (marks.test(found)) return 'mark';
  if (currency.test(found)) return 'amount';
  return firstLetter.test(found) ? 'word' : 'emoji';
};

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);

const currency = /[£$€₹]/;
const marks = /^[!?¿¡.,;:…\n]+$/;
const firstLetter = /^[\p{L}\p{M}]/u;
