import { describe, expect, it } from 'vitest';
import { dedupKeys } from '../../src/domain/group.ts';
import type { Mention } from '../../src/domain/mention.ts';

const post = (text: string, fields: Partial<Mention> = {}): Mention => ({
  source: 'twitter',
  externalId: '1',
  family: 'social',
  url: null,
  author: { id: 'u1' },
  text,
  ...fields,
});
const names = (mention: Mention, brand = 'Acme'): string[] => dedupKeys(mention, brand).map(({ name }) => name);
const shared = (a: Mention, b: Mention): string[] =>
  names(a)
    .filter((name) => names(b).includes(name))
    .map((name) => name.split(':')[0] ?? '');

describe('what mentions that belong together share', () => {
  it.each<[string, Mention, Mention, string[]]>([
    [
      'the thread',
      post('a', { conversation: '9' }),
      post('b', { externalId: '2', author: { id: 'u2' }, conversation: '9' }),
      ['thread'],
    ],
    ['the author', post('No signal'), post('Hello? Anyone?', { externalId: '2' }), ['author']],
    [
      'the words, whatever links, handles, numbers and case they carry',
      post('@acme Your app has been down for 2 hours! https://t.co/a'),
      post('@acmehelp your APP has been down for 3 hours https://t.co/b', { externalId: '2', author: { id: 'u2' } }),
      ['text'],
    ],
    [
      'nothing when two strangers write two things',
      post('No signal here'),
      post('Where is my order?', { externalId: '2', author: { id: 'u2' } }),
      [],
    ],
    [
      'nothing when short texts are alike by chance',
      post('help!'),
      post('Help', { externalId: '2', author: { id: 'u2' } }),
      [],
    ],
  ])('%s', (_, a, b, expected) => {
    expect(shared(a, b)).toEqual(expected);
  });

  it('is never shared between two brands', () => {
    const mention = post('Your app has been down for hours now', { conversation: '9' });
    const other = names(mention, 'Other').filter((name) => !name.startsWith('post:'));

    expect(other.some((name) => names(mention).includes(name))).toBe(false);
  });
});
