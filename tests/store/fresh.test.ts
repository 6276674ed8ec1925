import { describe, expect, it } from 'vitest';
import { createFresh } from '../../src/store/fresh.ts';
import type { StoredMention } from '../../src/store/mentions.ts';

const noon = Date.parse('2026-11-20T12:00:00.000Z');

const stored = (number: number, secondsAfterNoon = 0): StoredMention => ({
  id: `rss:${number}`,
  mention: { source: 'rss', externalId: String(number), family: 'news', url: null, author: {}, text: 'Acme' },
  matches: [],
  mode: 'matched',
  via: ['feed'],
  seenAt: new Date(noon + secondsAfterNoon * 1000),
  fingerprint: `print ${number}`,
  replyFingerprint: '',
});

describe('what was stored a moment ago', () => {
  it('is given away once', () => {
    const fresh = createFresh();
    fresh.put(stored(1));

    const taken = [fresh.take('rss:1'), fresh.take('rss:1'), fresh.take('rss:2')];

    expect(taken).toEqual([stored(1), undefined, undefined]);
  });

  it('keeps the oldest when there are more than fit: they are judged first', () => {
    const fresh = createFresh();
    for (let number = 0; number < 3500; number += 1) fresh.put(stored(number));

    expect(fresh.take('rss:0')).toBeDefined();
    expect(fresh.take('rss:3499')).toBeUndefined();
  });

  it('forgets what somebody else must have judged by then', () => {
    const fresh = createFresh();
    for (let number = 0; number < 3500; number += 1) fresh.put(stored(number));

    fresh.put(stored(4000, 31));

    expect(fresh.take('rss:0')).toBeUndefined();
    expect(fresh.take('rss:4000')).toBeDefined();
  });
});
