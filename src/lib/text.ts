import { Parser } from 'htmlparser2';

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

// C0 and C1 controls except newline and tab; bidirectional overrides and isolates; zero-width characters other than the
// joiners that emoji and several scripts need.
const unwanted = /(?![\n\t])\p{Cc}|[\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;

// Stacked marks beyond any script's need ("zalgo") cost rendering time and cover the lines above and below.
const stackedMarks = /\p{Mn}{4,}/gu;

/** Text from a stranger made safe to show anywhere: well-formed, without control characters and direction tricks. */
export const clean = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(unwanted, '')
    .replace(stackedMarks, (marks) => marks.slice(0, 3))
    .replace(/\n{3,}/g, '\n\n')
    .trim();

/** The same on one line. */
export const oneLine = (text: string): string => clean(text).replace(/\s+/g, ' ');

/**
 * Cuts text to a limit on a grapheme boundary and marks the cut with an ellipsis.
 *
 * @param measure counts what the channel counts; UTF-16 units unless given
 */
export const cut = (text: string, limit: number, measure: (part: string) => number = (part) => part.length): string => {
  if (text.length <= limit * 4 && measure(text) <= limit) return text;
  const ellipsis = '…';
  const room = limit - measure(ellipsis);
  if (room < 0) return '';
  const candidate = text.slice(0, limit * 4);
  const end = graphemeStart(candidate, longestPrefix(candidate, room, measure));
  return candidate.slice(0, end).trimEnd() + ellipsis;
};

// Measuring a dozen prefixes costs a fraction of walking through thousands of graphemes.
const longestPrefix = (text: string, room: number, measure: (part: string) => number): number => {
  let fits = 0;
  let over = text.length + 1;
  while (over - fits > 1) {
    const middle = Math.floor((fits + over) / 2);
    if (measure(text.slice(0, middle)) <= room) fits = middle;
    else over = middle;
  }
  return fits;
};

// At the very end the text goes on beyond what was looked at, so its last grapheme may be half of one.
const graphemeStart = (text: string, index: number): number =>
  graphemes.segment(text).containing(index === text.length ? index - 1 : index)?.index ?? 0;

/** Length in UTF-8 bytes. */
export const bytes = (text: string): number => Buffer.byteLength(text, 'utf8');

/** Length in code points. */
export const codePoints = (text: string): number => [...text].length;

const blockTags = new Set(['p', 'br', 'div', 'li', 'tr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre']);
const silentTags = new Set(['script', 'style', 'template', 'noscript']);

/** HTML to plain text, once, at the edge: entities decoded, block ends become line breaks, tags dropped. */
export const htmlToText = (html: string): string => {
  let out = '';
  let silent = 0;
  const parser = new Parser({
    onopentag: (name) => {
      if (silentTags.has(name)) silent += 1;
      // Hacker News and others open paragraphs without closing them.
      if (name === 'br' || (blockTags.has(name) && !out.endsWith('\n'))) out += '\n';
    },
    ontext: (text) => {
      if (silent === 0) out += text;
    },
    onclosetag: (name) => {
      if (silentTags.has(name)) silent -= 1;
      if (name !== 'br' && blockTags.has(name)) out += '\n';
    },
  });
  parser.end(html);
  return out
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
};

/** Title and body as one text; a title that only repeats how the body begins is dropped. */
export const titled = (title: string | null | undefined, body: string | null | undefined): string => {
  const [head, rest] = [(title ?? '').trim(), (body ?? '').trim()];
  const beginning = head.replace(/\s*(…|\.{3})$/, '');
  if (rest.startsWith(beginning)) return rest;
  return rest === '' ? head : `${head}\n\n${rest}`;
};

/**
 * The primary tag of a language a vendor names: `pt_BR` and `pt-br` are `pt`.
 *
 * @returns `undefined` when it names none, or says that it does not know (`und`, `zxx`, `mul`)
 */
export const primaryLanguage = (tag: string | null | undefined): string | undefined => {
  const primary = tag?.trim().toLowerCase().split(/[-_]/)[0] ?? '';
  return /^[a-z]{2,3}$/.test(primary) && !['und', 'zxx', 'mul'].includes(primary) ? primary : undefined;
};

const namedEntities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

/** Decodes the five entities that plain-text APIs leave in their text. */
export const decodeBasicEntities = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => namedEntities[entity] ?? entity);

/**
 * Only `http` and `https` addresses become links.
 *
 * @returns the address in its normal form, or `undefined` when it is anything else
 */
export const safeUrl = (url: string | null | undefined): string | undefined => {
  if (!url || !URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed.href : undefined;
};
