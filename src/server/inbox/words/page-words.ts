import type { Sentiment } from '../../../domain/classification.ts';

/** The phrases of the pages in one language, beside those they share with the messages. */
export interface PageWords {
  waiting(count: number): string;
  nextDeadline(clock: string): string;
  allBrands: string;
  answer: string;
  answered: string;
  more: string;
  reopen: string;
  why: string;
  details: string;
  further: string;
  foundBy(keyword: string): string;
  sure(percent: number): string;
  opinion: string;
  right: string;
  wrongLevel: string;
  wrongSentiment: string;
  copy: string;
  copied: string;
  sentiments: Record<Sentiment, string>;
  send: string;
  noted: string;
  unchanged: string;
  haveALook: string;
  haveALookHint: string;
  thankThem: string;
  thankThemHint: string;
  seen: string;
  closed: string;
  nothingHere: string;
  nobody: string;
  heardToday(count: number): string;
  lastLook(ago: string, ok: number, all: number): string;
  neverLooked: string;
  noSources: string;
  troubled(names: string): string;
  ago(ms: number): string;
  sources: string;
  channels: string;
  worksSince(ago: string): string;
  states: Record<HealthState, string>;
  heard(count: number): string;
  newest(ago: string): string;
  paid(today: number, month: number): string;
  life: string;
  posted: string;
  deadline: string;
  attempts: string;
  noAttempts: string;
  history: string;
  outcomes: Record<string, string>;
  mentions: string;
  youAre: string;
  yourName: string;
  save: string;
  login: string;
  password: string;
  wrongPassword: string;
  tooManyTries: string;
  logout: string;
  linkQuestion: string;
  linkInvalid: string;
  taken: string;
  notFound: string;
  unavailable: string;
  toInbox: string;
  newOnes: string;
  disconnected: string;
}

/** How a source or channel is doing. */
export type HealthState = 'working' | 'quiet' | 'failing' | 'resting' | 'waiting' | 'pushed' | 'off';

/** A length of time in its largest unit that says enough: `20 s`, `3 min`. */
export const spanOf = (ms: number, units: readonly [string, string, string, string]): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 90) return `${seconds} ${units[0]}`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} ${units[1]}`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} ${units[2]}`;
  return `${Math.round(seconds / 86_400)} ${units[3]}`;
};
