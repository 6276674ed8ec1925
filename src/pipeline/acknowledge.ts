import { type Alert, type AlertChange, type Transition, transition } from '../domain/alert.ts';
import { readToken } from '../lib/token.ts';
import type { HistoryEntry } from '../store/alerts.ts';
import type { App } from './app.ts';
import { commitAlert } from './due.ts';

/** What came of a change somebody asked for. */
export interface ChangeResult {
  found: boolean;
  changed: boolean;
  /** Why nothing changed. */
  refusal?: string;
  alert?: Alert;
}

/**
 * Applies a change to an alert: the new state, its new plan, its history and the edits it needs are one transaction, so that it
 * is true before anybody is told so; every message already sent is then brought up to date.
 *
 * @param wanted the change, or a function that decides on the alert as it is; `null` = leave it
 */
export const change = async (
  app: App,
  alertId: string,
  wanted: AlertChange | ((alert: Alert) => AlertChange | null),
): Promise<ChangeResult> => {
  let seen: Transition | null = null;
  const written = await commitAlert(app, alertId, (alert) => {
    const asked = typeof wanted === 'function' ? wanted(alert) : wanted;
    seen = asked ? transition(alert, asked) : { alert, changed: false };
    return asked && seen.changed ? { alert: seen.alert, history: [historyEntry(asked, app.now())] } : null;
  });

  if (written) {
    app.log.info({ alert: alertId, state: written.state }, 'alert changed');
    return { found: true, changed: true, alert: written };
  }
  const refused = seen as Transition | null;
  if (!refused) return { found: false, changed: false };
  return { found: true, changed: false, alert: refused.alert, ...(refused.refusal && { refusal: refused.refusal }) };
};

/** Fifteen minutes, or half of what is left when that is less. */
const snoozeMs = 15 * 60_000;

/** When "later" ends for an alert: in a quarter of an hour, but with at least half of what is left still ahead. */
export const snoozeUntil = (alert: Pick<Alert, 'deadline'>, now: Date, ms = snoozeMs): Date =>
  new Date(now.getTime() + Math.max(0, Math.min(ms, (alert.deadline.getTime() - now.getTime()) / 2)));

/** What a press on a button or link did, in words for the person. */
export interface PressResult extends ChangeResult {
  accepted: boolean;
  text: string;
}

/**
 * A button or link was pressed: the token says for which alert. A second press changes nothing and is answered kindly.
 *
 * @param by who pressed, as their channel names them
 */
export const press = async (
  app: App,
  { token, action = 'acknowledge' }: { token: string; action?: 'acknowledge' | 'snooze' },
  by: string,
): Promise<PressResult> => {
  const read = readToken(app.secret, token, app.now());
  if (!read) return { accepted: false, found: false, changed: false, text: 'This link is no longer valid.' };

  const result = await change(app, read.alertId, (alert) =>
    action === 'acknowledge'
      ? { type: 'acknowledge', by, at: app.now() }
      : { type: 'snooze', by, until: snoozeUntil(alert, app.now()), at: app.now() },
  );
  if (!result.found) return { ...result, accepted: false, text: 'This alert is no longer known.' };
  if (!result.changed)
    return { ...result, accepted: true, text: `Nothing to do: ${result.refusal ?? 'it is settled'}.` };
  return {
    ...result,
    accepted: true,
    text: action === 'acknowledge' ? 'It is yours. The ringing has stopped.' : 'Later, then.',
  };
};

const historyEntry = (asked: AlertChange, now: Date): HistoryEntry => {
  const entry: HistoryEntry = { at: now.toISOString(), what: words[asked.type] };
  if ('by' in asked) entry.by = asked.by;
  if (asked.type === 'resolve') entry.note = asked.resolution.replaceAll('_', ' ');
  if (asked.type === 'snooze') entry.note = `until ${asked.until.toISOString()}`;
  if (asked.type === 'answer') entry.note = `answered in public at ${asked.at.toISOString()}`;
  return entry;
};

const words: Record<AlertChange['type'], string> = {
  acknowledge: 'acknowledged',
  snooze: 'snoozed',
  wake: 'woken',
  answer: 'answered',
  resolve: 'resolved',
  reopen: 'reopened',
  breach: 'breached',
};
