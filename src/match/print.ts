import type { Attribute, QueryNode, TextTerm } from './query.ts';

/** Writes a query in its plainest form; parsing that gives the same query again. */
export const printQuery = (node: QueryNode): string => {
  switch (node.type) {
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
      return printTerm(node);
    case 'and':
      return node.parts.map((part) => (part.type === 'or' ? `(${printQuery(part)})` : printQuery(part))).join(' ');
    case 'or':
      return node.parts.map(printQuery).join(' OR ');
    case 'not':
      return printNot(node.part);
    case 'near':
      return `${printSide(node.left)} NEAR/${node.distance} ${printSide(node.right)}`;
    case 'lang':
    case 'source':
    case 'author':
    case 'site':
    case 'rating':
    case 'followers':
    case 'has':
    case 'is':
      return printAttribute(node);
  }
};

/** Writes one text term with its sign or quotes. */
const printTerm = (term: TextTerm): string => {
  switch (term.type) {
    case 'word':
      return term.text;
    case 'prefix':
      return `${term.text}*`;
    case 'phrase':
      return `"${term.text}"`;
    case 'inflected':
      return `${term.text}~${term.language ?? ''}`;
    case 'exact':
      return /[\s()"“”„«»]/.test(term.text) ? `="${term.text}"` : `=${term.text}`;
    case 'emoji':
      return term.text;
    case 'handle':
      return `@${term.name}`;
    case 'hashtag':
      return `#${term.tag}`;
    case 'cashtag':
      return `$${term.symbol}`;
    case 'domain':
      return term.host + term.path;
  }
};

const printAttribute = (attribute: Attribute): string => {
  switch (attribute.type) {
    case 'lang':
      return `lang:${attribute.lang}`;
    case 'source':
      return `source:${attribute.source}`;
    case 'author':
      return `author:${/^[\w@.-]+$/.test(attribute.author) ? attribute.author : `"${attribute.author}"`}`;
    case 'site':
      return `site:${attribute.host}${attribute.path}`;
    case 'rating':
    case 'followers':
      return `${attribute.type}${attribute.comparison}${attribute.value}`;
    case 'has':
    case 'is':
      return `${attribute.type}:${attribute.what}`;
  }
};

const printNot = (part: QueryNode): string => {
  if (part.type === 'and' || part.type === 'or' || part.type === 'near') return `NOT (${printQuery(part)})`;
  return part.type === 'not' ? `NOT ${printQuery(part)}` : `-${printQuery(part)}`;
};

const printSide = (terms: TextTerm[]): string =>
  terms.length === 1 ? terms.map(printTerm).join('') : `(${terms.map(printTerm).join(' OR ')})`;
