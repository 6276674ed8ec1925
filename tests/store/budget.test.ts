import { describe, expect, it } from 'vitest';
import { createBudget, loadSpent } from '../../src/store/budget.ts';
import { openTestStore } from '../support/redis.ts';

const at = (iso: string) => () => new Date(iso);

describe('the budget of a source', () => {
  it('grants no more than the ceiling leaves after what is paid and reserved', async () => {
    const { redis, keys } = openTestStore();
    const budget = createBudget(redis, keys, 'x', { postsPerDay: 150 }, at('2026-11-20T10:00:00Z'));

    const first = await budget.reserve(100);
    const second = await budget.reserve(100);
    const third = await budget.reserve(100);

    expect([first, second, third]).toEqual([100, 50, 0]);
  });

  it('frees what did not come back and pays the same post once per UTC day', async () => {
    const { redis, keys } = openTestStore();
    const now = at('2026-11-20T10:00:00Z');
    const budget = createBudget(redis, keys, 'x', { postsPerDay: 10 }, now);

    await budget.settle(await budget.reserve(10), ['1', '2', '3']);
    await budget.settle(await budget.reserve(5), ['2', '3', '4']);

    expect(await loadSpent(redis, keys, 'x', now())).toEqual({ today: 4, month: 4 });
    expect(await budget.reserve(100)).toBe(6);
  });

  it('pays a post again on the next UTC day, and counts both in the month', async () => {
    const { redis, keys } = openTestStore();
    const monday = createBudget(redis, keys, 'x', {}, at('2026-11-23T23:59:00Z'));
    const tuesday = createBudget(redis, keys, 'x', {}, at('2026-11-24T00:01:00Z'));

    await monday.settle(await monday.reserve(1), ['1']);
    await tuesday.settle(await tuesday.reserve(1), ['1']);

    expect(await loadSpent(redis, keys, 'x', new Date('2026-11-24T12:00:00Z'))).toEqual({ today: 1, month: 2 });
  });
});
