import type { Channel } from '../channels/channel.ts';
import { type Alert, nextDue } from '../domain/alert.ts';
import type { Urgency } from '../domain/classification.ts';
import type { Failure } from '../lib/failure.ts';
import type { Delivery, Send } from '../store/alerts.ts';
import type { Health } from '../store/sources.ts';
import type { App } from './app.ts';

const urgentPausesMs = [2000, 5000, 10_000, 20_000, 30_000];
const calmPausesMs = [5000, 15_000, 30_000, 60_000, 120_000, 300_000];

/**
 * How long to wait before a ring is tried again, in milliseconds; `null` = not again. A budget of time, not a count: there is no
 * use in waiting past the next step or the deadline.
 */
export const retryAfter = (
  app: App,
  alert: Alert,
  channel: Channel,
  delivery: Delivery,
  claim: Send,
  failure: Failure,
): number | null => {
  const pauses = alert.urgency === 1 ? urgentPausesMs : calmPausesMs;
  const pause = pauses[Math.min(claim.attempts, pauses.length) - 1] ?? 30_000;
  const inTime = (ms: number): number | null => (ms <= budgetMs(app, alert) ? ms : null);
  switch (failure.kind) {
    case 'transient':
      return inTime(Math.max(pause * (0.85 + 0.3 * app.random()), failure.retryAfterMs ?? 0));
    case 'throttled':
      return inTime(failure.retryAfterMs ?? pause);
    case 'invalid':
    case 'unknown':
      return mayRepeat(channel, alert, delivery, claim) ? inTime(pause) : null;
    case 'message':
      return claim.attempts === 1 ? 0 : null;
    case 'unauthorized':
    case 'exhausted':
    case 'recipient':
      return null;
  }
};

const probeMs = 10 * 60_000;
const leastBudgetMs = 60_000;

const budgetMs = (app: App, alert: Alert): number => {
  const due = nextDue(alert);
  const end = due ? Math.min(due.getTime(), alert.deadline.getTime()) : alert.deadline.getTime();
  return Math.max(leastBudgetMs, end - app.now().getTime());
};

/**
 * Whether a ring whose outcome is not known may be sent again: channels with a key, or that replace, repeat freely; elsewhere the
 * first ring of any alert is repeated once, later ones only on levels 1 and 2.
 */
export const mayRepeat = (channel: Channel, alert: Alert, delivery: Delivery, send: Send): boolean =>
  channel.idempotency !== 'none' || (send.attempts < 2 && (delivery.step === 0 || alert.urgency <= 2));

/** On levels 1 and 2 the next step does not wait for ever: so many failures, or one wait as long as this, bring it forward. */
const patience: Partial<Record<Urgency, { failures: number; waitMs: number }>> = {
  1: { failures: 2, waitMs: 15_000 },
  2: { failures: 3, waitMs: 60_000 },
};

/** Whether the next step is brought forward beside further attempts. */
export const needsFallback = ({ urgency }: Alert, attempts: number, waitMs: number): boolean => {
  const limit = patience[urgency];
  return limit !== undefined && (attempts === limit.failures || (attempts === 1 && waitMs > limit.waitMs));
};

const longestPauseMs = 60 * 60_000;

/**
 * When a channel that failed is tried again for an alert that reached nobody yet: at the end of its rest, and with pauses that
 * grow with the age of the alert.
 */
export const nextTry = (app: App, { openedAt }: Alert, restsUntil?: Date): Date => {
  const now = app.now().getTime();
  const pauseMs = Math.min(longestPauseMs, Math.max(probeMs, (now - openedAt.getTime()) / 2));
  return new Date(Math.max(now + pauseMs, restsUntil?.getTime() ?? 0));
};

const slipMs = 60 * 60_000;

/**
 * Until when a channel rests after a failure that needs a person: it is then tried again, so that a repaired one needs no restart.
 * One refusal by a channel that worked within the hour may be a slip; the second in a row is none.
 */
export const suspension = (app: App, failure: Failure, { failures, workedAt }: Health): Date | undefined => {
  const now = app.now().getTime();
  if (failure.kind === 'exhausted') return failure.resetAt ?? new Date(now + 60 * 60_000);
  if (failure.kind !== 'unauthorized') return undefined;
  const workedLately = workedAt !== undefined && now - new Date(workedAt).getTime() < slipMs;
  return failures === 0 && workedLately ? undefined : new Date(now + probeMs);
};
