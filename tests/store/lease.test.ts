import { describe, expect, it } from 'vitest';
import { firstTime, holdLease, releaseLease } from '../../src/store/lease.ts';
import { openTestStore } from '../support/redis.ts';

describe('a lease', () => {
  it('is held by one owner, who may renew it, until it is given back', async () => {
    const { redis, keys } = openTestStore();

    const taken = await holdLease(redis, keys, 'escalate', 'a', 10_000);
    const refused = await holdLease(redis, keys, 'escalate', 'b', 10_000);
    const renewed = await holdLease(redis, keys, 'escalate', 'a', 10_000);
    await releaseLease(redis, keys, 'escalate', 'b');
    const stillRefused = await holdLease(redis, keys, 'escalate', 'b', 10_000);
    await releaseLease(redis, keys, 'escalate', 'a');
    const passedOn = await holdLease(redis, keys, 'escalate', 'b', 10_000);

    expect([taken, refused, renewed, stillRefused, passedOn]).toEqual([true, false, true, false, true]);
  });
});

describe('firstTime', () => {
  it('is true once within its time', async () => {
    const { redis, keys } = openTestStore();

    expect([await firstTime(redis, keys, 'x', 60_000), await firstTime(redis, keys, 'x', 60_000)]).toEqual([
      true,
      false,
    ]);
  });
});
