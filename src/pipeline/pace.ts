import { type Spending, ticksPerLook } from '../domain/pace.ts';
import type { Source } from '../sources/source.ts';
import { loadSpent } from '../store/budget.ts';
import type { App } from './app.ts';
import { ceilingsOf } from './budget.ts';

const dayMs = 86_400_000;

/** Whether this tick of a source is left out so that its budget lasts; sources without a budget look at every tick. */
export const isPaced = async (app: App, source: Source, tick: Date): Promise<boolean> => {
  const { postsPerDay, postsPerMonth } = ceilingsOf(source);
  if (postsPerDay === undefined && postsPerMonth === undefined) return false;

  const { today, month } = await loadSpent(app.redis, app.keys, source.id, tick);
  const spendings: Spending[] = [];
  if (postsPerDay !== undefined) spendings.push({ spent: today, ceiling: postsPerDay, elapsed: shareOfDay(tick) });
  if (postsPerMonth !== undefined)
    spendings.push({ spent: month, ceiling: postsPerMonth, elapsed: shareOfMonth(tick) });

  return scattered(tick) % ticksPerLook(spendings) !== 0;
};

// Every daemon must leave out the same ticks, and none may be left out for ever because of its rhythm: Knuth's multiplicative
// hash of the second spreads the ticks of any schedule evenly.
const scattered = (tick: Date): number => Math.imul(Math.floor(tick.getTime() / 1000), 2_654_435_761) >>> 8;

const shareOfDay = (at: Date): number => (at.getTime() % dayMs) / dayMs;

const shareOfMonth = (at: Date): number => {
  const first = Date.UTC(at.getUTCFullYear(), at.getUTCMonth());
  const next = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1);
  return (at.getTime() - first) / (next - first);
};
