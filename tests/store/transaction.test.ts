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

  it('asks for every field of a hash that it guards', async () => {
    const { redis, keys } = openTestStore();
    const key = keys.mention('m');
    await redis.hset(key, 'f', 'print', 'o', '');
    const guards = (judged: string | null) => [
      { key, field: 'f', equals: 'print' },
      { key, field: 'o', equals: '' },
      { key, field: 'cf', equals: judged },
    ];

    expect(await transact(redis, keys, guards(null), [])).toBe(true);
    expect(await transact(redis, keys, guards('print'), [])).toBe(false);
  });

  it('writes long texts as they are, whatever stands in them', async () => {
    const { redis, keys } = openTestStore();
    const long = 'łódź "quoted" \\u00e9 \n 😀 '.repeat(50);

    await transact(
      redis,
      keys,
      [],
      [
        ['SET', keys.dedup('short'), 'ł "a" \\u00e9'],
        ['HSET', keys.mention('m'), 'j', long, 'f', 'print', 'c', `${long}!`],
      ],
    );

    expect(await redis.get(keys.dedup('short'))).toBe('ł "a" \\u00e9');
    expect(await redis.hgetall(keys.mention('m'))).toEqual({ j: long, f: 'print', c: `${long}!` });
  });

  it('adds thousands to one sorted set, and keeps the order where something is taken out as well', async () => {
    const { redis, keys } = openTestStore();
    const many = Array.from({ length: 9000 }, (_, number) => ['ZADD', keys.deliveries, number, `d${number}`] as const);

    await transact(
      redis,
      keys,
      [],
      [...many, ['ZADD', keys.plan, 1, 'a'], ['ZREM', keys.plan, 'a'], ['ZADD', keys.plan, 2, 'b']],
    );

    expect(await redis.zcard(keys.deliveries)).toBe(9000);
    expect(await redis.zrange(keys.plan, 0, '-1')).toEqual(['b']);
  });
});
