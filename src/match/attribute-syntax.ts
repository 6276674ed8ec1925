import { closest } from '../lib/closest.ts';
import { readHost } from './links.ts';
import type { Attribute, Comparison, Notes, Piece } from './query.ts';

type Complain = (message: string, suggestion?: string) => void;

interface Parts {
  name: string;
  sign: string;
  value: string;
}

// What people write who know another query language.
const otherNames: Record<string, string> = {
  language: 'lang',
  from: 'author',
  by: 'author',
  user: 'author',
  network: 'source',
  platform: 'source',
  stars: 'rating',
  score: 'rating',
  min_followers: 'followers',
};

/**
 * Reads `lang:pl`, `rating<=2`, `has:link` and their like.
 *
 * @returns `undefined` when the piece is no attribute
 */
export const readAttribute = ({ text, at, length }: Piece, notes: Notes): Attribute | undefined => {
  const [, name = '', sign = '', value = ''] = /^([a-z_]+)(:|<=|>=|=|<|>)(.*)$/i.exec(text) ?? [];
  const parts = { name: name.toLowerCase(), sign, value };
  const complain: Complain = (message, suggestion) =>
    notes.problems.push({ message, at, length, ...(suggestion !== undefined && { suggestion }) });

  switch (parts.name) {
    case 'lang':
      return { type: 'lang', lang: readTag(parts, 'en', complain) };
    case 'source':
      return { type: 'source', source: readTag(parts, 'twitter', complain) };
    case 'author':
      return { type: 'author', author: readAuthor(parts, complain) };
    case 'rating':
    case 'followers':
      return { type: parts.name, ...readComparison(parts, complain) };
    case 'has':
      return { type: 'has', what: readWhat(parts, ['link'], complain) };
    case 'is':
      return { type: 'is', what: readWhat(parts, ['reply', 'repost', 'quote'], complain) };
    case 'site':
      return { type: 'site', ...readSite(parts, complain) };
    default:
      return readUnknown(text, parts, complain);
  }
};

const readTag = ({ name, sign, value }: Parts, example: string, complain: Complain): string => {
  if (sign !== ':' || !/^[\w-]+$/.test(value))
    complain(`${name}: is followed by one name`, `${name}:${value.replace(/[^\w-]/g, '') || example}`);
  return value.toLowerCase();
};

const readAuthor = ({ sign, value }: Parts, complain: Complain): string => {
  const author = value.trim();
  if (sign !== ':' || author === '') complain('author: is followed by a handle or a quoted name', `author:${author}`);
  return author;
};

const readComparison = (
  { name, sign, value }: Parts,
  complain: Complain,
): { comparison: Comparison; value: number } => {
  const comparison = comparisons.find((known) => known === sign);
  const amount = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : undefined;
  if (!comparison || amount === undefined)
    complain(`${name} is compared with a number by =, <, >, <= or >=`, `${name}${comparison ?? '='}${amount ?? 1}`);
  return { comparison: comparison ?? '=', value: amount ?? 0 };
};

const comparisons = ['=', '<', '>', '<=', '>='] as const;

const readWhat = <What extends string>(
  { name, sign, value }: Parts,
  known: readonly [What, ...What[]],
  complain: Complain,
): What => {
  const lower = value.toLowerCase();
  const found = known.find((what) => what === lower);
  if (sign === ':' && found) return found;
  const [first] = known;
  const list = known.map((what) => `"${what}"`).join(', ');
  complain(`${name}: knows only ${list}`, `${name}:${synonyms[lower] ?? closest(lower, known) ?? first}`);
  return first;
};

const synonyms: Record<string, string> = { retweet: 'repost', share: 'repost', reblog: 'repost', comment: 'reply' };

const readSite = ({ sign, value }: Parts, complain: Complain): { host: string; path: string } => {
  const address = readHost(value);
  if (sign !== ':' || !address || address.path !== address.plainPath)
    complain(
      'site: is followed by the address of a site, as far as its path',
      `site:${address ? address.host + address.plainPath : 'example.com'}`,
    );
  return { host: address?.host ?? '', path: (address?.plainPath ?? '').replace(/\/+$/, '') };
};

const readUnknown = (text: string, { name, sign, value }: Parts, complain: Complain): undefined => {
  const meant = otherNames[name];
  if (meant) complain(`there is no "${name}${sign}" here`, `${meant}${sign}${value}`);
  else if (name === 'url' || name === 'link') complain(`write a web address without "${name}:"`, value);
  else if (sign === ':')
    complain(`there is no "${name}:" here; quote it to look for the words`, misspelt(name, sign, value) ?? `"${text}"`);
  return undefined;
};

const names = ['lang', 'source', 'author', 'site', 'rating', 'followers', 'has', 'is'];

// `foo:bar` is rather two words than a condition; `lnag:pl` is not.
const misspelt = (name: string, sign: string, value: string): string | undefined => {
  const meant = name.length > 3 ? closest(name, names) : undefined;
  return meant && value !== '' ? meant + sign + value : undefined;
};
