import { describe, expect, it } from 'vitest';
import { list, type Place, readPlace } from '../../src/store/listing.ts';
import { openTestStore } from '../support/redis.ts';

const fill = async (count: number, scoreOf: (n: number) => number = (n) => n) => {
  const { redis, keys } = openTestStore();
  const key = `${keys.prefix}list`;
  const members = Array.from({ length: count }, (_, n) => [scoreOf(n), `m${String(n).padStart(5, '0')}`]).flat();
  await redis.zadd(key, ...members);
  return { redis, key };
};

const everything = async (places: readonly Place[]) => places.map(({ member }) => member);

describe('a list', () => {
  it.each(['falling', 'rising'] as const)('read part by part has no gaps and no repeats (%s)', async (order) => {
    const { redis, key } = await fill(10, (n) => Math.floor(n / 4));

    const read: string[] = [];
    let after: Place | undefined;
    for (;;) {
      const { rows, next } = await list(redis, { key, order }, { limit: 3, after }, everything);
      read.push(...rows);
      if (next === null) break;
      after = readPlace(next);
    }

    const all = await redis.zrange(key, 0, '-1');
    expect(read).toEqual(order === 'rising' ? all : all.reverse());
  });

  it('goes on at the right place when the last one shown was removed', async () => {
    const { redis, key } = await fill(6);
    const { rows, next } = await list(redis, { key, order: 'falling' }, { limit: 2 }, everything);
    await redis.zrem(key, rows.at(-1) ?? '');

    const further = await list(
      redis,
      { key, order: 'falling' },
      { limit: 2, after: readPlace(next ?? '') },
      everything,
    );

    expect(further.rows).toEqual(['m00003', 'm00002']);
  });

  it('of which hardly anything fits ends early and says where to go on', async () => {
    const { redis, key } = await fill(3000);
    let looked = 0;
    const onlyFirst = async (places: readonly Place[]) => {
      looked += places.length;
      return places.map(({ member }) => (member === 'm00000' ? member : undefined));
    };

    const first = await list(redis, { key, order: 'falling' }, { limit: 10 }, onlyFirst);
    const lookedFirst = looked;
    const second = await list(
      redis,
      { key, order: 'falling' },
      { limit: 10, after: readPlace(first.next ?? '') },
      onlyFirst,
    );

    expect(first.rows).toEqual([]);
    expect(lookedFirst).toBeLessThan(2600);
    expect(second).toEqual({ rows: ['m00000'], next: null });
  });

  it('stops at the score it is told', async () => {
    const { redis, key } = await fill(10);

    const { rows, next } = await list(redis, { key, order: 'falling', until: 7 }, { limit: 10 }, everything);

    expect(rows).toEqual(['m00009', 'm00008', 'm00007']);
    expect(next).toBeNull();
  });

  it.each(['', 'rubbish', Buffer.from('x y').toString('base64url')])('does not take "%s" for a place', (text) => {
    expect(readPlace(text)).toBeUndefined();
  });
});
