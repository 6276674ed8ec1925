/** One thing a text is made of, in order. */
export interface Token {
  /**
   * Its normal form: lower case, letters repeated more than twice cut to two, `<user>`, `<url>`, `<money>` and other
   * numbers by their kind.
   */
  word: string;
  start: number;
  end: number;
}

/** What a text is beside its words. */
export interface TextMarks {
  /** How many accounts it names: `@name`. */
  handles: number;
  /** How many web addresses it holds. */
  addresses: number;
  /** How many words stand in capitals. */
  shouted: number;
  /** It begins by speaking to somebody: `@name …`. */
  addressed: boolean;
  repost: boolean;
}

/** A text taken apart. */
export interface Tokens extends TextMarks {
  list: Token[];
}

/**
 * Longer texts are judged by their beginning: a review says what it is about early, and a megabyte of anything must not
 * hold up the mentions behind it.
 */
const judgedLength = 4000;

// Address | handle | sum of money | number | word, with inner apostrophes and hyphens | typed face | emoji | marks.
// No groups: the first character tells which it is, and that is twice as fast.
const pattern = new RegExp(
  [
    String.raw`(?:[Hh][Tt][Tt][Pp][Ss]?:\/\/|[Ww]{3}\.)\S+`,
    String.raw`(?<![\p{L}\p{N}_])@[\p{L}\p{N}_]+`,
    String.raw`[£$€₹]\s?\d[\d.,]*`,
    String.raw`\d[\d.,:]*\s?(?:[£$€₹]|z[łl](?!\p{L})|euros?(?!\p{L})|eur(?!\p{L}))`,
    String.raw`\d[\d.,:%]*`,
    String.raw`\p{L}[\p{L}\p{M}\p{N}]*(?:['’ʼ\-][\p{L}\p{M}]+)*`,
    String.raw`[:;=]-?[()DPpoO\/|3*]+(?![\p{L}\p{N}])|<3+|\^_?\^`,
    String.raw`\p{Extended_Pictographic}`,
    String.raw`[!?¿¡]+|\.{2,}|…|[.,;:#]|\n+`,
  ].join('|'),
  'gu',
);

/** Gives out each token as it is written, with the place where it begins. */
export const eachToken = (text: string, take: (found: string, start: number) => void): void => {
  const judged = text.length > judgedLength ? text.slice(0, judgedLength) : text;
  let start = 0;
  for (const found of judged.match(pattern) ?? []) {
    start = judged.indexOf(found, start);
    take(found, start);
    start += found.length;
  }
};

/** Takes a text apart into words, numbers, sums of money, emoji and punctuation. */
export const tokenise = (text: string): Tokens => {
  const list: Token[] = [];
  const marks: TextMarks = { ...plainMarks(text) };
  eachToken(text, (found, start) => {
    const word = normalForm(found);
    if (word === user) marks.handles += 1;
    else if (word === address) marks.addresses += 1;
    else if (isShouted(found, word)) marks.shouted += 1;
    list.push({ word, start, end: start + found.length });
  });
  return { list, ...marks };
};

/** What a text is before its tokens are counted. */
export const plainMarks = (text: string): TextMarks => ({
  handles: 0,
  addresses: 0,
  shouted: 0,
  addressed: speaksTo.test(text),
  repost: text.startsWith('RT '),
});

const speaksTo = /^[.\s"]{0,2}@/;

/** The normal form of every handle. */
export const user = '<user>';
/** The normal form of every web address. */
export const address = '<url>';

/** Whether a token stands in capitals, by its normal form. */
export const isShouted = (found: string, word: string): boolean =>
  found.length > 2 &&
  found.charCodeAt(0) !== word.charCodeAt(0) &&
  !word.startsWith('<') &&
  found === found.toUpperCase();

/** The normal form of a token. */
export const normalForm = (found: string): string => {
  const first = found.charCodeAt(0);
  if (first >= codes.a && first <= codes.z) return isAddress(found) ? address : wordForm(found);
  if (first === codes.at) return user;
  if (first >= codes.zero && first <= codes.nine) return numberForm(found);
  if (currency.test(found)) return '<money>';
  if (first === codes.exclamation || first === codes.question) return markForm(found);
  if (first === codes.stop) return found.length > 1 ? '...' : '.';
  if (found === '…') return '...';
  if (first === codes.line) return '.';
  return isAddress(found) ? address : wordForm(found);
};

const codes = { a: 97, z: 122, at: 64, zero: 48, nine: 57, exclamation: 33, question: 63, stop: 46, line: 10 };
const currency = /^[£$€₹]/;

const isAddress = (found: string): boolean => found.length > 4 && addressStart.test(found);

const addressStart = /^(?:https?:\/\/|www\.)/i;

const wordForm = (found: string): string => {
  const lower = found.toLowerCase();
  const plain = /[’ʼ]/.test(lower) ? lower.replace(/[’ʼ]/g, "'") : lower;
  return stretched.test(plain) ? plain.replace(everyStretch, '$1$1') : plain;
};

const stretched = /(\p{L})\1\1/u;
const everyStretch = /(\p{L})\1{2,}/gu;

const numberForm = (found: string): string => {
  if (/[£$€₹a-zł]/.test(found)) return '<money>';
  if (found.includes('%')) return '<percent>';
  if (found.includes(':')) return '<time>';
  const digits = found.replace(/\D/g, '').length;
  return digits === 1 ? found : `<${Math.min(digits, 5)} digits>`;
};

const markForm = (found: string): string => {
  const asks = found.includes('?');
  if (asks && found.includes('!')) return '?!';
  const mark = asks ? '?' : '!';
  return found.length > 1 ? mark + mark : mark;
};

/** A word without accents: `avería` is `averia`, `łóżko` is `lozko`, `groß` is `gross`. */
export const fold = (word: string): string => (ascii.test(word) ? word : foldLetters(word));

// Every character of ASCII, the unprintable ones too.
const ascii = /^[\0-\x7f]*$/;

const foldLetters = (word: string): string =>
  word
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replaceAll('ł', 'l')
    .replaceAll('ß', 'ss');
