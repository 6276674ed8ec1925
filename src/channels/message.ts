import type { Alert } from '../domain/alert.ts';
import { clockTime } from '../domain/calendar.ts';
import type { Reason } from '../domain/classification.ts';
import type { Author, Mention } from '../domain/mention.ts';
import { engineSignal } from '../domain/opinion.ts';
import { clean, cut, oneLine, safeUrl } from '../lib/text.ts';
import type { AlertMessage, ChannelLanguage, Message } from './channel.ts';
import { sourceName, type Words, wordsOf } from './words.ts';

/** What a message needs to know of an alert; a stored alert fits as it is. */
export type AlertView = Pick<
  Alert,
  | 'id'
  | 'revision'
  | 'brand'
  | 'urgency'
  | 'soft'
  | 'state'
  | 'postedAt'
  | 'deadline'
  | 'count'
  | 'acknowledgedBy'
  | 'snoozedUntil'
  | 'answeredAt'
  | 'resolution'
>;

/** What a message needs to know of the mention it quotes. */
export interface MentionView extends Pick<Mention, 'source' | 'url' | 'text' | 'rating'> {
  author: Author;
  reasons: Reason[];
}

export interface RenderInput {
  alert: AlertView;
  /** The first one is quoted. */
  mentions: MentionView[];
  step: number;
  kind: 'ring' | 'edit';
  language: ChannelLanguage;
  now: Date;
  timeZone: string;
  token: string;
  /** How an answer to the first mention may begin. */
  suggestion?: string | undefined;
  acknowledgeUrl?: string;
  inboxUrl?: string;
}

/** A quote longer than this is read at the source; every channel cuts further to its own limit. */
const longestQuote = 6000;
/** No permalink is longer; one that is would not survive the cutting. */
const longestUrl = 2000;
const longestName = 60;
const longestSuggestion = 400;

/**
 * Writes an alert as a person should read it, in the language and time zone of the reader. Everything a stranger wrote is
 * cleaned and bounded here, so that no channel has to look at a megabyte.
 */
export const renderMessage = (input: RenderInput): AlertMessage => {
  const { alert, mentions, language } = input;
  const words = wordsOf[language];
  const first = mentions[0];

  return {
    ...frameOf(input),
    title: titleOf(alert, words, input),
    status: statusOf(alert, words, input),
    from: first ? fromOf(first, words) : '',
    quote: first ? quoteOf(first.text) : '',
    why: first ? whyOf(alert, first, words) : '',
    ...suggestionOf(input),
  };
};

/**
 * Writes the least that must get through when `renderMessage` throws or a channel refuses the full text: level, source, link
 * and deadline, and not one word by a stranger.
 */
export const renderMinimal = (input: RenderInput): AlertMessage => {
  const { alert, mentions } = input;
  const { source } = mentions[0] ?? {};

  return {
    ...frameOf(input),
    title: `${wordsOf[input.language].levels[alert.urgency]} · ${alert.deadline.toISOString()}`,
    status: `${alert.state} · ${alert.deadline.toISOString()}`,
    from: source === undefined ? '' : sourceName(source),
    quote: '',
    why: '',
  };
};

/** Writes a message as plain lines: what it is and how long is left, who, where, and their words last. */
export const renderPlain = (message: Message): string => {
  const lines =
    message.type === 'notice'
      ? [message.title, message.text, message.url]
      : [message.title, message.status, message.from, message.url, message.quote, message.why, suggested(message)];
  return lines.filter((line) => line !== undefined && line !== '').join('\n');
};

/** The suggestion with the words before it, for channels that have plain lines; nothing when there is none. */
export const suggested = ({ suggestion, words }: AlertMessage): string =>
  suggestion === undefined ? '' : `${words.suggestion} ${suggestion}`;

const frameOf = ({ alert, mentions, step, language, token, ...addresses }: RenderInput) => {
  const words = wordsOf[language];
  const url = linkOf(mentions[0]?.url);
  const inboxUrl = linkOf(addresses.inboxUrl);
  const acknowledgeUrl = linkOf(addresses.acknowledgeUrl);

  return {
    type: 'alert' as const,
    alertId: alert.id,
    step,
    key: `${alert.id}.step${step}`,
    revision: alert.revision,
    urgency: alert.urgency,
    sound: soundOf(alert),
    state: alert.state,
    language,
    brand: cut(oneLine(alert.brand), longestName),
    count: alert.count,
    deadline: alert.deadline,
    token,
    words: { ...words.buttons, answerBy: words.answerBy, suggestion: words.suggestion },
    ...(url === undefined ? {} : { url }),
    ...(inboxUrl === undefined ? {} : { inboxUrl }),
    ...(acknowledgeUrl === undefined ? {} : { acknowledgeUrl }),
  };
};

