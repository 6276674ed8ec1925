import { type Alert, isActive } from '../domain/alert.ts';
import { readPlace } from './listing.ts';
import type { Keys, Redis } from './redis.ts';
import { listAlerts } from './views.ts';

const dayMs = 86_400_000;

/** What was heard of one brand on one day (UTC), by decision and by sentiment. */
export interface ReportDay {
  day: string;
  brand: string;
  heard: number;
  ring: number;
  list: number;
  digest: number;
  ignore: number;
  negative: number;
  neutral: number;
  positive: number;
}

/** How alerts of a period fared. Response times count from publication to our public answer. */
interface ReportTotals {
  since: string;
  until: string;
  heard: number;
  alerts: number;
  answered: number;
  withinTarget: number;
  medianResponseMinutes: number | null;
  stillWaiting: number;
  breached: number;
}

export interface Report {
  days: ReportDay[];
  totals: ReportTotals;
}

/** Accounts for a period: what was heard each day, and how fast it was answered. */
export const loadReport = async (
  redis: Redis,
  keys: Keys,
  { since, until, brand }: { since: Date; until: Date; brand?: string | undefined },
): Promise<Report> => {
  const days = (await loadDays(redis, keys, daysBetween(since, until))).filter(
    (row) => brand === undefined || row.brand === brand,
  );
  const responses = await loadResponses(redis, keys, { since, until, brand });
  return {
    days,
    totals: {
      since: since.toISOString(),
      until: until.toISOString(),
      heard: days.reduce((sum, row) => sum + row.heard, 0),
      ...responses,
    },
  };
};

const daysBetween = (since: Date, until: Date): string[] => {
  const days: string[] = [];
  for (let at = Math.floor(since.getTime() / dayMs) * dayMs; at <= until.getTime(); at += dayMs)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
};

/** What was heard on the named days (`2026-08-20`), one row per day and brand. */
export const loadDays = async (redis: Redis, keys: Keys, days: readonly string[]): Promise<ReportDay[]> => {
  const counters = await Promise.all(days.map((day) => redis.hgetall(keys.stats(day))));
  return days.flatMap((day, position) => rowsOfDay(day, counters[position] ?? {}));
};

const rowsOfDay = (day: string, counters: Record<string, string>): ReportDay[] => {
  const rows = new Map<string, ReportDay>();
  for (const [field, count] of Object.entries(counters)) {
    const bar = field.lastIndexOf('|');
    const brand = field.slice(0, bar);
    const row = rows.get(brand) ?? { day, brand, ...nothing };
    const name = field.slice(bar + 1);
    rows.set(brand, isCounter(name) ? { ...row, [name]: Number(count) } : row);
  }
  return [...rows.values()].sort((a, b) => a.brand.localeCompare(b.brand));
};

const nothing = { heard: 0, ring: 0, list: 0, digest: 0, ignore: 0, negative: 0, neutral: 0, positive: 0 };

const isCounter = (name: string): name is keyof typeof nothing => name in nothing;

/** Alerts read at once, so that a long period leaves room for others in between. */
const perRead = 500;

const loadResponses = async (
  redis: Redis,
  keys: Keys,
  { since, until, brand }: { since: Date; until: Date; brand?: string | undefined },
): Promise<Omit<ReportTotals, 'since' | 'until' | 'heard'>> => {
  const minutes: number[] = [];
  const totals = { alerts: 0, answered: 0, withinTarget: 0, stillWaiting: 0, breached: 0 };
  let next: string | null | undefined;
  while (next !== null) {
    const after = next === undefined ? undefined : readPlace(next);
    const part = await listAlerts(redis, keys, { since, brand }, { limit: perRead, after });
    for (const alert of part.rows) if (alert.openedAt <= until) count(totals, minutes, alert);
    next = part.next;
  }
  return { ...totals, medianResponseMinutes: median(minutes) };
};

const count = (
  totals: { alerts: number; answered: number; withinTarget: number; stillWaiting: number; breached: number },
  minutes: number[],
  alert: Alert,
): void => {
  totals.alerts += 1;
  if (alert.breached) totals.breached += 1;
  if (isActive(alert)) totals.stillWaiting += 1;
  if (!alert.answeredAt) return;
  totals.answered += 1;
  if (alert.answeredAt <= alert.deadline) totals.withinTarget += 1;
  minutes.push((alert.answeredAt.getTime() - alert.postedAt.getTime()) / 60_000);
};

const median = (values: readonly number[]): number | null => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? null : Math.round(((low + high) / 2) * 10) / 10;
};
