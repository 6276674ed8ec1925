import { buildAutomaton } from './automaton.ts';
import type { PlacedEmoji } from './emoji.ts';
import type { Place } from './judge.ts';
import { domainsOf, leadingPaths, type PlacedLink } from './links.ts';
import { buildTagFinder } from './tag-terms.ts';
import type { Needle } from './terms.ts';
import { type Token, tokenise } from './tokens.ts';

/** What one scan found: the places of each term, by its number. */
export interface Findings {
  places: ReadonlyMap<number, Place[]>;
  hasLink: boolean;
}

const nowhere = new Map<number, Place[]>();

type Note = (term: number, place: Place) => void;

interface Tables {
  handle: Map<string, number[]>;
  /** A phrase is also filed under the hashtag that runs its words together. */
  hashtag: Map<string, number[]>;
  cashtag: Map<string, number[]>;
  emoji: Map<string, number[]>;
  /** Terms by host, then by path. */
  site: Map<string, Map<string, number[]>>;
  /** Most segments the path of any term has. */
  depth: number;
}

/**
 * Builds the scanner for numbered needles. It reads a text once, whatever their number.
 *
 * @param everywhere the terms all of whose places are wanted; of the others the first one will do
 */
export const buildScanner = (
  needles: readonly Needle[],
  everywhere: ReadonlySet<number>,
): ((text: string) => Findings) => {
  const automaton = automatonOf(needles);
  const tables = tablesOf(needles);
  const findInTag = buildTagFinder(needles);

  return (text) => {
    let places = nowhere;
    const { tokens, links, emoji } = tokenise(text);
    const note: Note = (term, place) => {
      if (places === nowhere) places = new Map();
      const known = places.get(term);
      if (!known) places.set(term, [place]);
      else if (everywhere.has(term)) known.push(place);
      else if (place.start < (known[0]?.start ?? 0)) known[0] = place;
    };
    automaton.scan(tokens, (term, first, last) => note(term, placeOf(tokens, first, last)));
    let hasLink = false;
    for (let at = 0; at < tokens.length; at += 1) {
      const token = tokens[at];
      if (!token || token.kind === 'word') continue;
      if (token.kind === 'link') hasLink = true;
      else noteSign(token, at, tables, note);
      // A tag with capitals inside says itself where its words begin.
      if (token.kind === 'hashtag' && !/\p{Ll}\p{Lu}/u.test(text.slice(token.start, token.end)))
        findInTag(token.text, (term) => note(term, placeOf(tokens, at, at)));
      const { parts } = token;
      if (parts)
        automaton.scan(parts, (term, first, last) =>
          note(term, { ...placeOf(parts, first, last), first: at, last: at }),
        );
    }
    if (tables.site.size > 0) for (const link of links) noteSites(link, tables, note);
    if (tables.emoji.size > 0) for (const each of emoji) noteEmoji(each, tables, note);
    return { places, hasLink };
  };
};

const automatonOf = (needles: readonly Needle[]) =>
  buildAutomaton(
    needles.flatMap((needle, term) => (needle.type === 'words' ? [{ words: needle.words, term }] : [])),
    needles.flatMap((needle, term) => (needle.type === 'beginning' ? [{ text: needle.text, term }] : [])),
  );

const tablesOf = (needles: readonly Needle[]): Tables => {
  const tables: Tables = {
    handle: new Map(),
    hashtag: new Map(),
    cashtag: new Map(),
    emoji: new Map(),
    site: new Map(),
    depth: 0,
  };
  needles.forEach((needle, term) => {
    fileNeedle(tables, needle, term);
  });
  return tables;
};

const fileNeedle = (tables: Tables, needle: Needle, term: number): void => {
  switch (needle.type) {
    case 'words':
      if (needle.words.length > 1) file(tables.hashtag, needle.words.join(''), term);
      break;
    case 'handle':
    case 'hashtag':
    case 'cashtag':
    case 'emoji':
      file(tables[needle.type], needle.name, term);
      break;
    case 'site':
      fileSite(tables, needle.host, needle.path, term);
      break;
    case 'beginning':
      break;
  }
};

const file = (table: Map<string, number[]>, key: string, term: number): void => {
  const terms = table.get(key);
  if (terms) terms.push(term);
  else table.set(key, [term]);
};

const fileSite = (tables: Tables, host: string, path: string, term: number): void => {
  const paths = tables.site.get(host) ?? new Map<string, number[]>();
  tables.site.set(host, paths);
  file(paths, path, term);
  tables.depth = Math.max(tables.depth, path.split('/').length - 1);
};

const placeOf = (tokens: readonly Token[], first: number, last: number): Place => ({
  first,
  last,
  start: tokens[first]?.start ?? 0,
  end: tokens[last]?.end ?? 0,
});

const noteSign = (token: Token, at: number, tables: Tables, note: Note): void => {
  if (token.kind === 'word' || token.kind === 'link') return;
  const table = tables[token.kind];
  if (table.size === 0) return;
  for (const name of token.names ?? [token.text])
    for (const term of table.get(name) ?? []) note(term, { first: at, last: at, start: token.start, end: token.end });
};

// Half a word away from the words on both sides.
const noteEmoji = ({ text, start, end, before }: PlacedEmoji, { emoji }: Tables, note: Note): void => {
  for (const term of emoji.get(text) ?? []) note(term, { first: before - 0.5, last: before - 0.5, start, end });
};

const noteSites = (link: PlacedLink, { site, depth }: Tables, note: Note): void => {
  const { first, last, start, end } = link;
  for (const domain of domainsOf(link.host)) {
    const paths = site.get(domain);
    if (!paths) continue;
    for (const path of leadingPaths(link.path, depth))
      for (const term of paths.get(path) ?? []) note(term, { first, last, start, end });
  }
};
