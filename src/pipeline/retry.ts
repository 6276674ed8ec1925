import type { Channel } from '../channels/channel.ts';
import { type Alert, nextDue } from '../domain/alert.ts';
import type { Failure } from '../lib/failure.ts';
import type { Delivery, Send } from '../store/alerts.ts';
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

/** Until when a channel rests after a failure that needs a person: it is then tried again, so that a repaired one needs no restart. */
export const suspension = (app: App, failure: Failure): Date | undefined => {
  if (failure.kind === 'unauthorized') return new Date(app.now().getTime() + probeMs);
  if (failure.kind === 'exhausted') return failure.resetAt ?? new Date(app.now().getTime() + 60 * 60_000);
  return undefined;
};
