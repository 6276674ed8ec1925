import { latinised } from './confusables.ts';

/** What a character does when text is cut into words: small numbers, for they are kept in a table of bytes. */
export const Kind = {
  separator: 1,
  word: 2,
  /** A letter of a script written without spaces: each is a word of its own, which makes matching a substring search. */
  ideograph: 3,
  /** Belongs to the character before it: accents, vowel signs, invisible joiners. */
  mark: 4,
  at: 5,
  hash: 6,
  dollar: 7,
  emoji: 8,
} as const;

const signs: Record<string, number> = {
  '@': Kind.at,
  '＠': Kind.at,
  '#': Kind.hash,
  '＃': Kind.hash,
  $: Kind.dollar,
  '＄': Kind.dollar,
};

const mark = /[\p{M}\u00AD\u200B-\u200D\u2060\uFEFF\uFF9E\uFF9F]/u;
// Circled and squared letters are signs by their class, and letters to whoever writes with them.
const letterOrDigit = /[\p{L}\p{Nd}\p{Nl}\u24B6-\u24E9\u{1F130}-\u{1F149}]/u;
const emoji = /[\p{Extended_Pictographic}\p{Regional_Indicator}]/u;
const unspaced = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;

// Accents and selectors (they take on any script), Arabic and Hebrew vowel points, the Arabic stretcher, invisible joiners.
// Vowel signs of Indic and South-East Asian scripts and the voicing marks of Japanese stay: there they are spelling.
const dropped = /(?!\u3099|\u309A)\p{sc=Zinh}|(?=\p{Mn})[\p{sc=Arab}\p{sc=Hebr}]|[\u00AD\u0640\u200B\u2060\uFEFF]/gu;

// Letters that Unicode does not decompose but everybody types without their stroke.
const plainLetters: Record<string, string> = {
  ł: 'l',
  ß: 'ss',
  ø: 'o',
  đ: 'd',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  ŋ: 'n',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ð: 'd',
  ς: 'σ',
  // Small capitals and other letters that exist to look special.
  ᴀ: 'a',
  ʙ: 'b',
  ᴄ: 'c',
  ᴅ: 'd',
  ᴇ: 'e',
  ꜰ: 'f',
  ɢ: 'g',
  ʜ: 'h',
  ɪ: 'i',
  ᴊ: 'j',
  ᴋ: 'k',
  ʟ: 'l',
  ᴍ: 'm',
  ɴ: 'n',
  ᴏ: 'o',
  ᴘ: 'p',
  ʀ: 'r',
  ꜱ: 's',
  ᴛ: 't',
  ᴜ: 'u',
  ᴠ: 'v',
  ᴡ: 'w',
  ʏ: 'y',
  ᴢ: 'z',
  ɑ: 'a',
  ɡ: 'g',
};

const kinds = new Uint8Array(0x10000);
const rareKinds = new Map<number, number>();
const foldings: (string | undefined)[] = new Array(0x10000);

/** What the character at a place of the text does; surrogate pairs count as one. */
export const kindAt = (text: string, at: number): number => kinds[text.charCodeAt(at)] || learnKind(text, at);

/** 2 for a surrogate pair, otherwise 1. */
export const widthAt = (text: string, at: number): 1 | 2 =>
  text.charCodeAt(at) < 0xd800 || (text.codePointAt(at) ?? 0) <= 0xffff ? 1 : 2;

/** Where the word that starts here ends, accents and joiners included. */
export const wordEnd = (text: string, start: number): number => {
  let end = start;
  while (end < text.length) {
    const kind = kindAt(text, end);
    if (kind !== Kind.word && kind !== Kind.mark) break;
    end += widthAt(text, end);
  }
  return end;
};

/** Where a run of `a` to `z` and digits ends: words of these, most words there are, need no folding. */
export const plainEnd = (text: string, start: number): number => {
  let end = start;
  while (end < text.length && isPlain(text.charCodeAt(end))) end += 1;
  return end;
};

const isPlain = (code: number): boolean => (code > 96 && code < 123) || (code > 47 && code < 58);

/** Lower case without accents, in compatibility form: `Łódź` is `lodz`, `Straße` is `strasse`, `ＡＣＭＥ` is `acme`. */
export const fold = (text: string): string => {
  if (plainEnd(text, 0) === text.length) return text;
  let folded = '';
  let compose = false;
  for (let at = 0; at < text.length; at += widthAt(text, at)) {
    const code = text.codePointAt(at) ?? 0;
    compose ||= code > 0x2ff;
    folded += code > 0xffff ? foldOne(String.fromCodePoint(code)) : foldCommon(code);
  }
  return compose ? latinised(folded.normalize('NFC')) : folded;
};

// Each character is looked at with regular expressions once, and by table from then on.
const learnKind = (text: string, at: number): number => {
  const code = text.codePointAt(at) ?? 0;
  const known = rareKinds.get(code);
  if (known) return known;
  const kind = kindOf(String.fromCodePoint(code));
  if (code > 0xffff) rareKinds.set(code, kind);
  else kinds[code] = kind;
  return kind;
};

const kindOf = (character: string): number => {
  const sign = signs[character];
  if (sign) return sign;
  if (mark.test(character)) return Kind.mark;
  if (emoji.test(character) && !letterOrDigit.test(character)) return Kind.emoji;
  if (!letterOrDigit.test(character)) return Kind.separator;
  return unspaced.test(character) ? Kind.ideograph : Kind.word;
};

const foldCommon = (code: number): string => {
  const known = foldings[code];
  if (known !== undefined) return known;
  const folded = foldOne(String.fromCharCode(code));
  foldings[code] = folded;
  return folded;
};

const foldOne = (character: string): string => {
  const bare = character.normalize('NFKD').toLowerCase().replace(dropped, '');
  return [...bare]
    .map((letter) => plainLetters[letter] ?? letter)
    .join('')
    .normalize('NFC');
};
