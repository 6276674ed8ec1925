import { z } from 'zod';
import { addOpenTime, type Calendar } from './calendar.ts';
import { type Sentiment, type Urgency, urgencyNames } from './classification.ts';
import { duration } from './duration.ts';
import type { SourceFamily } from './mention.ts';

/** Time allowed until our public reply, per level, as written in the configuration. Level 5 rings only when it must. */
export const TargetSettings = z.strictObject({
  down: duration().optional().describe('Level 1.'),
  money: duration().optional().describe('Level 2.'),
  problem: duration().optional().describe('Level 3.'),
  help: duration().optional().describe('Level 4.'),
  feedback: duration().optional().describe('Level 5, for the few that ring.'),
  negative: duration().optional().describe('No negative mention waits longer than this, whatever its level.'),
});
export type TargetSettings = z.infer<typeof TargetSettings>;

type Targets = Record<keyof TargetSettings, number>;

const minute = 60_000;
const hour = 60 * minute;
const never = Number.POSITIVE_INFINITY;

/** The shipped targets per family (design §2.10), in milliseconds. */
export const defaultTargets: Record<SourceFamily, Targets> = {
  social: {
    down: 15 * minute,
    money: 30 * minute,
    problem: 60 * minute,
    help: 4 * hour,
    feedback: 60 * minute,
    negative: 60 * minute,
  },
  review: {
    down: 15 * minute,
    money: 30 * minute,
    problem: 24 * hour,
    help: 24 * hour,
    feedback: 24 * hour,
    negative: never,
  },
  news: {
    down: 15 * minute,
    money: 30 * minute,
    problem: 60 * minute,
    help: 4 * hour,
    feedback: 4 * hour,
    negative: never,
  },
};

/**
 * Time allowed until our public reply.
 *
 * @param layers settings from the most special to the most general; the first that names a value wins
 * @returns milliseconds from publication
 */
export const targetMs = (
  family: SourceFamily,
  urgency: Urgency,
  sentiment: Sentiment,
  layers: readonly (TargetSettings | undefined)[] = [],
): number => {
  const pick = (name: keyof Targets): number =>
    layers.find((layer) => layer?.[name] !== undefined)?.[name] ?? defaultTargets[family][name];
  const base = pick(urgencyNames[urgency]);
  return sentiment === 'negative' ? Math.min(base, pick('negative')) : base;
};

/** When the target ends: by the clock, or by the open hours of a calendar. Level 1 knows no closing time. */
export const deadlineOf = (start: Date, ms: number, urgency: Urgency, calendar?: Calendar): Date =>
  calendar && urgency > 1 ? addOpenTime(calendar, start, ms) : new Date(start.getTime() + ms);
