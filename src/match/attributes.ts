import type { Mention } from '../domain/mention.ts';
import { fold } from './fold.ts';
import { domainsOf, foldHost, foldPath, readLink } from './links.ts';
import type { Attribute, Comparison } from './query.ts';

/** What of a mention the matcher looks at. */
export type MatchInput = Pick<Mention, 'text'> &
  Partial<Pick<Mention, 'lang' | 'url' | 'author' | 'source' | 'rating' | 'inReplyTo' | 'reposts' | 'quotes'>>;

/**
 * Asks one attribute of a mention.
 *
 * @returns `undefined` when the source did not say (language, source): nothing is excluded on what is not known
 */
export const hasAttribute = (attribute: Attribute, mention: MatchInput, hasLink: boolean): boolean | undefined => {
  switch (attribute.type) {
    case 'lang':
      return speaks([attribute.lang], mention);
    case 'source':
      return comesFrom([attribute.source], mention);
    case 'author':
      return isBy(attribute.author, mention);
    case 'rating':
      return compare(mention.rating, attribute.comparison, attribute.value);
    case 'followers':
      return compare(mention.author?.followers, attribute.comparison, attribute.value);
    case 'has':
      return hasLink;
    case 'is':
      return isKind(attribute.what, mention);
    case 'site':
      return isOn(attribute, mention);
  }
};

/** True when a mention is in one of the languages; `undefined` when its source names none. */
export const speaks = (languages: readonly string[], { lang }: MatchInput): boolean | undefined => {
  const spoken = primaryTag(lang ?? 'und');
  return spoken === 'und' ? undefined : languages.some((language) => primaryTag(language) === spoken);
};

/** True when a mention comes from one of the sources; `undefined` when it names none. */
export const comesFrom = (sources: readonly string[], { source }: MatchInput): boolean | undefined =>
  source === undefined ? undefined : sources.some((name) => name.toLowerCase() === source.toLowerCase());

// Reposts that keep the text of another often say so only in its first word.
const isKind = (what: 'reply' | 'repost' | 'quote', { text, inReplyTo, reposts, quotes }: MatchInput): boolean => {
  switch (what) {
    case 'reply':
      return inReplyTo !== undefined;
    case 'repost':
      return reposts !== undefined || /^RT @\w/.test(text);
    case 'quote':
      return quotes !== undefined;
  }
};

const isOn = ({ host, path }: Attribute & { type: 'site' }, { url }: MatchInput): boolean => {
  if (!url) return false;
  const page = readLink(url.toLowerCase(), 0, url.length);
  return domainsOf(page.host).includes(foldHost(host)) && `${page.path}/`.startsWith(`${foldPath(path)}/`);
};

const primaryTag = (tag: string): string => tag.toLowerCase().split(/[-_]/, 1)[0] ?? '';

const isBy = (wanted: string, { author }: MatchInput): boolean => {
  const name = bareName(wanted);
  return [author?.handle, author?.id, author?.name].some((known) => known !== undefined && bareName(known) === name);
};

const bareName = (name: string): string => fold(name).replace(/^@/, '');

const compare = (known: number | undefined, comparison: Comparison, value: number): boolean => {
  if (known === undefined) return false;
  switch (comparison) {
    case '=':
      return known === value;
    case '<':
      return known < value;
    case '>':
      return known > value;
    case '<=':
      return known <= value;
    case '>=':
      return known >= value;
  }
};
