/** Languages in which names are inflected. */
export const inflectedLanguages = ['pl', 'es'] as const;
export type InflectedLanguage = (typeof inflectedLanguages)[number];

/**
 * The forms in which people write a name, the name itself first: `Allegro` is also `Allegra`, `Allegru`, `Allegrem`. Rather a form
 * too many than one too few: a word nobody writes finds nothing.
 */
export const inflect = (name: string, language?: InflectedLanguage): string[] => {
  const lower = name.toLowerCase();
  const polish = language === 'es' ? [] : polishForms(lower);
  const spanish = language === 'pl' ? [] : spanishForms(lower);
  return [...new Set([lower, ...polish, ...spanish])];
};

// Names take the plural of nouns: los Oxxos, dos Movistares, tres Cruces.
const spanishForms = (name: string): string[] => {
  if (/[aeiouáéó]$/.test(name)) return [`${name}s`];
  if (/[íúy]$/.test(name)) return [`${name}s`, `${name}es`];
  if (name.endsWith('z')) return [`${name.slice(0, -1)}ces`];
  return /[sx]$/.test(name) ? [] : [`${name}s`, `${name}es`];
};

const polishForms = (name: string): string[] => {
  if (/(?:sk|ck|dzk|ow|n|ln)[iya]$/.test(name)) return [...adjectiveForms(name), ...nounForms(name)];
  return nounForms(name);
};

// Poczta Polska: Poczty Polskiej. Bank Pocztowy: Banku Pocztowego.
const adjectiveForms = (name: string): string[] => {
  const stem = name.slice(0, -1);
  const soft = /[kg]$/.test(stem) ? `${stem}i` : stem;
  if (name.endsWith('a')) return [`${soft}ej`, `${stem}ą`];
  const wide = name.endsWith('i') ? name : `${stem}y`;
  return [`${soft}ego`, `${soft}emu`, `${wide}m`, `${wide}ch`, `${wide}mi`];
};

const nounForms = (name: string): string[] => {
  if (name.endsWith('a')) return feminine(name.slice(0, -1));
  if (name.endsWith('o')) return neuter(name.slice(0, -1));
  // Orange, Ikei, Muzeum: what ends like this is not declined in the singular, or belongs to the adjectives.
  if (/(?:[eiuéóąę]|(?<![aeo])y|um)$/.test(name)) return [];
  return masculine(name);
};

// Żabka: Żabki, Żabce, Żabkę, Żabką, Żabko; several of them: Żabkom, Żabkami, Żabkach.
const feminine = (stem: string): string[] => [
  ...endingIn(stem, ['ę', 'ą', 'o', 'om', 'ami', 'ach']),
  /(?:[kglj]|[cs]z|rz|dz|c|ż)$/.test(stem) ? `${stem}i` : `${stem}y`,
  ...(/(?:[cs]z|rz|dz|c|ż)$/.test(stem) ? [`${stem}y`] : []),
  ...(/[jiae]$/.test(stem) ? [`${stem.replace(/j$/, '')}i`] : [locative(stem)]),
];

// Allegro: Allegra, Allegru, Allegrem, Allegrze.
const neuter = (stem: string): string[] => [
  ...endingIn(stem, ['a', 'u', 'ach', 'om', 'ami']),
  instrumental(stem),
  locative(stem),
];

// Lidl: Lidla, Lidlu, Lidlowi, Lidlem. Netflix: also Netfliksa. Wedel: Wedla.
const masculine = (name: string): string[] =>
  stemsOf(name).flatMap((stem) => [
    ...endingIn(stem, ['a', 'u', 'owi', 'y', 'i', 'ów', 'om', 'ami', 'ach']),
    instrumental(stem),
    locative(stem),
  ]);

const softened: Record<string, string> = { ń: 'ni', ć: 'ci', ś: 'si', ź: 'zi' };

const stemsOf = (name: string): string[] => {
  const last = name.at(-1) ?? '';
  const before = name.slice(0, -1);
  if (softened[last]) return [before + softened[last]];
  if (last === 'x') return [name, `${before}ks`];
  return /[^aeiouy]e[klcł]$/.test(name) ? [name, name.slice(0, -2) + last] : [name];
};

const instrumental = (stem: string): string => (/[kg]$/.test(stem) ? `${stem}iem` : `${stem}em`);

// The consonant before the ending of the locative changes: w Allegrze, w Żabce, w Empiku, w Netfliksie.
const alternations: [RegExp, string][] = [
  [/st$/, 'ście'],
  [/ch$/, 'sze'],
  [/(?:[cs]z|rz|dz)$/, '$&u'],
  [/k$/, 'ce'],
  [/g$/, 'dze'],
  [/r$/, 'rze'],
  [/ł$/, 'le'],
  [/t$/, 'cie'],
  [/d$/, 'dzie'],
  [/[lcjżi]$/, '$&u'],
];

const locative = (stem: string): string => {
  const found = alternations.find(([ending]) => ending.test(stem));
  return found ? stem.replace(found[0], found[1]) : `${stem}ie`;
};

const endingIn = (stem: string, endings: string[]): string[] => endings.map((ending) => stem + ending);
