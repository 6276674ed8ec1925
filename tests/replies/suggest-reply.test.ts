import { describe, expect, it } from 'vitest';
import { firstNameOf } from '../../src/replies/first-name.ts';
import { loadReplies } from '../../src/replies/load-replies.ts';
import { type Answerable, suggestReply } from '../../src/replies/suggest-reply.ts';
import { folderWith } from '../config/folder.ts';
import { hostileTexts } from '../contracts/hostile-texts.ts';

const at = { now: new Date('2026-08-20T12:00:00.000Z'), timeZone: 'Europe/Madrid' };

const mention = (overrides: Partial<Answerable> = {}): Answerable => ({
  id: 'twitter:1',
  lang: 'en',
  urgency: 1,
  sentiment: 'negative',
  brand: 'Acme Coffee',
  displayName: 'Lucía Gómez',
  postedAt: new Date('2026-08-20T11:53:00.000Z'),
  ...overrides,
});

const repliesOf = (text: string) => loadReplies([folderWith({ 'en.yaml': text })]);

describe('a suggestion', () => {
  it('fits language, level and mood', () => {
    const replies = loadReplies([
      folderWith({
        'en.yaml': 'down: [Down.]\nfeedback: { positive: [Thanks.], otherwise: [Noted.] }\n',
        'es.yaml': 'down: [Vaya.]\n',
      }),
    ]);

    const suggested = [
      mention(),
      mention({ lang: 'es' }),
      mention({ urgency: 5, sentiment: 'positive' }),
      mention({ urgency: 5 }),
    ].map((one) => suggestReply(replies, one, at));

    expect(suggested).toEqual(['Down.', 'Vaya.', 'Thanks.', 'Noted.']);
  });

  it.each([
    ['of a language without a file', { lang: 'nl' }],
    ['of a language that could not be told', { lang: 'und' }],
    ['of a level without sentences', { urgency: 2 }],
  ] as const)('is not made for a mention %s', (_what, overrides) => {
    expect(suggestReply(repliesOf('down: [Down.]\n'), mention(overrides), at)).toBeUndefined();
  });

  it('is the same for the same mention, and takes turns among many', () => {
    const replies = repliesOf('down: [One., Two., Three.]\n');
    const all = Array.from({ length: 300 }, (_, index) => mention({ id: `twitter:${index}` }));

    const [first, second] = [0, 1].map(() => all.map((one) => suggestReply(replies, one, at)));

    expect(second).toEqual(first);
    for (const sentence of ['One.', 'Two.', 'Three.'])
      expect(first?.filter((suggested) => suggested === sentence).length).toBeGreaterThan(70);
  });

  it('fills in name, brand and time', () => {
    const replies = repliesOf('down: ["{name}, at {time}: sorry, {brand}."]\n');

    expect(suggestReply(replies, mention(), at)).toBe('Lucía, at 13:53: sorry, Acme Coffee.');
  });

  it('names the day when they did not write today', () => {
    const replies = loadReplies([folderWith({ 'es.yaml': 'down: ["Sobre lo escrito el {time}."]\n' })]);
    const older = mention({ lang: 'es', postedAt: new Date('2026-08-18T20:05:00.000Z') });

    expect(suggestReply(replies, older, at)).toMatch(/^Sobre lo escrito el 18 de agosto.* 22:05\.$/);
  });

  it.each([
    ['a name', { displayName: undefined }, '{name}'],
    ['a date', { postedAt: undefined }, '{time}'],
    ['a brand', { brand: ' ' }, '{brand}'],
  ])('does without %s where there is none', (_what, overrides, placeholder) => {
    const replies = repliesOf(`down: ["Sorry ${placeholder}.", Sorry.]\n`);

    for (let index = 0; index < 20; index += 1)
      expect(suggestReply(replies, mention({ ...overrides, id: `twitter:${index}` }), at)).toBe('Sorry.');
  });

  it('never reads a value as a placeholder', () => {
    const replies = repliesOf('down: ["Sorry from {brand}."]\n');

    expect(suggestReply(replies, mention({ brand: '{name} {time} $& $1' }), at)).toBe(
      'Sorry from {name} {time} $& $1.',
    );
  });
});

describe('a first name', () => {
  it.each([
    ['Lucía', 'Lucía'],
    ['Jan K.', 'Jan'],
    ["Siobhán O'Neill", 'Siobhán'],
    ['Jean-Pierre Dupont', 'Jean-Pierre'],
    ['Ana de Souza', 'Ana'],
    ['Łukasz 🌸🇵🇱', 'Łukasz'],
    ['Оксана Шевченко', 'Оксана'],
  ])('is found in "%s"', (displayName, name) => {
    expect(firstNameOf(displayName, 'Acme Coffee')).toBe(name);
  });

  it.each([
    ['nothing', undefined],
    ['a handle', 'lucia_m'],
    ['a ping', '@everyone'],
    ['a lower-case word', 'lucia'],
    ['a shout', 'LUCIA'],
    ['an address', 'Evil.example'],
    ['an address behind a name', 'Lucía https://evil.example'],
    ['a slogan', 'Boycott all of them now'],
    ['the brand', 'Acme Is Fraud'],
    ['a placeholder of the source', 'A Google User'],
    ['a customer', 'Verified Customer'],
    ['markup', '<b>Lucía</b>'],
    ['a placeholder of ours', '{brand}'],
    ['letters of two scripts', 'Luсía'],
    ['a title', 'Dr. House'],
    ['a name without end', `L${'u'.repeat(300)}`],
  ])('is not %s', (_what, displayName) => {
    expect(firstNameOf(displayName, 'Acme Coffee')).toBeUndefined();
  });

  it.each(Object.keys(hostileTexts))('of %s is a plain word or none', (name) => {
    expect(firstNameOf(hostileTexts[name], 'Acme Coffee') ?? 'None').toMatch(/^\p{Lu}[\p{L}'’-]{1,19}$/u);
  });
});
