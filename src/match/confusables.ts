// Letters of other alphabets that look like Latin ones, in lower case; a capital that looks like one counts with its small
// letter. https://www.unicode.org/Public/security/latest/confusables.txt
const lookAlikes: Record<string, string> = {
  ...paired('авсԁеһіјкӏмнорԛѕтухԝь', 'abcdehijklmhopqstyxwb'),
  ...paired('αβεηικνορτυχγ', 'abenikvoptuxy'),
};

const latin = /\p{sc=Latin}/u;
const greekOrCyrillic = /[\u0370-\u03FF\u0400-\u052F]/;

/**
 * Reads a folded word as it looks: `асme` with a Cyrillic а and с is `acme`. Only where alphabets are mixed, so that a Russian
 * or Greek word stays what it is.
 */
export const latinised = (word: string): string => {
  if (!greekOrCyrillic.test(word) || !latin.test(word)) return word;
  return [...word].map((letter) => lookAlikes[letter] ?? letter).join('');
};

function paired(from: string, to: string): Record<string, string> {
  return Object.fromEntries([...from].map((letter, index) => [letter, to.charAt(index)]));
}
