import { z } from 'zod';
import type { Budget } from '../domain/budget.ts';
import type { Source } from '../sources/source.ts';
import { type Ceilings, createBudget } from '../store/budget.ts';
import type { App } from './app.ts';
import { tell } from './tell.ts';

const BudgetSettings = z.object({
  usd_per_month: z.number().optional(),
  usd_per_day: z.number().optional(),
  posts_per_month: z.number().optional(),
  posts_per_day: z.number().optional(),
  usd_per_post: z.number().optional(),
});

/** The budget of a source. When it is used up, the person who runs Earshot is told, once a day: a source never goes blind silently. */
export const budgetOf = (app: App, source: Source): Budget => {
  const budget = createBudget(app.redis, app.keys, source.id, ceilingsOf(source), app.now);
  return {
    ...budget,
    reserve: async (wanted) => {
      const granted = await budget.reserve(wanted);
      if (granted === 0)
        await tell(app, {
          key: `budget-${source.id}`,
          title: `The budget of ${source.id} is used up`,
          text: 'Earshot does not look there until the next day or month (UTC) begins. Raise `budget` in the configuration to go on at once.',
        });
      return granted;
    },
  };
};

/** The ceilings of a source in posts: money divided by the price of a post, whichever is lower. */
export const ceilingsOf = (source: Pick<Source, 'settings' | 'usdPerPost'>): Ceilings => {
  const parsed = BudgetSettings.safeParse(source.settings['budget']);
  if (!parsed.success) return {};
  const { usd_per_day, usd_per_month, posts_per_day, posts_per_month } = parsed.data;
  const price = priceOf(source);
  const perDay = lowest(posts_per_day, posts(usd_per_day, price));
  const perMonth = lowest(posts_per_month, posts(usd_per_month, price));
  return {
    ...(perDay === undefined ? {} : { postsPerDay: perDay }),
    ...(perMonth === undefined ? {} : { postsPerMonth: perMonth }),
  };
};

/** What a source bills for one post, in dollars; 0 where it bills none. */
export const priceOf = ({ settings, usdPerPost }: Pick<Source, 'settings' | 'usdPerPost'>): number =>
  BudgetSettings.safeParse(settings['budget']).data?.usd_per_post ?? usdPerPost;

// Rounded first: 0.3 / 0.005 must be 60 posts, not 59.
const posts = (usd: number | undefined, price: number): number | undefined =>
  usd === undefined || price === 0 ? undefined : Math.floor(Number((usd / price).toFixed(6)));

const lowest = (a: number | undefined, b: number | undefined): number | undefined => {
  if (a === undefined) return b;
  return b === undefined ? a : Math.min(a, b);
};
