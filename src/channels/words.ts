import type { Resolution } from '../domain/alert.ts';
import type { Urgency } from '../domain/classification.ts';
import type { ChannelLanguage } from './channel.ts';

const minuteMs = 60_000;

/** Every phrase a message is made of, in one language. */
export interface Words {
  levels: Record<Urgency, string>;
  buttons: { acknowledge: string; later: string; open: string };
  answerBy: string;
  /** Stands before how an answer may begin. */
  suggestion: string;
  left(ms: number): string;
  late(ms: number): string;
  posted(at: string): string;
  onIt(name: string | null): string;
  nobody: string;
  later(at: string): string;
  answeredAfter(ms: number): string;
  resolutions: Record<Resolution, string>;
  mentions(count: number): string;
  followers(count: number): string;
  /** Why we think so: the level, then the customer's words that speak for it. */
  why(level: string, quoted: string[]): string;
}

const compact = (language: ChannelLanguage): ((count: number) => string) => {
  const format = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
  return (count) =>
    format
      .format(count)
      .replaceAll(/[\u00A0\u202F]/g, ' ')
      .replace('K', 'k');
};

const compactEn = compact('en');
const compactEs = compact('es');
const compactPl = compact('pl');
const pluralEn = new Intl.PluralRules('en');
const pluralEs = new Intl.PluralRules('es');
const pluralPl = new Intl.PluralRules('pl');

const en: Words = {
  levels: { 1: 'Down', 2: 'Money', 3: 'Problem', 4: 'Help', 5: 'Feedback' },
  buttons: { acknowledge: "I'm on it", later: 'Later', open: 'Open' },
  answerBy: 'answer by',
  suggestion: 'You could begin:',
  left: (ms) => `${span(ms)} left`,
  late: (ms) => `late by ${span(ms)}`,
  posted: (at) => `posted ${at}`,
  onIt: (name) => `${name ?? 'Somebody'} is on it`,
  nobody: 'nobody is on it yet',
  later: (at) => `Later (${at})`,
  answeredAfter: (ms) => `Answered after ${span(ms)}`,
  resolutions: {
    no_answer_needed: 'No answer needed',
    not_for_us: 'Not for us',
    gone: 'The post is gone',
    by_hand: 'Closed',
  },
  mentions: (count) => `${count} ${pluralEn.select(count) === 'one' ? 'mention' : 'mentions'}`,
  followers: (count) => `${compactEn(count)} ${pluralEn.select(count) === 'one' ? 'follower' : 'followers'}`,
  why: (level, quoted) => sentence(`Looks like “${level}”`, quoted, '“', '”'),
};

const es: Words = {
  levels: { 1: 'Sin servicio', 2: 'Dinero', 3: 'Problema', 4: 'Ayuda', 5: 'Opinión' },
  buttons: { acknowledge: 'Me encargo', later: 'Más tarde', open: 'Abrir' },
  answerBy: 'responder antes de',
  suggestion: 'Puedes empezar así:',
  left: (ms) => `${pluralEs.select(leading(ms)) === 'one' ? 'queda' : 'quedan'} ${span(ms)}`,
  late: (ms) => `${span(ms)} tarde`,
  posted: (at) => `publicado ${at}`,
  onIt: (name) => `${name ?? 'Alguien'} se encarga`,
  nobody: 'nadie se encarga todavía',
  later: (at) => `Más tarde (${at})`,
  answeredAfter: (ms) => `Respondido tras ${span(ms)}`,
  resolutions: {
    no_answer_needed: 'No necesita respuesta',
    not_for_us: 'No es para nosotros',
    gone: 'La publicación ya no existe',
    by_hand: 'Cerrado',
  },
  mentions: (count) => `${count} ${pluralEs.select(count) === 'one' ? 'mención' : 'menciones'}`,
  followers: (count) => `${compactEs(count)} ${pluralEs.select(count) === 'one' ? 'seguidor' : 'seguidores'}`,
  why: (level, quoted) => sentence(`Parece «${level}»`, quoted, '«', '»'),
};

const remained: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'została', few: 'zostały' };
const mentionsPl: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'wzmianka', few: 'wzmianki' };

const pl: Words = {
  levels: { 1: 'Nie działa', 2: 'Pieniądze', 3: 'Problem', 4: 'Pytanie', 5: 'Opinia' },
  buttons: { acknowledge: 'Biorę to', later: 'Później', open: 'Otwórz' },
  answerBy: 'odpowiedź do',
  suggestion: 'Możesz zacząć tak:',
  left: (ms) => `${remained[pluralPl.select(leading(ms))] ?? 'zostało'} ${span(ms)}`,
  late: (ms) => `${span(ms)} po czasie`,
  posted: (at) => `opublikowano ${at}`,
  onIt: (name) => `${name ?? 'Ktoś'} się tym zajmuje`,
  nobody: 'nikt się tym jeszcze nie zajmuje',
  later: (at) => `Później (${at})`,
  answeredAfter: (ms) => `Odpisane po ${span(ms)}`,
  resolutions: {
    no_answer_needed: 'Nie wymaga odpowiedzi',
    not_for_us: 'To nie do nas',
    gone: 'Wpis zniknął',
    by_hand: 'Zamknięte',
  },
  mentions: (count) => `${count} ${mentionsPl[pluralPl.select(count)] ?? 'wzmianek'}`,
  followers: (count) => `${compactPl(count)} ${pluralPl.select(count) === 'one' ? 'obserwujący' : 'obserwujących'}`,
  why: (level, quoted) => sentence(`Wygląda na „${level}”`, quoted, '„', '”'),
};

/** The phrases of each language a message can be written in. */
export const wordsOf: Record<ChannelLanguage, Words> = { en, es, pl };

const partsOf = (ms: number): { amount: number; unit: string }[] => {
  const minutes = Math.max(1, Math.round(ms / minuteMs));
  const parts = [
    { amount: Math.floor(minutes / 1440), unit: 'd' },
    { amount: Math.floor(minutes / 60) % 24, unit: 'h' },
    { amount: minutes % 60, unit: 'min' },
  ];
  const first = parts.findIndex(({ amount }) => amount > 0);
  return parts.slice(first, first + 2).filter(({ amount }) => amount > 0);
};

// Minutes up to two hours, because "90 min" is what people say; then the two largest units.
const span = (ms: number): string => {
  const minutes = Math.max(1, Math.round(ms / minuteMs));
  if (minutes < 120) return `${minutes} min`;
  return partsOf(ms)
    .map(({ amount, unit }) => `${amount} ${unit}`)
    .join(' ');
};

/** The number that the verb before a span agrees with. */
const leading = (ms: number): number => Number.parseInt(span(ms), 10);

const sentence = (claim: string, quoted: string[], before: string, after: string): string =>
  quoted.length === 0 ? `${claim}.` : `${claim}: ${quoted.map((words) => before + words + after).join(', ')}.`;

const sourceNames: Record<string, string> = {
  twitter: 'X',
  hackernews: 'Hacker News',
  appstore: 'App Store',
  googleplay: 'Google Play',
  'google-reviews': 'Google',
  google_reviews: 'Google',
  youtube: 'YouTube',
  tripadvisor: 'Tripadvisor',
  rss: 'RSS',
};

/** How people call a source: `twitter` is X. An unlisted one is its own name with a capital. */
export const sourceName = (source: string): string =>
  sourceNames[source] ?? source.charAt(0).toUpperCase() + source.slice(1);
