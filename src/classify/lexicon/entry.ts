/** What stands for any number, and for any sum of money, in a phrase. */
export const anyNumber = 'N';
export const anyAmount = 'AMOUNT';

const gapMark = '...';

/** One place of a phrase: the words that may stand there (an empty alternative leaves it out), or a gap of a few words. */
type Step = { options: string[][] } | 'gap';

/** A phrase as written in a lexicon, its places in order. */
export type Pattern = Step[];

/**
 * Reads an entry of a lexicon: phrases set apart by commas, with alternatives in parentheses.
 *
 * @returns the patterns, their words folded, or what is wrong with the entry
 */
export const readEntry = (entry: string): Pattern[] | { problem: string } => {
  const phrases = entry.split(/,(?![^(]*\))/).map((phrase) => phrase.trim());
  const patterns = phrases.map(readPhrase);
  const problem = phrases
    .map((phrase, index) => problemOf(phrase, patterns[index] ?? []))
    .find((found) => found !== undefined);
  return problem === undefined ? patterns : { problem };
};

const problemOf = (phrase: string, pattern: Pattern): string | undefined => {
  if (phrase === '') return 'a phrase is empty';
  if (!/^[^()]*(\([^()]*\)[^()]*)*$/.test(phrase)) {
    return `"${phrase}" has a parenthesis without its partner, or one inside another`;
  }
  const words = pattern.flatMap((step) => (step === 'gap' ? [] : step.options.flat()));
  const wrong = words.find((word) => !/^(?:N|AMOUNT|[\p{Ll}\p{Lo}\p{N}]+\*?)$/u.test(word));
  if (wrong !== undefined) return `"${phrase}": "${wrong}" is neither a word, a stem*, N nor AMOUNT`;
  if (pattern[0] === 'gap' || pattern.at(-1) === 'gap') return `"${phrase}": ... belongs between words`;
  if (pattern.every(canBeLeftOut)) return `"${phrase}" can be left out altogether`;
  return undefined;
};

const canBeLeftOut = (step: Step): boolean => step !== 'gap' && step.options.some((words) => words.length === 0);

const readPhrase = (phrase: string): Pattern =>
  (phrase.match(/\([^()]*\)|[^()]+/g) ?? []).flatMap((part): Step[] => {
    if (part.startsWith('(')) return [{ options: part.slice(1, -1).split('|').map(wordsOf) }];
    return wordsOf(part).map((word) => (word === gapMark ? 'gap' : { options: [[word]] }));
  });

const wordsOf = (text: string): string[] =>
  text
    .split(/[\s-]+/)
    .filter((word) => word !== '')
    .map((word) => (word === anyNumber || word === anyAmount ? word : fold(word)));

/** One word as it is compared: lower case, without accents and apostrophes. `Avería’s` is `averias`, `łóżko` is `lozko`. */
export const fold = (word: string): string => {
  const lower = word.toLowerCase();
  if (/^[a-z0-9]*$/.test(lower)) return lower;
  return lower
    .normalize('NFD')
    .replace(/[\p{M}'’ʼ]/gu, '')
    .replaceAll('ł', 'l')
    .replaceAll('ß', 'ss');
};
