import type { Model } from './model.ts';
import type { Reader, Reading } from './reading.ts';
import { tongueScores } from './tongue.ts';
import { flags } from './words.ts';

/** The tag for "could not be told". */
export const undetermined = 'und';

const fewestLetters = 4;
/** Below this a guess is not worth giving. */
const leastLikely = 0.4;

/**
 * Names the language of a text by its letters. A text without enough words stays `und`.
 *
 * @returns a BCP-47 primary tag
 */
export const detectLanguage = (text: string, reading: Reading, reader: Reader, model: Model): string => {
  const byScript = foreign.test(text) ? languageOfScript(text) : undefined;
  if (byScript !== undefined) return byScript;
  if (lettersOf(reading) < fewestLetters) return undetermined;
  const scores = tongueScores(model, reader.tongue(reading));
  let best = 0;
  for (let index = 1; index < scores.length; index += 1)
    if ((scores[index] as number) > (scores[best] as number)) best = index;
  return (scores[best] as number) < leastLikely ? undetermined : (model.meta.languages[best] ?? undetermined);
};

const lettersOf = ({ table, words, length, starts, ends }: Reading): number => {
  let letters = 0;
  for (let at = 0; at < length; at += 1)
    if (((table.flags[words[at] as number] as number) & flags.letters) !== 0)
      letters += (ends[at] as number) - (starts[at] as number);
  return letters;
};

// Anything but Latin, Greek, Cyrillic and signs is told by its script alone; Greek is a language of its own.
const foreign = /[\u0370-\u03ff\u0530-\u1bff\u3040-\ud7a3\uf900-\ufaff]/;

const scripts: [string, RegExp][] = [
  ['ja', /[\u3040-\u30ff]/g],
  ['ko', /[\uac00-\ud7a3\u1100-\u11ff]/g],
  ['zh', /\p{Script=Han}/gu],
  ['ar', /\p{Script=Arabic}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['th', /\p{Script=Thai}/gu],
  ['hi', /\p{Script=Devanagari}/gu],
  ['bn', /\p{Script=Bengali}/gu],
  ['ta', /\p{Script=Tamil}/gu],
  ['te', /\p{Script=Telugu}/gu],
  ['ka', /\p{Script=Georgian}/gu],
  ['hy', /\p{Script=Armenian}/gu],
  ['el', /\p{Script=Greek}/gu],
];

const longestSeen = 400;

// The script that has a third of all letters; a tenth of kana is enough, since Japanese is mostly written in Han.
const languageOfScript = (text: string): string | undefined => {
  const seen = text.slice(0, longestSeen);
  const letters = seen.match(/\p{L}/gu)?.length ?? 0;
  const named = scripts.find(([language, script]) => {
    const found = seen.match(script)?.length ?? 0;
    return found > 0 && (language === 'ja' ? found > 1 && found * 10 >= letters : found * 3 >= letters);
  });
  return named?.[0];
};

const tags = new Map<string, string | undefined>();
const mostTags = 1000;

/**
 * The language a source names: `en-GB` is `en`, old names are read as the new (`iw` for Hebrew), and private codes that say
 * nothing (X: `qme`, `und`, `zxx` for "no words") are none.
 */
export const namedLanguage = (hint: string): string | undefined => {
  if (tags.has(hint)) return tags.get(hint);
  const tag = readTag(hint);
  if (tags.size < mostTags) tags.set(hint, tag);
  return tag;
};

const readTag = (hint: string): string | undefined => {
  try {
    const { language } = new Intl.Locale(hint.trim().replaceAll('_', '-'));
    return /^(und|zxx|mul|mis|art|q[a-t][a-z])$/.test(language) ? undefined : language;
  } catch {
    return undefined;
  }
};
