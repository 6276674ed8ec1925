import { describe, expect, it } from 'vitest';
import { transact } from '../../src/store/transaction.ts';
import { openTestStore } from '../support/redis.ts';

describe('transact', () => {
  it('writes every command when all guards hold', async () => {
    const { redis, keys } = openTestStore();
    await redis.hset(keys.alert('a'), 'r', '3');

    const applied = await transact(
      redis,
      keys,
      [
        { key: keys.alert('a'), field: 'r', equals: '3' },
        { key: keys.dedup('x'), equals: null },
      ],
      [
        ['HSET', keys.alert('a'), 'r', '4', 'j', '{"text":"a b"}'],
        ['ZADD', keys.plan, 7, 'a'],
      ],
    );

    expect(applied).toBe(true);
    expect(await redis.hgetall(keys.alert('a'))).toEqual({ r: '4', j: '{"text":"a b"}' });
    expect(await redis.zscore(keys.plan, 'a')).toBe('7');
  });

  it('writes nothing when one guard does not hold', async () => {
    const { redis, keys } = openTestStore();
    await redis.set(keys.dedup('x'), 'al_1|5');

    const applied = await transact(
      redis,
      keys,
      [{ key: keys.dedup('x'), equals: 'al_2|5' }],
      [['SET', keys.dedup('x'), 'al_3|5']],
    );

    expect(applied).toBe(false);
    expect(await redis.get(keys.dedup('x'))).toBe('al_1|5');
  });

  it('tells an empty value from an absent one', async () => {
    const { redis, keys } = openTestStore();
    await redis.hset(keys.mention('m'), 'o', '');

    const absent = await transact(redis, keys, [{ key: keys.mention('m'), field: 'o', equals: null }], []);
    const empty = await transact(redis, keys, [{ key: keys.mention('m'), field: 'o', equals: '' }], []);

    expect({ absent, empty }).toEqual({ absent: false, empty: true });
  });
});
