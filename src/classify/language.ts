import { eld } from 'eld/extrasmall';
import { fold } from './entry.ts';
import { functionWords } from './function-words.ts';

/** The tag for "could not be told". */
const undetermined = 'und';

/**
 * Names the language of a text. What the source says wins; a text without enough words stays `und`.
 *
 * @param hint the language the source names: any BCP-47 tag, or a private code that says nothing
 * @returns a BCP-47 primary tag
 */
export const detectLanguage = (text: string, hint?: string): string => {
  const named = hint === undefined ? undefined : primaryTag(hint);
  if (named !== undefined) return named;
  const words = wordsOf(text);
  const letters = words.join(' ');
  if (letters.length < fewestLetters) return undetermined;
  const { best, lead, share } = vote(words);
  if (lead >= clearLead && share >= clearShare && !foreignLetter.test(letters)) return best;
  return guess(letters, best, lead);
};

const fewestLetters = 4;
const judgedLength = 600;
const guessedLength = 240;

// What settles a text by its small words alone, some ten times faster than by its letters.
const clearLead = 2;
const clearShare = 0.3;

// Letters of languages that are not voted on: their small words look like those of a neighbour (Croatian and Czech: Polish).
const foreignLetter = /[čďěňřšťůžđőűåøæășțğış]|[^\p{Script=Latin}\p{M}\s']/u;

const tags = new Map<string, string | undefined>();

// Sources send `en-GB`, old names (`iw` for Hebrew) and codes of their own (X: `qme`, `und`, `zxx` for "no words").
const primaryTag = (hint: string): string | undefined => {
  if (tags.has(hint)) return tags.get(hint);
  const tag = readTag(hint);
  if (tags.size < 1000) tags.set(hint, tag);
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

const notWords = /(?:https?:\/\/|www\.)\S+|[@#][\p{L}\p{N}_]+/gu;
const wordPattern = /[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu;

const wordsOf = (text: string): string[] =>
  text.slice(0, judgedLength).replace(notWords, ' ').toLowerCase().replaceAll('’', "'").match(wordPattern) ?? [];

const languages = Object.keys(functionWords);

// Each small word votes for every language that has it, by its place in `languages`.
const ballots = ((): Map<string, number[]> => {
  const table = new Map<string, Set<number>>();
  for (const [index, language] of languages.entries()) {
    const words = (functionWords[language] ?? '').split(/\s+/);
    // Many people type without accents.
    for (const word of [...words, ...words.map(fold)]) table.set(word, (table.get(word) ?? new Set()).add(index));
  }
  return new Map([...table].map(([word, speakers]) => [word, [...speakers]]));
})();

interface Vote {
  best: string;
  /** By how many votes it is ahead of the next. */
  lead: number;
  /** Its votes by words of the text. */
  share: number;
}

const vote = (words: string[]): Vote => {
  const sums = languages.map(() => 0);
  for (const word of words) for (const index of ballots.get(word) ?? noVotes) sums[index] = (sums[index] ?? 0) + 1;
  const most = Math.max(...sums);
  const winner = sums.indexOf(most);
  sums[winner] = 0;
  return { best: languages[winner] ?? undetermined, lead: most - Math.max(...sums), share: most / words.length };
};

const noVotes: number[] = [];

// Short texts are beyond any detector: what it doubts itself counts only when the small words say the same.
const guess = (letters: string, favourite: string, lead: number): string => {
  const { language, isReliable } = eld.detect(letters.slice(0, guessedLength));
  if (language !== '' && isReliable()) return language;
  return lead > 0 && (language === favourite || lead >= clearLead) ? favourite : undetermined;
};
