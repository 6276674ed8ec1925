import { describe, expect, it } from 'vitest';
import type { Mention } from '../../src/domain/mention.ts';
import { loadMentions, pendingSince, type Saving, savePage } from '../../src/store/mentions.ts';
import { openTestStore } from '../support/redis.ts';

const noon = new Date('2026-11-20T12:00:00.000Z');

const review = (fields: Partial<Mention> = {}): Mention => ({
  source: 'trustpilot',
  externalId: 'r1',
  family: 'review',
  url: 'https://www.trustpilot.com/reviews/r1',
  author: { name: 'Marta' },
  text: 'First order was great.',
  rating: 5,
  createdAt: new Date('2026-11-20T10:00:00.000Z'),
  via: ['shop'],
  ...fields,
});

const saving = (fields: Partial<Mention> = {}, mode: Saving['mode'] = 'matched'): Saving => ({
  mention: review(fields),
  matches: [{ brand: 'Acme', keyword: 'name', terms: ['Acme'] }],
  mode,
});

describe('savePage', () => {
  it('stores a new mention as waiting for judgement, and knows it the second time', async () => {
    const { redis, keys } = openTestStore();

    const first = await savePage(redis, keys, [saving()], noon);
    const second = await savePage(redis, keys, [saving()], noon);

    expect([first, second]).toEqual([['new'], ['known']]);
    expect(await pendingSince(redis, keys, noon)).toEqual(['trustpilot:r1']);
    const [stored] = await loadMentions(redis, keys, ['trustpilot:r1']);
    expect(stored?.mention).toEqual({ ...review(), via: undefined });
    expect(stored?.via).toEqual(['shop']);
  });

  it('tells a changed text or rating from changed counters', async () => {
    const { redis, keys } = openTestStore();
    await savePage(redis, keys, [saving()], noon);

    const results = [
      await savePage(redis, keys, [saving({ author: { name: 'Marta O.' } })], noon),
      await savePage(redis, keys, [saving({ rating: 1 })], noon),
      await savePage(redis, keys, [saving({ rating: 1, text: 'Changed my mind.' })], noon),
    ];

    expect(results).toEqual([['known'], ['changed'], ['changed']]);
  });

  it('keeps the newer version when an older one arrives late', async () => {
    const { redis, keys } = openTestStore();
    await savePage(redis, keys, [saving({ rating: 1, updatedAt: new Date('2026-11-20T11:00:00Z') })], noon);

    const [result] = await savePage(
      redis,
      keys,
      [saving({ rating: 5, updatedAt: new Date('2026-11-20T10:30:00Z') })],
      noon,
    );

    expect(result).toBe('stale');
    expect((await loadMentions(redis, keys, ['trustpilot:r1']))[0]?.mention.rating).toBe(1);
  });

  it('treats an unknown reply as no change and a null reply as one that was taken away', async () => {
    const { redis, keys } = openTestStore();
    await savePage(redis, keys, [saving({ ownerReply: { text: 'Sorry!', at: noon } })], noon);

    const unknown = await savePage(redis, keys, [saving()], noon);
    const removed = await savePage(redis, keys, [saving({ ownerReply: null })], noon);

    expect([unknown, removed]).toEqual([['known'], ['changed']]);
  });

  it('remembers every configured source that saw a mention, once each', async () => {
    const { redis, keys } = openTestStore();

    for (const via of ['shop', 'gateway', 'shop']) await savePage(redis, keys, [saving({ via: [via] })], noon);

    expect((await loadMentions(redis, keys, ['trustpilot:r1']))[0]?.via).toEqual(['shop', 'gateway']);
  });

  it('keeps what no keyword matched aside until one does', async () => {
    const { redis, keys } = openTestStore();
    await savePage(redis, keys, [saving({}, 'unmatched')], noon);
    const waitingBefore = await pendingSince(redis, keys, noon);

    const [result] = await savePage(redis, keys, [saving()], noon);

    expect(waitingBefore).toEqual([]);
    expect(result).toBe('new');
    expect(await redis.zcard(keys.unmatched)).toBe(0);
    expect(await pendingSince(redis, keys, noon)).toEqual(['trustpilot:r1']);
  });

  it('stores more mentions than one call takes, in order', async () => {
    const { redis, keys } = openTestStore();
    const page = Array.from({ length: 1203 }, (_, n) => saving({ externalId: `r${n}` }));
    await savePage(redis, keys, page.slice(0, 700), noon);

    const results = await savePage(redis, keys, page, noon);

    expect(results.indexOf('new')).toBe(700);
    expect(results.filter((result) => result === 'new')).toHaveLength(503);
  });
});
