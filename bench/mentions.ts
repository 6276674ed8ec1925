import type { Mention } from '../src/domain/mention.ts';

interface Pattern {
  lang: 'en' | 'es' | 'pl';
  text: string;
}

// `%` stands for a name that no two mentions share, so that they are no copies of each other.
const ringing: readonly Pattern[] = [
  {
    lang: 'en',
    text: 'Three weeks and my order to % Street still has not arrived, and nobody at @acmecoffee answers me. Where is it?',
  },
  {
    lang: 'en',
    text: 'Acme Coffee charged me twice at the % shop. I want my money back, this is a disgrace. Can somebody call me?',
  },
  {
    lang: 'en',
    text: "@acmecoffee the app is down again, I can't log in or pay at %. Please fix this, people are queueing",
  },
  {
    lang: 'en',
    text: 'My machine from acme coffee broke after two days and support in % keeps ignoring me. Terrible. Who can help?',
  },
  {
    lang: 'es',
    text: '@acmecoffee llevo tres semanas sin el pedido para la calle % y nadie contesta. ¿Dónde está? Es una vergüenza',
  },
  {
    lang: 'es',
    text: 'Acme Coffee me ha cobrado dos veces en la tienda de %. Quiero que me devuelvan el dinero ya, por favor',
  },
  {
    lang: 'es',
    text: 'La app de Acme Coffee no funciona, no puedo pagar en % ni entrar en mi cuenta. ¿Alguien me puede ayudar?',
  },
  {
    lang: 'pl',
    text: '@acmecoffee od trzech tygodni czekam na zamówienie na ulicę % i nikt nie odpowiada. Gdzie jest moja paczka?',
  },
  {
    lang: 'pl',
    text: 'Acme Coffee pobrało mi opłatę dwa razy w sklepie %. Proszę o zwrot pieniędzy, to jest skandal!',
  },
  { lang: 'pl', text: 'Aplikacja Acme Coffee znowu nie działa, nie mogę zapłacić w %. Kiedy to naprawicie?' },
];

const quiet: readonly Pattern[] = [
  {
    lang: 'en',
    text: 'Best flat white in town is at Acme Coffee on %, love that place, thank you for the lovely morning',
  },
  {
    lang: 'en',
    text: 'Meeting Anna at acme coffee near % in ten minutes, then the museum and maybe the market later on',
  },
  {
    lang: 'en',
    text: 'New blog post: what % taught me about pour over, with a short visit to @acmecoffee and two recipes',
  },
  { lang: 'en', text: 'Great service at Acme Coffee % today, the barista was so friendly. Highly recommended! ☕️' },
  {
    lang: 'en',
    text: 'Acme Coffee opens a new shop in % next spring, the company said on Tuesday https://news.example/coffee',
  },
  {
    lang: 'es',
    text: 'Qué buen café el de Acme Coffee en la plaza %, el mejor de la ciudad. Gracias por la atención 😍',
  },
  { lang: 'es', text: 'Desayuno en Acme Coffee con los de %, luego reunión y por la tarde un paseo por el río' },
  {
    lang: 'es',
    text: 'Hoy en @acmecoffee de % hay música en directo a las ocho, nos vemos allí con los amigos de siempre',
  },
  { lang: 'pl', text: 'Najlepsza kawa w mieście jest w Acme Coffee przy %, bardzo polecam i dziękuję za miłą obsługę' },
  { lang: 'pl', text: 'Jutro spotykamy się w Acme Coffee na rynku w %, potem idziemy do kina na ten nowy film' },
  {
    lang: 'pl',
    text: 'Siedzę w @acmecoffee i czytam książkę o mieście %, za oknem pada deszcz, a w środku pachnie kawą',
  },
];

const syllables = [
  'ba',
  'cor',
  'del',
  'fi',
  'gra',
  'hol',
  'is',
  'jo',
  'kem',
  'lu',
  'mar',
  'nie',
  'os',
  'pra',
  'ri',
  'sto',
  'tal',
  'ul',
  'ven',
  'zo',
];

/** A word that nobody else has: other numbers give other words. */
export const coinedName = (number: number): string => {
  let left = number;
  let name = '';
  do {
    name += syllables[left % syllables.length] ?? '';
    left = Math.floor(left / syllables.length);
  } while (left > 0);
  return name.charAt(0).toUpperCase() + name.slice(1).padEnd(5, 'a');
};

export interface MentionShape {
  now: Date;
  /** Which mentions complain so that somebody should be rung; one in five by default. */
  rings?: (number: number) => boolean;
  source?: string;
}

/** What customers write: short posts in three languages, by ever other people, within the last minutes. */
export const makeMention = (number: number, { now, rings = oneInFive, source = 'bench' }: MentionShape): Mention => {
  const patterns = rings(number) ? ringing : quiet;
  // 7 has no divisor in common with either number of patterns: neighbours differ, and all have their turn.
  const { lang, text } = patterns[(number * 7) % patterns.length] ?? { lang: 'en', text: 'acme coffee %' };
  const externalId = String(2_090_379_311_969_000_000n + BigInt(number) * 4099n);
  return {
    source,
    externalId,
    family: 'social',
    url: `https://x.com/i/web/status/${externalId}`,
    author: {
      id: String(9_000_000 + number),
      handle: `${coinedName(number).toLowerCase()}_${number}`,
      name: coinedName(number),
      followers: number % 3000,
    },
    text: text.replace('%', coinedName(number)),
    lang,
    createdAt: new Date(now.getTime() - (number % 120) * 1000),
    conversation: externalId,
  };
};

const oneInFive = (number: number): boolean => number % 5 === 0;
