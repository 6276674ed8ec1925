import type { MatchInput, QueryNode } from '../../src/match/index.ts';
import type { TextTerm } from '../../src/match/query.ts';

interface Found {
  first: number;
  last: number;
  start: number;
  end: number;
}

interface Chunk {
  text: string;
  start: number;
  /** The chunk as words of the running text; a link has none. */
  words: string[];
  /** The words inside a hashtag with their offsets. */
  inside: { text: string; offset: number }[];
}

interface World {
  mention: MatchInput;
  words: { text: string; chunk: Chunk; start: number; end: number }[];
}

/** Says whether a query matches, the slow and plain way: every term against every place, nothing shared or prepared. */
export const naiveMatch = (query: QueryNode, mention: MatchInput): boolean => {
  const chunks = [...mention.text.matchAll(/[^\s,!]+/g)].map(({ 0: text, index }) => chunkOf(text, index));
  const words = chunks.flatMap((chunk) => {
    const sign = /^[@#$]/.test(chunk.text);
    let from = 0;
    return chunk.words.map((text) => {
      const length = sign || text === '' ? chunk.text.length : text.length;
      const start = chunk.start + from;
      from += length + 1;
      return { text, chunk, start, end: start + length };
    });
  });
  return holds(query, { mention, words }, true);
};

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ł', 'l');

const chunkOf = (text: string, start: number): Chunk => {
  if (text.startsWith('http')) return { text, start, words: [''], inside: [] };
  if (text.startsWith('@')) return { text, start, words: [plain(text.slice(1)).split('.')[0] ?? ''], inside: [] };
  if (text.startsWith('#')) return { text, start, words: [plain(text.slice(1))], inside: inside(text) };
  return { text, start, words: plain(text.replace(/^\$/, '')).split('-'), inside: [] };
};

const inside = (tag: string): Chunk['inside'] => {
  const found = [...tag.matchAll(/\p{Lu}\p{Ll}*|\p{Ll}+/gu)].map(({ 0: text, index }) => ({
    text: plain(text),
    offset: index,
  }));
  return found.length > 1 ? found : [];
};

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
    case 'author':
      return mention.author?.handle === node.author || mention.author?.name === node.author;
    case 'rating':
      return compared(mention.rating, node.comparison, node.value);
    case 'followers':
      return compared(mention.author?.followers, node.comparison, node.value);
    case 'has':
      return mention.text.includes('http');
    case 'is':
      return mention.inReplyTo !== undefined;
    case 'word':
    case 'prefix':
    case 'phrase':
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
  terms.flatMap((term) => world.words.flatMap((_, at) => findAt(term, world, at)));

const findAt = (term: TextTerm, { words }: World, at: number): Found[] => {
  const here = words[at];
  if (!here) return [];
  const whole = { first: at, last: at, start: here.start, end: here.end };
  switch (term.type) {
    case 'word':
    case 'phrase':
      return phraseAt(plain(term.text).split(/[ -]/), words, at);
    case 'prefix':
      return [here.text, ...here.chunk.inside.map(({ text }) => text)].some((text) => text.startsWith(term.text))
        ? prefixAt(term.text, here, whole)
        : [];
    case 'handle':
      return [`@${term.name}`, `@${term.name}.bsky.social`].includes(here.chunk.text.toLowerCase()) ? [whole] : [];
    case 'hashtag':
      return here.chunk.text.startsWith('#') && here.text === plain(term.tag) ? [whole] : [];
    case 'cashtag':
      return here.chunk.text === `$${term.symbol}` ? [whole] : [];
    case 'domain':
      return isOnSite(here.chunk.text, term.host, term.path) ? [whole] : [];
  }
};

const phraseAt = (wanted: string[], words: World['words'], at: number): Found[] => {
  const here = words[at];
  const end = words[at + wanted.length - 1];
  if (!here) return [];
  const found: Found[] = [];
  if (end && wanted.every((word, index) => words[at + index]?.text === word))
    found.push({ first: at, last: at + wanted.length - 1, start: here.start, end: end.end });
  if (here.chunk.text.startsWith('#') && here.text === wanted.join(''))
    found.push({ first: at, last: at, start: here.start, end: here.end });
  const parts = here.chunk.inside;
  parts.forEach((part, index) => {
    const last = parts[index + wanted.length - 1];
    if (last && wanted.every((word, next) => parts[index + next]?.text === word))
      found.push(within(here.start, at, part.offset, last.offset + last.text.length));
  });
  return found;
};

const prefixAt = (prefix: string, here: World['words'][number], whole: Found): Found[] => [
  ...(here.text.startsWith(prefix) ? [whole] : []),
  ...here.chunk.inside
    .filter(({ text }) => text.startsWith(prefix))
    .map(({ text, offset }) => within(here.start, whole.first, offset, offset + text.length)),
];

const within = (start: number, at: number, from: number, to: number): Found => ({
  first: at,
  last: at,
  start: start + from,
  end: start + to,
});

const isOnSite = (link: string, host: string, path: string): boolean => {
  const [, found = '', rest = ''] = /^https?:\/\/([^/?]+)([^?]*)/.exec(link) ?? [];
  const onHost = found === host || found.endsWith(`.${host}`);
  return onHost && `${rest.toLowerCase()}/`.startsWith(`${path}/`);
};
