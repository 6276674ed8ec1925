import { buildDictionary, type Dictionary, type Entry, keyOf } from '../src/classify/dictionary.ts';
import { hashText, kinds } from '../src/classify/hash.ts';
import { tokenise } from '../src/classify/tokens.ts';
import { meanings, scoredWords } from './corpus.ts';

// Words that turn what follows into its opposite. Those that mostly mean something else (French "plus") are left out.
const negators =
  "not no never nor without none cannot don't dont doesn't doesnt didn't didnt won't wont can't cant isn't isnt wasn't " +
  "wasnt aren't couldn't wouldn't shouldn't haven't hasn't hadn't ain't nothing nobody neither hardly barely " +
  'nunca jamás ni sin tampoco nadie nada ningún ninguna ninguno apenas nie nigdy bez ani żaden żadna żadne nikt nic ' +
  'nicht kein keine keinen keiner keinem niemals nichts ohne nix pas jamais rien sans aucun aucune ne ' +
  'non mai senza nessuno nessuna niente nulla né não nao nem sem nenhum nenhuma ninguém';

// Typed faces; how pictures are meant comes from the word lists.
const faces: [score: number, list: string][] = [
  [2, ':) :D ;) :-) =) :-D <3 ^^ ^_^ :p :P ;D :)) =D'],
  [-2, ':( :-( =( :/ :-/ :(( :|'],
];

/** Everything that is known of words beforehand: how they are meant, what they mean, which of them negate. */
export const buildKnowledge = (): Dictionary => {
  const entries = new Map<number, Entry>();
  const at = (written: string): Entry | undefined => {
    const key = keyOf(written);
    if (key === undefined) return undefined;
    const isPhrase = tokenise(written).list.length > 1;
    const entry = entries.get(key) ?? { meanings: new Set<number>(), isPhrase };
    entries.set(key, entry);
    return entry;
  };
  // The first language to name a word keeps it: most shared spellings mean the same. A spelling without accents comes second.
  for (const { word, score } of scoredWords()) {
    const exact = exactKey(word);
    const entry =
      exact === undefined ? at(word) : (entries.get(exact) ?? { meanings: new Set<number>(), isPhrase: false });
    if (!entry) continue;
    entry.score ??= score;
    if (exact !== undefined) entries.set(exact, entry);
  }
  for (const { word, score } of scoredWords()) {
    const entry = at(word);
    if (entry) entry.score ??= score;
  }
  for (const [score, list] of faces)
    for (const face of list.split(' ')) {
      const entry = at(face);
      if (entry) entry.score = score;
    }
  for (const [number, { words }] of meanings().entries())
    for (const word of words) at(isStem(word) ? word : word.replaceAll('*', ''))?.meanings.add(number);
  for (const word of negators.split(' ')) {
    const entry = at(word);
    if (entry) entry.negates = true;
  }
  return buildDictionary(entries);
};

// The key of a single word as it is written, with its accents.
const exactKey = (written: string): number | undefined => {
  const [first, ...more] = tokenise(written).list;
  return first && more.length === 0 ? hashText(first.word, kinds.word) : undefined;
};

// A star is worth something only at the end of a single word that is long enough.
const isStem = (word: string): boolean => /^[^\s*]{3,}\*$/.test(word);