const linkOf = (url: string | null | undefined): string | undefined => {
  // A bar is legal in an address and separates it from its label in some markups.
  const safe = safeUrl(url)?.replaceAll('|', '%7C');
  return safe !== undefined && safe.length <= longestUrl ? safe : undefined;
};

const soundOf = ({ soft, urgency }: AlertView): AlertMessage['sound'] => {
  if (soft) return 'soft';
  return urgency === 1 ? 'loud' : 'normal';
};

const titleOf = (alert: AlertView, words: Words, input: RenderInput): string => {
  const level = words.levels[alert.urgency].toLocaleUpperCase(input.language);
  const head = alert.state === 'open' ? clockOf(alert, words, input.now) : stateOf(alert, words, input);
  return `${head} · ${level} · ${cut(oneLine(alert.brand), longestName)}`;
};

const statusOf = (alert: AlertView, words: Words, input: RenderInput): string => {
  const running = isRunning(alert);
  const unheard = alert.state === 'open' && input.kind === 'ring' && input.step > 0;
  return [
    stateOf(alert, words, input),
    running ? clockOf(alert, words, input.now) : '',
    unheard ? words.nobody : '',
    alert.count > 1 ? words.mentions(alert.count) : '',
  ]
    .filter(Boolean)
    .join(' · ');
};

const isRunning = ({ state }: AlertView): boolean =>
  state === 'open' || state === 'snoozed' || state === 'acknowledged';

const stateOf = (alert: AlertView, words: Words, { timeZone, language, now }: RenderInput): string => {
  const clock = (at: Date) => clockTime(at, timeZone, language, now);
  switch (alert.state) {
    case 'open':
      return words.posted(clock(alert.postedAt));
    case 'snoozed':
      return words.later(clock(alert.snoozedUntil ?? alert.deadline));
    case 'acknowledged':
      return words.onIt(alert.acknowledgedBy === null ? null : cut(oneLine(alert.acknowledgedBy), longestName));
    case 'answered':
      return words.answeredAfter((alert.answeredAt ?? now).getTime() - alert.postedAt.getTime());
    case 'resolved':
      return words.resolutions[alert.resolution ?? 'by_hand'];
  }
};

const clockOf = ({ deadline }: AlertView, words: Words, now: Date): string => {
  const leftMs = deadline.getTime() - now.getTime();
  return leftMs > 0 ? words.left(leftMs) : words.late(-leftMs);
};

const fromOf = ({ source, author, rating }: MentionView, words: Words): string =>
  [
    sourceName(source),
    rating === undefined ? '' : starsOf(rating),
    nameOf(source, author),
    author.followers === undefined ? '' : words.followers(author.followers),
  ]
    .filter(Boolean)
    .join(' · ');

const starsOf = (rating: number): string => {
  const full = Math.min(5, Math.max(1, Math.round(rating)));
  return '★'.repeat(full) + '☆'.repeat(5 - full);
};

const nameOf = (source: string, { handle, name }: Author): string => {
  const own = oneLine(handle ?? '').replace(/^(@|u\/)/, '');
  if (own === '') return cut(oneLine(name ?? ''), longestName);
  return cut((source === 'reddit' ? 'u/' : '@') + own, longestName);
};

// Cutting before cleaning bounds the work; the generous slice leaves enough after controls and stacked marks are gone.
const quoteOf = (text: string): string => {
  const slice = text.slice(0, longestQuote * 4);
  const quote = clean(slice);
  return cut(slice.length < text.length && quote.length <= longestQuote ? `${quote}…` : quote, longestQuote);
};

const whyOf = (alert: AlertView, { reasons, rating }: MentionView, words: Words): string => {
  const quoted = reasons
    .filter(({ signal, weight }) => weight > 0 && !notTheirWords.has(signal))
    .map(({ signal, text }) =>
      signal === 'rating' && rating !== undefined ? starsOf(rating) : cut(oneLine(text.slice(0, 400)), 40),
    )
    .filter(Boolean);
  return words.why(words.levels[alert.urgency], [...new Set(quoted)].slice(0, 3));
};

const suggestionOf = ({ alert, suggestion = '' }: RenderInput): Pick<AlertMessage, 'suggestion'> => {
  const sentence = isRunning(alert) ? cut(oneLine(suggestion), longestSuggestion) : '';
  return sentence === '' ? {} : { suggestion: sentence };
};

// What an engine said is no word of the customer; a mark, a link or a name tells a reader nothing.
const notTheirWords = new Set([engineSignal, 'punctuation', 'question', 'address', 'addressed']);
