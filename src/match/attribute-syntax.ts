import type { Piece } from './leaf.ts';
import type { Attribute, Comparison, Notes } from './query.ts';

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
  site: 'source',
  network: 'source',
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
      return { type: 'has', what: readWhat(parts, 'link', complain) };
    case 'is':
      return { type: 'is', what: readWhat(parts, 'reply', complain) };
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

const readWhat = <What extends string>({ name, sign, value }: Parts, known: What, complain: Complain): What => {
  if (sign !== ':' || value.toLowerCase() !== known) complain(`${name}: knows only "${known}"`, `${name}:${known}`);
  return known;
};

const readUnknown = (text: string, { name, sign, value }: Parts, complain: Complain): undefined => {
  const meant = otherNames[name];
  if (meant) complain(`there is no "${name}${sign}" here`, `${meant}${sign}${value}`);
  else if (sign === ':') complain(`there is no "${name}:" here; quote it to look for the words`, `"${text}"`);
  return undefined;
};
