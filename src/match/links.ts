import { plainDots } from './exact.ts';
import { fold, Kind, kindAt } from './fold.ts';
import type { Token } from './tokens.ts';

/** A web address in a text. */
export interface Link {
  /** Folded, without `www.`, port and credentials. */
  host: string;
  /** Folded, without query and closing slash; empty for the front page. */
  path: string;
  start: number;
  end: number;
}

/** A link with the words it covers. */
export interface PlacedLink extends Link {
  first: number;
  last: number;
}

const endOfAddress = new Set([...' \t\n\r\f\v\u00A0\u3000<>"“”„«»`|{}\\^']);
const closingSigns = new Set([...'.,;:!?)]\'’"…*_~']);
// The longest host name there is: 253 characters, https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4
const longestHost = 253;

/**
 * Where an address in a lower-case text that starts here with `http://`, `https://` or `www.` ends.
 *
 * @returns `undefined` when no such address starts here
 */
export const addressEnd = (text: string, start: number): number | undefined => {
  const begin = hostStart(text, start);
  if (begin === undefined || !startsHost(kindAt(text, begin))) return undefined;
  let hostEnd = begin;
  while (hostEnd < text.length && isHostSign(text, hostEnd)) hostEnd += 1;
  const end = text.charAt(hostEnd) === '/' || text.charAt(hostEnd) === '?' ? spaceAfter(text, hostEnd) : hostEnd;
  return trimEnd(text, begin, end);
};

const startsHost = (kind: number): boolean => kind !== Kind.separator && kind !== Kind.emoji;

// A script without spaces may go on right behind a host: `https://acme.comは`.
const isHostSign = (text: string, at: number): boolean =>
  !endOfAddress.has(text.charAt(at)) && !'/?#'.includes(text.charAt(at)) && kindAt(text, at) !== Kind.ideograph;

const spaceAfter = (text: string, start: number): number => {
  let end = start;
  while (end < text.length && !endOfAddress.has(text.charAt(end))) end += 1;
  return end;
};

const trimEnd = (text: string, start: number, end: number): number => {
  let last = end;
  while (last > start && closingSigns.has(text.charAt(last - 1))) last -= 1;
  return last;
};

const hostStart = (text: string, start: number): number | undefined => {
  if (text.startsWith('http://', start)) return start + 7;
  if (text.startsWith('https://', start)) return start + 8;
  // Written so that nobody follows it by mistake, usual where fraud is reported.
  if (text.startsWith('hxxp://', start)) return start + 7;
  if (text.startsWith('hxxps://', start)) return start + 8;
  return text.startsWith('www.', start) ? start + 4 : undefined;
};

/** Takes a lower-case address apart; whoever puts another host before an `@` does not get away with it. */
export const readLink = (text: string, start: number, end: number): Link => {
  const address = text.slice(hostStart(text, start) ?? start, end);
  const authority = address.split(/[/?#]/, 1)[0] ?? '';
  const host = authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '');
  return { host: foldHost(host), path: foldPath(address.slice(authority.length)), start, end };
};

/** A host as it is compared. */
export const foldHost = (host: string): string => fold(plainDots(host.slice(0, longestHost))).replace(/^www\./, '');

/** A path as it is compared: up to the query, without a closing slash. */
export const foldPath = (path: string): string => {
  let plain = fold(path.split(/[?#]/, 1)[0] ?? '');
  while (plain.endsWith('/')) plain = plain.slice(0, -1);
  return plain;
};

/** True when letters joined by dots can be a host name: `acme.com`, not `e.g` or `3.5`. */
export const isHost = (text: string): boolean => {
  const lastDot = text.lastIndexOf('.');
  return lastDot > 0 && text.length <= longestHost && /^\p{L}{2,}$/u.test(text.slice(lastDot + 1));
};

/** The host and each domain above it, without the bare ending: `shop.acme.com`, `acme.com`. */
export const domainsOf = (host: string): string[] => {
  const domains: string[] = [];
  for (let dot = host.indexOf('.'), from = 0; dot >= 0; from = dot + 1, dot = host.indexOf('.', from))
    domains.push(host.slice(from));
  return domains;
};

/** Each leading part of a path, the empty one first: nothing, `/shop`, `/shop/beans`. */
export const leadingPaths = (path: string, depth: number): string[] => {
  const segments = path.split('/').slice(1, depth + 1);
  return ['', ...segments.map((_, index) => `/${segments.slice(0, index + 1).join('/')}`)];
};

/**
 * Finds addresses without `https://`: words joined by single dots and hyphens that end like a domain, as in
 * `help@acme.com` or `see acme.com/shop`. Their words stay words, for a dot may only lack its space.
 */
export const bareLinks = (text: string, tokens: readonly Token[]): PlacedLink[] => {
  const links: PlacedLink[] = [];
  let covered = 0;
  for (let first = 0; first < tokens.length; ) {
    const last = joinedUntil(text, tokens, first);
    const outside = (tokens[first]?.start ?? 0) >= covered;
    const link = last > first && outside ? bareLink(text, tokens, first, last) : undefined;
    if (link) links.push(link);
    covered = link?.end ?? covered;
    first = last + 1;
  }
  return links;
};

const joinedUntil = (text: string, tokens: readonly Token[], first: number): number => {
  let last = first;
  while (joins(text, tokens[last], tokens[last + 1])) last += 1;
  return last;
};

const joins = (text: string, left: Token | undefined, right: Token | undefined): boolean =>
  left?.kind === 'word' &&
  right?.kind === 'word' &&
  left.end + 1 === right.start &&
  '.-'.includes(text.charAt(left.end));

const bareLink = (text: string, tokens: readonly Token[], first: number, last: number): PlacedLink | undefined => {
  const start = tokens[first]?.start ?? 0;
  const hostEnd = tokens[last]?.end ?? 0;
  const host = text.slice(start, hostEnd);
  if (!isHost(host)) return undefined;
  const end = pathEnd(text, hostEnd);
  return { host: fold(host), path: foldPath(text.slice(hostEnd, end)), start, end, first, last };
};

const pathEnd = (text: string, start: number): number =>
  text.charAt(start) === '/' ? trimEnd(text, start, spaceAfter(text, start)) : start;

const address = /^(?:https?:\/\/)?((?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,})(?::\d+)?(\/\S*)?$/iu;

/**
 * Takes a web address of a query apart: `plainPath` ends before what no address is compared by.
 *
 * @returns `undefined` when it is none
 */
export const readHost = (text: string): { host: string; path: string; plainPath: string } | undefined => {
  const found = address.exec(text);
  if (!found) return undefined;
  const [, host = '', path = ''] = found;
  const lower = host.toLowerCase().replace(/^www\.(?=.*\.)/, '');
  return { host: lower, path, plainPath: path.split(/[?#*]/, 1)[0] ?? '' };
};
