import { escapeXml } from '../lib/xml.ts';
import { type SeenRequest, type StandIn, type StandInAnswer, startStandIn } from './stand-in.ts';

/** A story (with a title) or a comment (with a parent) as it is written on the stand-in. */
export interface PlayedPost {
  id?: string;
  author?: string;
  /** Plain text; a story may have none. */
  text?: string;
  title?: string;
  url?: string;
  /** Ids of what it answers and of the story, for comments. */
  parent?: string;
  story?: string;
  /** Default: now. */
  at?: Date;
}

export interface HackerNewsStandIn extends StandIn {
  /** Publishes a story or a comment and returns its id. */
  add(post: PlayedPost): string;
  remove(id: string): void;
}

interface Options {
  port?: number;
  now: () => Date;
  posts?: PlayedPost[];
  /** Of everything nobody asked for, the newest comment is this old. Default 1 minute; more plays an index that stands still. */
  behindMs?: number;
}

type StoredPost = PlayedPost & { id: string; author: string; at: Date };

/** Plays Algolia's search of Hacker News; reached under `/api/v1` as well as at the root. */
export const startHackerNews = async ({
  port,
  now,
  posts: first = [],
  behindMs = 60_000,
}: Options): Promise<HackerNewsStandIn> => {
  const posts = new Map<string, StoredPost>();

  const add = (post: PlayedPost): string => {
    const at = post.at ?? now();
    const id = post.id ?? String(Math.floor(at.getTime() / 1000) * 100 + (posts.size % 100));
    posts.set(id, { author: 'visitor', ...post, id, at });
    return id;
  };
  for (const post of first) add(post);

  const standIn = await startStandIn((request) => {
    if (!request.path.endsWith('/search_by_date')) return { status: 404, body: { status: 404, error: 'Not Found' } };
    const someone = {
      id: '1',
      author: 'someone',
      text: 'Elsewhere.',
      parent: '0',
      at: new Date(now().getTime() - behindMs),
    };
    const everything = request.query.get('query') ? [...posts.values()] : [someone, ...posts.values()];
    return search(request.query, everything);
  }, port);

  return Object.assign(standIn, { add, remove: (id: string) => void posts.delete(id) });
};

const search = (query: SeenRequest['query'], posts: StoredPost[]): StandInAnswer => {
  const filters = (query.get('numericFilters') ?? '').split(',').filter((filter) => filter !== '');
  const strange = filters.find((filter) => !bound.test(filter));
  if (strange !== undefined)
    return { status: 400, body: { message: `invalid numeric attribute(${strange})`, status: 400 } };

  const page = Number(query.get('page') ?? 0);
  const hitsPerPage = Math.min(1000, Number(query.get('hitsPerPage') ?? 20));
  const found = posts
    .filter((post) => isTagged(post, query.get('tags') ?? '') && filters.every((filter) => isWithin(post, filter)))
    .filter((post) => says(post, query))
    .sort((a, b) => b.at.getTime() - a.at.getTime());
  const hits = found
    .slice(0, 1000)
    .slice(page * hitsPerPage, (page + 1) * hitsPerPage)
    .map(hitOf);
  return { body: { hits, nbHits: found.length, page, hitsPerPage, query: query.get('query') ?? '' } };
};

const secondsOf = ({ at }: StoredPost): number => Math.floor(at.getTime() / 1000);

const bound = /^created_at_i(<=|>=|<|>|=)(\d+)$/;

const isWithin = (post: StoredPost, filter: string): boolean => {
  const [, operator, limit] = bound.exec(filter) ?? [];
  const distance = secondsOf(post) - Number(limit);
  switch (operator) {
    case '<':
      return distance < 0;
    case '<=':
      return distance <= 0;
    case '>':
      return distance > 0;
    case '>=':
      return distance >= 0;
    default:
      return distance === 0;
  }
};

// A comma is "and", parentheses are "or".
const isTagged = (post: StoredPost, tags: string): boolean => {
  const own = tagsOf(post);
  const groups = tags.match(/\([^)]*\)|[^,]+/g) ?? [];
  return groups.every((group) =>
    group
      .replace(/[()]/g, '')
      .split(',')
      .some((tag) => own.includes(tag)),
  );
};

const tagsOf = (post: StoredPost): string[] => [
  post.title === undefined ? 'comment' : 'story',
  `author_${post.author}`,
  `story_${post.story ?? post.id}`,
];

const says = (post: StoredPost, query: SeenRequest['query']): boolean => {
  const { title, url, text, author } = post;
  const attributes = { title, url, comment_text: text, story_text: text, author };
  const restricted = query.get('restrictSearchableAttributes')?.split(',');
  const words = Object.entries(attributes)
    .filter(([name]) => restricted === undefined || restricted.includes(name))
    .map(([, value]) => ` ${wordsOf(value ?? '')}`)
    .join('\n');
  const terms = (query.get('query') ?? '').match(/-?"[^"]*"|\S+/g) ?? [];
  return terms.every((term) => (term.startsWith('-') ? !contains(words, term.slice(1)) : contains(words, term)));
};

const wordsOf = (text: string): string =>
  `${
    text
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join(' ') ?? ''
  } `;

// A quoted term is met word by word; the last word of anything else by its beginning.
const contains = (words: string, term: string): boolean =>
  words.includes(term.startsWith('"') ? ` ${wordsOf(term)}` : ` ${wordsOf(term).trimEnd()}`);

const hitOf = (post: StoredPost): unknown => ({
  objectID: post.id,
  created_at: post.at.toISOString(),
  created_at_i: secondsOf(post),
  author: post.author,
  story_id: Number(post.story ?? post.id),
  ...(post.title === undefined
    ? { comment_text: htmlOf(post.text ?? ''), parent_id: Number(post.parent ?? post.story ?? 0) }
    : { title: post.title, url: post.url ?? null, story_text: post.text === undefined ? null : htmlOf(post.text) }),
  _tags: tagsOf(post),
  updated_at: post.at.toISOString(),
});

// Paragraphs are opened and never closed, and slashes are entities.
const htmlOf = (text: string): string =>
  escapeXml(text).replaceAll('&#39;', '&#x27;').replaceAll('/', '&#x2F;').replaceAll('\n\n', '<p>');
