import type { MatchInput, QueryNode } from '../../src/match/index.ts';
import type { TextTerm } from '../../src/match/query.ts';
import { tagWords } from '../../src/match/tag-words.ts';
import { type Emoji, plain, readText, type Word, wordsIn } from './naive-text.ts';

interface Found {
  first: number;
  last: number;
  start: number;
  end: number;
}

interface World {
  mention: MatchInput;
  words: Word[];
  emoji: Emoji[];
}

/** Says whether a query matches, the slow and plain way: every term against every place, nothing shared or prepared. */
export const naiveMatch = (query: QueryNode, mention: MatchInput): boolean =>
  holds(query, { mention, ...readText(mention.text) }, true);

const holds = (node: QueryNode, world: World, wanted: boolean): boolean => {
  const { mention } = world;
  switch (node.type) {
    case 'and':
      return node.parts.every((part) => holds(part, world, wanted));
    case 'or':
      return node.parts.some((part) => holds(part, world, wanted));
    case 'not':
      return !holds(node.part, world, !wanted);
    case 'near':
      return isNear(find(node.left, world), find(node.right, world), node.distance);
    case 'lang':
      return mention.lang === undefined ? wanted : mention.lang === node.lang;
    case 'source':
      return mention.source === undefined ? wanted : mention.source === node.source;
    case 'site':
      return isOnSite(mention.url ?? '', node.host, node.path);
    case 'author':
      return mention.author?.handle === node.author || mention.author?.name === node.author;
    case 'rating':
      return compared(mention.rating, node.comparison, node.value);
    case 'followers':
      return compared(mention.author?.followers, node.comparison, node.value);
    case 'has':
      return /h(?:tt|xx)p/.test(mention.text);
    case 'is':
      return mention[({ reply: 'inReplyTo', repost: 'reposts', quote: 'quotes' } as const)[node.what]] !== undefined;
    case 'word':
    case 'prefix':
    case 'phrase':
    case 'inflected':
    case 'exact':
    case 'emoji':
    case 'handle':
    case 'hashtag':
    case 'cashtag':
    case 'domain':
      return find([node], world).length > 0;
  }
};

const compared = (known: number | undefined, comparison: string, value: number): boolean => {
  if (known === undefined) return false;
  if (comparison === '=') return known === value;
  return (comparison.includes('=') && known === value) || (comparison.includes('<') ? known < value : known > value);
};

const isNear = (left: Found[], right: Found[], distance: number): boolean =>
  left.some((one) =>
    right.some(
      (other) =>
        (one.end <= other.start && other.first - one.last <= distance) ||
        (other.end <= one.start && one.first - other.last <= distance),
    ),
  );

const find = (terms: TextTerm[], world: World): Found[] =>
  terms.flatMap((term) => {
    if (term.type === 'exact') return exactPlaces(term.text, world);
    if (term.type !== 'emoji') return world.words.flatMap((_, at) => findAt(term, world.words, at));
    return world.emoji
      .filter(({ text }) => text === term.text)
      .map(({ start, end, at }) => ({ first: at, last: at, start, end }));
  });

const declined: Record<string, string[]> = {
  Allegro: ['allegro', 'allegrze', 'allegrem', 'allegros'],
  'Allegro pl': ['allegro', 'allegrze', 'allegrem'],
  'Allegro es': ['allegro', 'allegros'],
};

const findAt = (term: Exclude<TextTerm, { type: 'exact' | 'emoji' }>, words: readonly Word[], at: number): Found[] => {
  const here = words[at];
  if (!here) return [];
  const whole = { first: at, last: at, start: here.start, end: here.end };
  switch (term.type) {
    case 'word':
    case 'phrase':
      return phraseAt(wordsIn(term.text), words, at);
    case 'inflected':
      return (declined[[term.text, ...(term.language ? [term.language] : [])].join(' ')] ?? []).flatMap((form) =>
        phraseAt([form], words, at),
      );
    case 'prefix':
      return prefixAt(plain(term.text), here, whole);
    case 'handle':
      return [`@${term.name}`, `@${term.name}.bsky.social`].includes(here.chunk.text.toLowerCase()) ? [whole] : [];
    case 'hashtag':
      return here.chunk.text.startsWith('#') && here.text === plain(term.tag) ? [whole] : [];
    case 'cashtag':
      return here.chunk.text === `$${term.symbol}` ? [whole] : [];
    case 'domain':
      return domainAt(term.host, term.path, words, at, whole);
  }
};

