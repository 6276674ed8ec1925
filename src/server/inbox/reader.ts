import { getCookie } from 'hono/cookie';
import { ChannelLanguage } from '../../channels/channel.ts';
import { type Words, wordsOf } from '../../channels/words.ts';
import { clockTime } from '../../domain/calendar.ts';
import { cut, oneLine } from '../../lib/text.ts';
import type { App } from '../../pipeline/app.ts';
import type { RequestContext } from '../scope.ts';
import type { PageWords } from './words/page-words.ts';
import { pageWordsOf } from './words.ts';

/** Whoever looks at a page: their language, their clock, their name. */
export interface Reader {
  language: ChannelLanguage;
  words: Words;
  page: PageWords;
  now: Date;
  /** Who presses the buttons, when they said so or there is only one person. */
  name: string | undefined;
  /** `14:02`, `yesterday 23:10`. */
  clock(at: Date): string;
}

/** Cookie with the name under which somebody acknowledges. */
export const nameCookie = 'earshot_name';

/** Names are shown to everybody: bounded, on one line, without tricks. */
export const readName = (name: string): string => cut(oneLine(name.slice(0, 400)), 40);

/** Finds out who looks at a page, by what their browser says and by the configuration. */
export const readerOf = (app: App, c: RequestContext): Reader => {
  const { config, people } = app.setup;
  const language = preferred(c.req.header('accept-language')) ?? config.language;
  const now = app.now();
  const named = readName(getCookie(c, nameCookie) ?? '');
  return {
    language,
    words: wordsOf[language],
    page: pageWordsOf[language],
    now,
    name: named || onlyPerson(people),
    clock: (at) => clockTime(at, config.time_zone, language, now),
  };
};

// With one person in the configuration there is no doubt who it is.
const onlyPerson = (people: App['setup']['people']): string | undefined => {
  const [first, second] = [...people.values()];
  return first && !second ? (first.name ?? first.id) : undefined;
};

// The first of our languages that a browser asks for, https://www.rfc-editor.org/rfc/rfc9110#name-accept-language
const preferred = (header: string | undefined): ChannelLanguage | undefined => {
  const wished = (header ?? '').split(',').map((part) => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const weight = parameters.map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1]).find(Boolean);
    return { tag: tag.split('-')[0], weight: Number(weight ?? 1) };
  });
  return wished
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => ChannelLanguage.safeParse(tag).data)
    .find((language) => language !== undefined);
};
