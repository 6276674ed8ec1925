import { emojiEnd, foldEmoji, type PlacedEmoji } from './emoji.ts';
import { fold, Kind, kindAt, plainEnd, widthAt, wordEnd } from './fold.ts';
import { addressEnd, bareLinks, isHost, type PlacedLink, readLink } from './links.ts';

/** One word of a text. */
export interface Token {
  kind: 'word' | 'handle' | 'hashtag' | 'cashtag' | 'link';
  /** Folded, without the sign before it; empty for a link, whose words are nobody's words. */
  text: string;
  /** Where it stands in the text as written, sign included. */
  start: number;
  end: number;
  /** What `@name` may ask for: the whole handle, and its beginning up to each dot, hyphen or `@`. */
  names?: string[];
  /** The words inside a hashtag: `#AcmeCoffee` holds acme and coffee. */
  parts?: Token[];
}

export interface Tokens {
  tokens: Token[];
  links: PlacedLink[];
  /** They stand between words and are none: `acme ☕ coffee` is still a phrase. */
  emoji: PlacedEmoji[];
}

interface Scan extends Tokens {
  text: string;
  /** The same text in lower case, letter for letter in the same places. */
  lower: string;
  /** A dot between two letters was seen: there may be a domain without `https://`. */
  dotted: boolean;
}

// Handles are domain names at most (Bluesky), https://atproto.com/specs/handle
const longestHandle = 253;
const sign = { ampersand: 0x26, hyphen: 0x2d, dot: 0x2e, colon: 0x3a, at: 0x40, underscore: 0x5f } as const;

/**
 * Cuts a text into folded words that know where they stand, and finds the links in it. Handles, hashtags and cashtags count
 * as one word; a link counts as one word that matches nothing. One pass, whatever the text.
 */
export const tokenise = (text: string): Tokens => {
  const scan: Scan = { text, lower: lowered(text), tokens: [], links: [], emoji: [], dotted: false };
  let at = 0;
  while (at < text.length) at = readNext(scan, at);
  if (scan.dotted) scan.links.push(...bareLinks(text, scan.tokens));
  return { tokens: scan.tokens, links: scan.links, emoji: scan.emoji };
};

// İ is the only letter that grows in lower case, https://www.unicode.org/Public/UCD/latest/ucd/SpecialCasing.txt
const lowered = (text: string): string => text.replaceAll('İ', 'I').toLowerCase();

const readNext = (scan: Scan, at: number): number => {
  switch (kindAt(scan.lower, at)) {
    case Kind.word:
      return readWord(scan, at);
    case Kind.ideograph:
      return readIdeograph(scan, at);
    case Kind.at:
      return readHandle(scan, at);
    case Kind.hash:
      return readHashtag(scan, at);
    case Kind.dollar:
      return readCashtag(scan, at);
    case Kind.emoji:
      return readEmoji(scan, at);
    default:
      return at + 1;
  }
};

const readWord = (scan: Scan, start: number): number => {
  const { lower, tokens } = scan;
  const plain = plainEnd(lower, start);
  const end = wordEnd(lower, plain);
  const follows = lower.charCodeAt(end);
  if (follows === sign.colon || follows === sign.dot) {
    const address = addressEnd(lower, start);
    if (address !== undefined) return readAddress(scan, start, address);
    scan.dotted ||= follows === sign.dot && end + 1 < lower.length && kindAt(lower, end + 1) === Kind.word;
  }
  const written = lower.slice(start, end);
  const folded = end === plain ? written : fold(written);
  if (folded !== '') tokens.push({ kind: 'word', text: folded, start, end });
  return end;
};

const readAddress = ({ lower, tokens, links }: Scan, start: number, end: number): number => {
  links.push({ ...readLink(lower, start, end), first: tokens.length, last: tokens.length });
  tokens.push({ kind: 'link', text: '', start, end });
  return end;
};

const readEmoji = ({ text, tokens, emoji }: Scan, start: number): number => {
  const end = emojiEnd(text, start);
  if (end === undefined) return start + widthAt(text, start);
  emoji.push({ text: foldEmoji(text.slice(start, end)), start, end, before: tokens.length });
  return end;
};

