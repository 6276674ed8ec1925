import type { App } from '../../pipeline/app.ts';
import { priceOf } from '../../pipeline/budget.ts';
import type { Compared } from './changes.ts';

/** What the posts of a source that bills by post cost under both configurations, as far as they are stored. */
export interface CostRow {
  source: string;
  postsBefore: number;
  postsAfter: number;
  usdBefore: number;
  usdAfter: number;
}

/** Counts the posts that keywords find on sources that bill by post. A source pays at least for these. */
export const createCosts = (before: App, after: App): { add(one: Compared): void; result(): CostRow[] } => {
  const priceIn = ({ setup }: App, id: string): number => {
    const source = setup.sources.get(id);
    return source?.enabled ? priceOf(source) : 0;
  };
  const ids = new Set([...before.setup.sources.keys(), ...after.setup.sources.keys()]);
  const rows = new Map(
    [...ids]
      .map((source) => ({ source, usd: [priceIn(before, source), priceIn(after, source)] as const, posts: [0, 0] }))
      .filter(({ usd }) => usd.some((price) => price > 0))
      .map((row) => [row.source, row] as const),
  );

  return {
    add: ({ stored, before, after }) => {
      for (const id of stored.via) {
        const posts = rows.get(id)?.posts;
        if (!posts) continue;
        if (before) posts[0] = (posts[0] ?? 0) + 1;
        if (after) posts[1] = (posts[1] ?? 0) + 1;
      }
    },
    result: () =>
      [...rows.values()].map(({ source, usd, posts: [postsBefore = 0, postsAfter = 0] }) => ({
        source,
        postsBefore,
        postsAfter,
        usdBefore: inCents(postsBefore * usd[0]),
        usdAfter: inCents(postsAfter * usd[1]),
      })),
  };
};

const inCents = (usd: number): number => Math.round(usd * 100) / 100;