const phraseAt = (wanted: string[], words: readonly Word[], at: number): Found[] => {
  const here = words[at];
  const end = words[at + wanted.length - 1];
  if (!here) return [];
  const found: Found[] = [];
  const whole = { first: at, last: at, start: here.start, end: here.end };
  if (end && wanted.every((word, index) => words[at + index]?.text === word))
    found.push({ ...whole, last: at + wanted.length - 1, end: end.end });
  if (!here.chunk.text.startsWith('#')) return found;
  if (here.text === wanted.join('') || isInTag(wanted.join(''), here)) found.push(whole);
  const parts = here.chunk.inside;
  parts.forEach((part, index) => {
    const last = parts[index + wanted.length - 1];
    if (last && wanted.every((word, next) => parts[index + next]?.text === word))
      found.push(within(here.start, at, part.offset, last.offset + last.length));
  });
  return found;
};

/** Everyday words to the left and to the right, and nothing else. */
const isInTag = (name: string, { text, chunk }: Word): boolean =>
  name.length >= 4 &&
  !/\p{Ll}\p{Lu}/u.test(chunk.text) &&
  [...text].some(
    (_, at) => text.startsWith(name, at) && isEveryday(text.slice(0, at)) && isEveryday(text.slice(at + name.length)),
  );

const isEveryday = (text: string): boolean =>
  text === '' ||
  (/^[\d_]/.test(text) && isEveryday(text.slice(1))) ||
  tagWords.some((word) => text.startsWith(word) && isEveryday(text.slice(word.length)));

const prefixAt = (prefix: string, here: Word, whole: Found): Found[] => [
  ...(here.text.startsWith(prefix) ? [whole] : []),
  ...here.chunk.inside
    .filter(({ text }) => text.startsWith(prefix))
    .map(({ offset, length }) => within(here.start, whole.first, offset, offset + length)),
];

const within = (start: number, at: number, from: number, to: number): Found => ({
  first: at,
  last: at,
  start: start + from,
  end: start + to,
});

const exactPlaces = (wanted: string, { mention: { text }, words }: World): Found[] => {
  const written = (part: string): string => (wanted === wanted.toLowerCase() ? part.toLowerCase() : part);
  const isLetter = (sign: string): boolean => /[\p{L}\p{N}]/u.test(sign);
  const expected = wordsIn(wanted).join(' ');
  return [...text].flatMap((_, start) => {
    const end = start + wanted.length;
    if (written(text.slice(start, end)) !== wanted) return [];
    if (isLetter(text.charAt(start - 1)) || isLetter(text.charAt(end))) return [];
    const covered = words.filter((word) => word.letters >= start && word.end <= end);
    const first = words.findIndex(({ letters }) => letters === covered[0]?.letters);
    if (covered.map((word) => word.text).join(' ') !== expected) return [];
    return [{ first, last: first + covered.length - 1, start, end }];
  });
};

const domainAt = (host: string, path: string, words: readonly Word[], at: number, whole: Found): Found[] => {
  const { chunk, start } = words[at] ?? { chunk: { text: '', start: 0 }, start: 0 };
  if (/^h(?:tt|xx)p/.test(chunk.text)) return isOnSite(chunk.text, host, path) ? [whole] : [];
  const shown = chunk.text
    .slice(start - chunk.start)
    .toLowerCase()
    .replace(/\[\.\]|\(dot\)/g, '.');
  if (path !== '' || shown !== host) return [];
  const last = words.findLastIndex((word) => word.chunk === chunk);
  return [{ first: at, last, start, end: words[last]?.end ?? 0 }];
};

const isOnSite = (link: string, host: string, path: string): boolean => {
  const [, found = '', rest = ''] = /^h(?:tt|xx)ps?:\/\/(?:www\.)?([^/?]+)([^?]*)/.exec(link) ?? [];
  const onHost = found === host || found.endsWith(`.${host}`);
  return onHost && `${rest.toLowerCase()}/`.startsWith(`${path}/`);
};
