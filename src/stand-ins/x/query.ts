import type { StoredPost } from './posts.ts';
import { refusal } from './refusal.ts';
import { fold } from './words.ts';

/** True for the posts that a query finds. */
export type Matcher = (post: StoredPost) => boolean;

interface Term {
  matches: Matcher;
  /** May a query consist of this alone? */
  standsAlone: boolean;
}

const tokenPattern = /\s*(\(|\)|-(?=\S)|(?:[a-z_]+:)?"[^"]*"|[^\s()"]+)/gy;

/**
 * Reads a query of recent search: words, phrases, `@`, `#`, operators, `OR`, `-` and parentheses,
 * https://docs.x.com/x-api/posts/search/integrate/build-a-query
 *
 * @throws Refusal with the sentence that X would answer
 */
export const readQuery = (query: string): Matcher => {
  const tokens = [...query.trim().matchAll(tokenPattern)].map(([, token = '']) => token);
  const reader = { tokens, at: 0 };
  const { matches, standsAlone } = readAlternatives(reader);
  if (reader.at < tokens.length) throw refusal('query', `no viable alternative at input '${tokens[reader.at]}'`);
  if (!standsAlone) throw refusal('query', 'Rules must contain a standalone operator that is not negated');
  return matches;
};

interface Reader {
  tokens: string[];
  at: number;
}

const readAlternatives = (reader: Reader): Term => {
  const options = [readAll(reader)];
  while (reader.tokens[reader.at] === 'OR') {
    reader.at += 1;
    options.push(readAll(reader));
  }
  return {
    matches: (post) => options.some((option) => option.matches(post)),
    standsAlone: options.every((option) => option.standsAlone),
  };
};

const readAll = (reader: Reader): Term => {
  const terms: Term[] = [];
  while (!endsGroup(reader.tokens[reader.at])) terms.push(readOne(reader));
  if (terms.length === 0) throw refusal('query', 'missing a term');
  return {
    matches: (post) => terms.every((term) => term.matches(post)),
    standsAlone: terms.some((term) => term.standsAlone),
  };
};

const endsGroup = (token: string | undefined): boolean => token === undefined || token === ')' || token === 'OR';

const readOne = (reader: Reader): Term => {
  const token = reader.tokens[reader.at] ?? '';
  reader.at += 1;
  if (token === '-') {
    const { matches } = readOne(reader);
    return { matches: (post) => !matches(post), standsAlone: false };
  }
  if (token !== '(') return termOf(token);
  const group = readAlternatives(reader);
  if (reader.tokens[reader.at] !== ')') throw refusal('query', "missing ')'");
  reader.at += 1;
  return group;
};

const termOf = (token: string): Term => {
  const operator = /^([a-z_]+):(.+)$/is.exec(token);
  if (operator) return operatorTerm(operator[1] ?? '', unquoted(operator[2] ?? ''));
  if (token.startsWith('@')) return alone((post) => post.mentions.has(token.slice(1).toLowerCase()));
  if (token.startsWith('#')) return alone((post) => post.hashtags.has(token.slice(1).toLowerCase()));
  const words = fold(unquoted(token));
  const exact = unquoted(token);
  return alone((post) => (words === '' ? post.text.includes(exact) : post.folded.includes(` ${words} `)));
};

const operatorTerm = (name: string, value: string): Term => {
  const given = value.toLowerCase();
  const make = operators[name];
  if (!make) throw refusal('query', `Reference to invalid operator '${name}'`);
  return { matches: make(given), standsAlone: !needsCompany.has(name) };
};

// These only narrow what another term finds.
const needsCompany = new Set(['lang', 'is', 'has']);

const operators: Record<string, (value: string) => Matcher> = {
  from: (handle) => (post) => post.author.handle.toLowerCase() === handle,
  to: (handle) => (post) => post.repliesToAuthor?.toLowerCase() === handle,
  url: (part) => (post) => post.links.some((link) => link.toLowerCase().includes(part)),
  conversation_id: (id) => (post) => post.conversation === id,
  in_reply_to_tweet_id: (id) => (post) => post.replyTo === id,
  quotes_of_tweet_id: (id) => (post) => post.quotes === id,
  lang: (code) => (post) => post.lang.toLowerCase() === code,
  is: (what) => kinds[what] ?? refuse(`is:${what}`),
  has: (what) => contents[what] ?? refuse(`has:${what}`),
};

const refuse = (what: string): never => {
  throw refusal('query', `Reference to invalid operator '${what}'`);
};

const kinds: Record<string, Matcher> = {
  reply: (post) => post.replyTo !== undefined,
  quote: (post) => post.quotes !== undefined,
  retweet: () => false,
  nullcast: () => false,
};

const contents: Record<string, Matcher> = {
  links: (post) => post.links.length > 0,
  mentions: (post) => post.mentions.size > 0,
  hashtags: (post) => post.hashtags.size > 0,
};

const alone = (matches: Matcher): Term => ({ matches, standsAlone: true });

const unquoted = (text: string): string => text.replace(/^"|"$/g, '');
