/**
 * What a source's own search understands. The matching language is translated into it as a superset: whatever cannot be
 * expressed is left out of the question and checked when the answers come back.
 */
export interface Dialect {
  /** Longest query in characters, suffix included. */
  maxLength: number;
  /** Most queries one poll may ask; further ones are refused when the configuration is checked. */
  maxQueries: number;
  /** Understands `a OR b` and parentheses. Without it each alternative is a query of its own. */
  or: boolean;
  /** How one word is negated; absent when it cannot be. */
  not?: (term: string) => string;
  /** How each kind of term is written; `undefined` = the source cannot search for it. */
  word: (text: string) => string | undefined;
  phrase: (text: string) => string | undefined;
  handle: (name: string) => string | undefined;
  hashtag: (tag: string) => string | undefined;
  domain: (host: string) => string | undefined;
  /** Absent when the source cannot search for emoji. */
  emoji?: (text: string) => string;
  /** Put behind every query, with a space before it. */
  suffix?: string;
}
