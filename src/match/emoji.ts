/** One emoji of a text, where it stands between the words. */
export interface PlacedEmoji {
  /** Without skin tone, sex and style. */
  text: string;
  start: number;
  end: number;
  /** How many words stand before it. */
  before: number;
}

const flag = String.raw`\p{Regional_Indicator}{2}`;
const picture = String.raw`\p{Extended_Pictographic}[\uFE0E\uFE0F]?\p{EMod}?`;
// https://www.unicode.org/reports/tr51/#EBNF_and_Regex; at most eight pictures are joined, so that no text makes this long.
const emojiHere = new RegExp(`${flag}|${picture}(?:\u200D${picture}){0,7}`, 'uy');
const onlyEmoji = new RegExp(`^(?:${flag}|${picture}(?:\u200D${picture}){0,7})+$`, 'u');

/** True when a text is one emoji, or several without anything between them. */
export const isEmoji = (text: string): boolean => onlyEmoji.test(text);

/** The emoji of a text that `isEmoji`. */
export const splitEmoji = (text: string): string[] => {
  const found: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = emojiEnd(text, at) ?? text.length;
    found.push(text.slice(at, end));
    at = end;
  }
  return found;
};

/** Where the emoji that starts here ends; `undefined` when there is none. */
export const emojiEnd = (text: string, start: number): number | undefined => {
  emojiHere.lastIndex = start;
  return emojiHere.test(text) ? emojiHere.lastIndex : undefined;
};

/** An emoji as it is compared: `👍🏽` is `👍`, `🤷‍♀️` is `🤷`. */
export const foldEmoji = (emoji: string): string =>
  emoji.replace(/[\uFE0E\uFE0F]|\p{EMod}/gu, '').replace(/(?<=.)\u200D[♀♂]/gu, '');
