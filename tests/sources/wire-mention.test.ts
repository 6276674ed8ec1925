import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Mention } from '../../src/domain/mention.ts';
import { parseWireMention, toWire } from '../../src/sources/wire-mention.ts';
import { sourceFixture } from '../contracts/source.ts';

const now = new Date('2026-11-21T12:00:00Z');
const sender = { source: 'helpdesk', family: 'review', now } as const;
const least = { externalId: 'T-1', url: null, text: 'Cold', createdAt: '2026-11-20T09:00:00Z' };

const read = (fields: object): Mention => {
  const result = parseWireMention({ ...least, ...fields }, sender);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.mention;
};

const errorsOf = (value: unknown): string[] => {
  const result = parseWireMention(value, sender);
  return result.ok ? [] : result.errors.map(({ field, message }) => `${field} ${message}`.trim());
};

describe('the documented bodies', () => {
  const [update, bad]: unknown[] = JSON.parse(sourceFixture('intake', 'capterra.json')).mentions;

  test('an update with an answer is read, its stars stretched onto five', () => {
    const result = parseWireMention(update, { ...sender, door: 'webhook', sender: 'reviews' });

    expect(result).toEqual({
      ok: true,
      mention: {
        source: 'capterra',
        externalId: 'rev-5567001',
        family: 'review',
        url: 'https://www.capterra.com/p/1/Acme/reviews/5567001/',
        author: { name: 'Verified user in retail' },
        text: 'Does the job, support is slow.',
        lang: 'en',
        rating: 3.8,
        createdAt: new Date('2026-11-10T00:00:00Z'),
        updatedAt: new Date('2026-11-19T14:30:00Z'),
        ownerReply: { text: 'We have doubled the team.', at: new Date('2026-11-19T14:30:00Z') },
        raw: { rating: 7, scale: { min: 0, max: 10 }, door: 'webhook', sender: 'reviews' },
      },
    });
  });

  test('a bad one is refused field by field', () => {
    expect(errorsOf(bad)).toEqual([
      'externalId must not be empty',
      'url must be an absolute http(s) url or null',
      'createdAt must be RFC 3339 with zone',
    ]);
  });
});

describe('what senders leave out', () => {
  test('the least is an id, a url or null, a text and a time', () => {
    expect(read({ text: '' })).toEqual({
      source: 'helpdesk',
      externalId: 'T-1',
      family: 'review',
      url: null,
      author: {},
      text: '',
      createdAt: new Date('2026-11-20T09:00:00Z'),
    });
  });

  test('an empty string in an optional field is nothing', () => {
    const blank = {
      source: '',
      author: { name: '', id: '' },
      lang: '',
      rating: '',
      updatedAt: '',
      ownerReply: '',
      target: '',
    };

    expect(read(blank)).toEqual(read({}));
  });

  test('no answer and no word about an answer are two things', () => {
    expect(read({ ownerReply: null })).toHaveProperty('ownerReply', null);
    expect(read({})).not.toHaveProperty('ownerReply');
  });

  test.each([
    ['nothing at all', undefined, ['must be an object']],
    ['a list', [], ['must be an object']],
    [
      'an empty object',
      {},
      [
        'externalId must be a string',
        'url must be an absolute http(s) url or null',
        'text must be a string',
        'createdAt must be RFC 3339 with zone',
      ],
    ],
    [
      'an id of 513 characters',
      { ...least, externalId: 'x'.repeat(513) },
      ['externalId must be at most 512 characters'],
    ],
    ['another protocol', { ...least, url: 'ftp://a.example' }, ['url must be an absolute http(s) url or null']],
    ['a time without a zone', { ...least, createdAt: '2026-11-20T09:00:00' }, ['createdAt must be RFC 3339 with zone']],
    [
      'a day that does not exist',
      { ...least, createdAt: '2026-02-30T09:00:00Z' },
      ['createdAt must be RFC 3339 with zone'],
    ],
    ['an author without anything', { ...least, author: {} }, ['author must have an id, a handle or a name']],
    ['a source with blanks', { ...least, source: 'My Desk' }, ['source must be 1 to 40 of a-z, 0-9 and "-"']],
    ['a rating in words', { ...least, rating: 'bad' }, ['rating must be a number']],
    ['six stars of five', { ...least, rating: 6 }, ['rating must be 1 to 5']],
    ['a rating off its scale', { ...least, rating: 11, ratingScale: { min: 0, max: 10 } }, ['rating must be 0 to 10']],
    [
      'a scale upside down',
      { ...least, rating: 1, ratingScale: { min: 5, max: 1 } },
      ['ratingScale must have a min below its max'],
    ],
    ['an answer without text', { ...least, ownerReply: {} }, ['ownerReply.text must be a string']],
    ['a raw body of 65 KiB', { ...least, raw: 'x'.repeat(65 * 1024) }, ['raw must be at most 64 KiB']],
  ])('%s is refused', (_, value, expected) => {
    expect(errorsOf(value)).toEqual(expected);
  });
});