const readIdeograph = ({ text, tokens }: Scan, start: number): number => {
  let end = start + widthAt(text, start);
  while (end < text.length && kindAt(text, end) === Kind.mark) end += widthAt(text, end);
  tokens.push({ kind: 'word', text: fold(text.slice(start, end)), start, end });
  return end;
};

const readHandle = (scan: Scan, start: number): number => {
  const { lower, tokens, links } = scan;
  if (isInsideWord(lower, start)) return start + 1;
  const local = nameEnd(lower, start + 1);
  if (local === start + 1) return local;
  const end = handleEnd(lower, local);
  const name = lower.slice(start + 1, local);
  if (isHost(name)) links.push({ host: fold(name), path: '', start, end, first: tokens.length, last: tokens.length });
  const names = beginnings(fold(lower.slice(start + 1, end)));
  tokens.push({ kind: 'handle', text: names[0] ?? '', start, end, names });
  return end;
};

const isInsideWord = (text: string, at: number): boolean => at > 0 && kindAt(text, at - 1) === Kind.word;

// Where networks of many hosts put the second half: `@acme@mastodon.example`.
const handleEnd = (text: string, local: number): number => {
  const remote = text.charCodeAt(local) === sign.at ? nameEnd(text, local + 1) : local;
  return remote > local + 1 ? remote : local;
};

const nameEnd = (text: string, start: number): number => {
  if (!isNameLetter(text, start)) return start;
  const most = Math.min(text.length, start + longestHandle);
  let end = start + 1;
  while (end < most && (isNameLetter(text, end) || (isJoint(text, end) && isNameLetter(text, end + 1)))) end += 1;
  return end;
};

const isNameLetter = (text: string, at: number): boolean =>
  at < text.length && (kindAt(text, at) === Kind.word || text.charCodeAt(at) === sign.underscore);

const isJoint = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code === sign.dot || code === sign.hyphen;
};

const beginnings = (name: string): string[] => {
  if (!/[.@-]/.test(name)) return [name];
  return [...[...name.matchAll(/[.@-]/g)].map(({ index }) => name.slice(0, index)), name];
};

const readHashtag = ({ text, lower, tokens }: Scan, start: number): number => {
  if (isInsideWord(lower, start) || lower.charCodeAt(start - 1) === sign.ampersand) return start + 1;
  let end = start + 1;
  while (end < lower.length && isTagLetter(lower, end)) end += widthAt(lower, end);
  const tag = fold(lower.slice(start + 1, end));
  if (tag.replaceAll('_', '') === '') return end;
  const parts = tagParts(text, start + 1, end);
  tokens.push({ kind: 'hashtag', text: tag, start, end, ...(parts.length > 1 && { parts }) });
  return end;
};

const isTagLetter = (text: string, at: number): boolean => {
  const kind = kindAt(text, at);
  return kind === Kind.word || kind === Kind.ideograph || kind === Kind.mark || text.charCodeAt(at) === sign.underscore;
};

// BBCNewsUK2026 is BBC, News, UK, 2026: capitals together unless the last one opens a word.
const tagPiece = /\p{Lu}+(?!\p{Ll})|\p{Lu}?(?:(?!\p{Lu})[\p{L}\p{M}])+|\p{N}+/gu;

const tagParts = (text: string, start: number, end: number): Token[] => {
  const tag = text.slice(start, end);
  if (/^[A-Za-z]?[a-z]*$/.test(tag)) return [];
  return [...tag.matchAll(tagPiece)].flatMap(({ 0: piece, index }) =>
    tokenise(piece).tokens.map((part) => ({
      ...part,
      start: part.start + start + index,
      end: part.end + start + index,
    })),
  );
};

// X: one to six letters, https://docs.x.com/x-api/posts/search/integrate/operators
const readCashtag = (scan: Scan, start: number): number => {
  const { text, tokens } = scan;
  if (start + 1 >= text.length || kindAt(text, start + 1) !== Kind.word || isInsideWord(text, start)) return start + 1;
  const before = tokens.length;
  const end = readWord(scan, start + 1);
  const word = tokens[before];
  if (word && /^[a-z]{1,6}$/.test(word.text)) tokens[before] = { ...word, kind: 'cashtag', start };
  return end;
};
