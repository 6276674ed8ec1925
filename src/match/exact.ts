import { fold, Kind, kindAt } from './fold.ts';
import type { Place } from './judge.ts';

/** Looks again at a place that the automaton found: the place as it is wanted, signs included, or nothing. */
export type Confirm = (text: string, place: Place) => Place | undefined;

/**
 * Confirms that a place is written as the query has it: signs and accents count, and capitals when it has any. No letter or
 * digit may stand right before or behind it.
 */
export const exactly = (wanted: string): Confirm => {
  const lead = /^[^\p{L}\p{N}]*/u.exec(wanted)?.[0].length ?? 0;
  const trail = /[^\p{L}\p{N}\p{M}]*$/u.exec(wanted)?.[0].length ?? 0;
  const comparable = wanted === wanted.toLowerCase() ? lowerCase : asItIs;
  const goal = comparable(wanted);

  return (text, place) => {
    const start = nameStart(text, place.start) - lead;
    const end = place.end + trail;
    if (start < 0 || isWordAt(text, start - 1) || isWordAt(text, end)) return undefined;
    return comparable(text.slice(start, end)) === goal ? { ...place, start, end } : undefined;
  };
};

/**
 * Confirms that a place names a host in the way of people who get around filters and previews: `acme[.]com`, `acme (dot) com`,
 * `acme . com`, `acme punto com`.
 */
export const disguised = (host: string): Confirm => {
  const longest = 3 * host.length + 40;
  return (text, place) => {
    const { start, end } = place;
    return end - start <= longest && plainDots(fold(text.slice(start, end))) === host ? place : undefined;
  };
};

/** The words that people put in the place of a dot. */
export const dotWords = ['dot', 'punto', 'kropka'] as const;

const bracketed = /\s?[[({<]\s?(?:\.|dot|punto|kropka)\s?[\])}>]\s?/g;
const spelled = /\s(?:dot|punto|kropka|\.)\s/g;

/** A host with its disguised dots made plain. */
export const plainDots = (host: string): string => host.replace(bracketed, '.').replace(spelled, '.');

const asItIs = (text: string): string => text.normalize('NFC');
const lowerCase = (text: string): string => text.normalize('NFC').toLowerCase();

// A handle, hashtag or cashtag begins with its sign, and the name behind it.
const nameStart = (text: string, start: number): number => {
  const kind = kindAt(text, start);
  return kind === Kind.at || kind === Kind.hash || kind === Kind.dollar ? start + 1 : start;
};

const isWordAt = (text: string, at: number): boolean => at >= 0 && at < text.length && kindAt(text, at) === Kind.word;