describe('what is made of values', () => {
  test.each([
    [{ rating: 4.5 }, 4.5],
    [{ rating: '2' }, 2],
    [{ rating: '4,5' }, 4.5],
    [{ rating: 80, ratingScale: { min: 0, max: 100 } }, 4.2],
    [{ rating: 1, ratingScale: { min: 1, max: 10 } }, 1],
    [{ rating: 0, ratingScale: { min: 0, max: 1 } }, 1],
    [{ rating: '10', ratingScale: { min: '0', max: '10' } }, 5],
  ])('the rating %j is %d', (fields, stars) => {
    expect(read(fields).rating).toBe(stars);
  });

  test('a time more than ten minutes ahead is now; less is a clock that is a little off', () => {
    const ahead = '2026-11-21T12:10:01Z';

    expect(read({ createdAt: ahead, updatedAt: ahead, ownerReply: { text: 'x', at: ahead } })).toMatchObject({
      createdAt: now,
      updatedAt: now,
      ownerReply: { at: now },
    });
    expect(read({ createdAt: '2026-11-21T13:10:00+01:00' }).createdAt).toEqual(new Date('2026-11-21T12:10:00Z'));
  });

  test('a text over twenty thousand characters is cut and marked', () => {
    const { text, raw } = read({ text: 'ab '.repeat(10_000) });

    expect(text.length).toBeLessThanOrEqual(20_000);
    expect(text.endsWith('…')).toBe(true);
    expect(raw).toMatchObject({ truncated: true });
  });

  test('line ends become one kind, half characters are mended, the language is its primary tag', () => {
    const mention = read({ text: 'a\r\nb\rc\ud83d', lang: 'pt_BR' });

    expect(mention).toMatchObject({ text: 'a\nb\nc\ufffd', lang: 'pt' });
  });

  test('fields nobody knows are kept in raw, unless they are too large', () => {
    expect(read({ ticket: 7, raw: { queue: 'b' } }).raw).toEqual({ ticket: 7, queue: 'b' });
    expect(read({ raw: [1, 2] }).raw).toEqual({ raw: [1, 2] });
    expect(read({ attachment: 'x'.repeat(70_000), raw: { queue: 'b' } }).raw).toEqual({ queue: 'b' });
  });
});

test('what was read can be written and read again', () => {
  const instant = fc.date({ min: new Date('2006-01-01'), max: now, noInvalidDate: true });
  const mention = fc.record(
    {
      source: fc.constantFrom('helpdesk', 'capterra'),
      externalId: fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
      family: fc.constant('review' as const),
      url: fc.option(fc.webUrl()),
      author: fc.record({ name: fc.string({ minLength: 1, maxLength: 40 }) }),
      text: fc.string({ unit: 'grapheme' }).map((text) => text.replace(/\r\n?/g, '\n')),
      lang: fc.constantFrom('en', 'es', 'pl'),
      rating: fc.integer({ min: 1, max: 5 }),
      createdAt: instant,
      updatedAt: instant,
      ownerReply: fc.option(fc.record({ text: fc.constant('Sorry!'), at: instant })),
      target: fc.constant('Main street'),
      raw: fc.constant({ ticket: 7 }),
    },
    { requiredKeys: ['source', 'externalId', 'family', 'url', 'author', 'text', 'createdAt', 'raw'] },
  );

  fc.assert(
    fc.property(mention, (original) => {
      const onWire: unknown = JSON.parse(JSON.stringify(toWire(original)));

      expect(parseWireMention(onWire, sender)).toEqual({ ok: true, mention: original });
    }),
  );
});
