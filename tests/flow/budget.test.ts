import { describe, expect, it } from 'vitest';
import { openChannel } from '../../src/channels/index.ts';
import { budgetOf, ceilingsOf } from '../../src/pipeline/budget.ts';
import { isPaced } from '../../src/pipeline/pace.ts';
import type { Source } from '../../src/sources/source.ts';
import { openTeam } from '../support/team.ts';

const phone = openChannel({ id: 'phone', kind: 'console' });

const openPaid = (budget: object) => {
  const world = openTeam(['{ at: 0%, notify: [phone] }'], phone);
  const x = world.app.setup.sources.get('x') as Source;
  return { world, source: { ...x, settings: { ...x.settings, budget } } };
};

describe('the budget of a paid source', () => {
  it.each([
    [
      'posts as they are written',
      { posts_per_day: 100, posts_per_month: 1000 },
      { postsPerDay: 100, postsPerMonth: 1000 },
    ],
    ['dollars at the price of a post', { usd_per_month: 0.3 }, { postsPerMonth: 60 }],
    ['whichever is lower', { usd_per_day: 1, posts_per_day: 50 }, { postsPerDay: 50 }],
    ['dollars at a price of its own', { usd_per_day: 1, usd_per_post: 0.01 }, { postsPerDay: 100 }],
    ['nothing at all', {}, {}],
  ])('counts %s', (_, budget, ceilings) => {
    expect(ceilingsOf(openPaid(budget).source)).toEqual(ceilings);
  });

  it('is told once when it is used up', async () => {
    const { world, source } = openPaid({ posts_per_day: 10 });
    const budget = budgetOf(world.app, source);

    const granted = [await budget.reserve(100), await budget.reserve(100), await budget.reserve(100)];

    expect(granted).toEqual([10, 0, 0]);
    expect(world.waiting.notices.map(({ notice }) => notice.title)).toEqual(['The budget of x is used up']);
  });

  it('makes looks rarer when it is spent too fast, and never stops them', async () => {
    const { world, source } = openPaid({ posts_per_day: 100 });
    const budget = budgetOf(world.app, source);
    await budget.settle(
      await budget.reserve(90),
      Array.from({ length: 90 }, (_, n) => String(n)),
    );

    const ticks = Array.from({ length: 120 }, (_, n) => new Date(world.now().getTime() + n * 60_000));
    const looks = [];
    for (const tick of ticks) if (!(await isPaced(world.app, source, tick))) looks.push(tick);

    expect(looks.length).toBeGreaterThan(0);
    expect(looks.length).toBeLessThan(40);
  });

  it('leaves sources without one at their own rhythm', async () => {
    const { world, source } = openPaid({});

    expect(await isPaced(world.app, source, world.now())).toBe(false);
  });
});
