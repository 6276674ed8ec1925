/**
 * The part of a text around a place, on one line, cut at word ends.
 *
 * @param most longest excerpt in UTF-16 units
 */
export const excerpt = (text: string, start: number, end: number, most = 120): string => {
  const shown = Math.min(end, start + most);
  const room = most - (shown - start);
  const before = Math.min(start, Math.max(Math.floor(room / 2), room - (text.length - shown)));
  const from = wordStart(text, start - before, start);
  const to = wordEnd(text, Math.min(text.length, shown + room - before), shown);
  return oneLine(text.slice(from, to));
};

const oneLine = (text: string): string => {
  const trimmed = text.trim();
  return /\s\s|[^\S ]/.test(trimmed) ? trimmed.replace(/\s+/g, ' ') : trimmed;
};

// In a script without spaces there may be no word end: then any whole character will do.
const wordStart = (text: string, from: number, latest: number): number => {
  if (from === 0 || isSpace(text, from - 1)) return from;
  for (let at = from; at < latest; at += 1) if (isSpace(text, at)) return at;
  return isLowSurrogate(text, from) ? from + 1 : from;
};

const wordEnd = (text: string, to: number, earliest: number): number => {
  if (to === text.length || isSpace(text, to)) return to;
  for (let at = to; at > earliest; at -= 1) if (isSpace(text, at - 1)) return at;
  return isLowSurrogate(text, to) ? to - 1 : to;
};

const isSpace = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xa0 || code === 0x3000;
};

const isLowSurrogate = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
};
