import { oneLine } from '../lib/text.ts';

/** What stands where a name is asked for and is none, in the languages of the sources; titles and articles likewise. */
const noNames = new Set(
  (
    'user customer client guest anonymous google trustpilot the an mr mrs ms dr sir cliente usuario usuaria anónimo anónima ' +
    'invitado señor señora el la los las klient klientka użytkownik anonim gość pan pani kunde kundin nutzer anonym gast ' +
    'herr frau der die das utilisateur utilisatrice anonyme invité monsieur madame le les utente anonimo ospite signor ' +
    'signora il utilizador usuário anônimo convidado senhor senhora'
  ).split(' '),
);

const pictures = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200D|\uFE0F/gu;
const firstNameShape = /^\p{Lu}\p{Ll}+(?:['’-]\p{L}\p{Ll}*)*$/u;
const furtherNameShape = /^\p{L}[\p{L}'’-]*\.?$/u;
const oneScript = [/^[\p{Script=Latin}\P{L}]+$/u, /^[\p{Script=Cyrillic}\P{L}]+$/u, /^[\p{Script=Greek}\P{L}]+$/u];

const longestDisplayName = 200;
const longestFirstName = 20;
const mostWords = 3;

/**
 * The first name in a display name, when it looks like a person's name and nothing else. Strangers choose what stands there and
 * the brand will say it in public, so that anything doubtful (addresses, handles, slogans, the brand itself) is no name.
 */
export const firstNameOf = (displayName: string | undefined, brand: string): string | undefined => {
  const plain = oneLine((displayName ?? '').slice(0, longestDisplayName).normalize('NFC').replace(pictures, ' '));
  const [first = '', ...further] = plain.split(' ');
  const looksLikeOne =
    firstNameShape.test(first) &&
    first.length <= longestFirstName &&
    further.length < mostWords &&
    further.every((word) => furtherNameShape.test(word)) &&
    oneScript.some((script) => script.test(plain));
  if (!looksLikeOne) return undefined;
  const taken = new Set([...noNames, ...brand.toLowerCase().split(/\s+/)]);
  return [first, ...further].some((word) => taken.has(word.toLowerCase())) ? undefined : first;
};
