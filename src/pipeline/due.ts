import { type Alert, transition } from '../domain/alert.ts';
import { quietUntil } from '../domain/calendar.ts';
import { takeDue } from '../domain/plan.ts';
import type { Lane } from '../queues.ts';
import {
  alertCommands,
  alertGuard,
  type Delivery,
  deliveryCommands,
  type HistoryEntry,
  historyCommands,
  loadAlert,
  loadSends,
  updateAlert,
} from '../store/alerts.ts';
import { type Command, transact } from '../store/transaction.ts';
import type { App } from './app.ts';

const lookAfterMs = 20_000;

/** A decided delivery that nobody settled by then is looked after by the auditor. */
export const lookAfter = (now: Date): Date => new Date(now.getTime() + lookAfterMs);

/** An alert after its due steps were taken, and what has to be written and sent for it. */
export interface Settled {
  alert: Alert;
  commands: Command[];
  deliveries: Delivery[];
}

/**
 * Takes what is due out of an alert's plan and turns it into deliveries. Nothing is sent here: the deliveries are written with
 * the alert, in one transaction, and queued after it.
 */
export const settleDue = (app: App, given: Alert, history: readonly HistoryEntry[] = []): Settled => {
  const now = app.now();
  const entries = [...history];
  let alert = given;
  const deliveries: Delivery[] = [];

  // Waking re-plans, and the new plan may have steps that are due at once.
  for (let round = 0; round < 2; round += 1) {
    const due = takeDue(alert, now, (channel) => channelQuietUntil(app, channel, now));
    alert = due.alert;
    for (const ring of due.rings) {
      deliveries.push(...ring.channels.map((channel) => ringDelivery(alert, ring.step, channel)));
      entries.push({
        at: now.toISOString(),
        what: ring.kind === 'ring' ? 'due' : ring.kind,
        step: ring.step,
        note: ring.channels.join(', '),
      });
    }
    if (due.breach) {
      alert = transition(alert, { type: 'breach', at: now }).alert;
      entries.push({ at: now.toISOString(), what: 'breached', note: breachNote(alert) });
    }
    if (!due.wake) break;
    alert = transition(alert, { type: 'wake', at: now }).alert;
  }

  return {
    alert,
    deliveries,
    commands: [
      ...deliveryCommands(app.keys, deliveries, lookAfter(now)),
      ...historyCommands(app.keys, alert.id, entries),
    ],
  };
};

/**
 * Changes an alert, takes what has become due, and writes both with the edits that messages already sent need, in one
 * transaction; then queues the deliveries.
 *
 * @param decide the changed alert and what to note in its history; `null` = leave it as it is
 * @returns the alert as written, or `null` when nothing changed
 */
export const commitAlert = async (
  app: App,
  alertId: string,
  decide: (alert: Alert) => { alert: Alert; history: HistoryEntry[] } | null,
): Promise<Alert | null> => {
  const sent = await loadShown(app, alertId);
  const settled = await updateAlert(app.redis, app.keys, alertId, (before) => {
    const decided = decide(before);
    if (!decided) return null;
    const due = settleDue(app, decided.alert, decided.history);
    if (due.alert === before) return null;
    const edits = looksDifferent(before, due.alert) ? editDeliveries(due.alert, sent) : [];
    const commands = [...due.commands, ...deliveryCommands(app.keys, edits, lookAfter(app.now()))];
    return { ...due, edits, commands, edited: looksDifferent(before, due.alert) };
  });
  if (!settled) return null;

  const { alert, deliveries, edits } = settled;
  const later = settled.edited ? await editsForLater(app, alert, sent) : [];
  await queueDeliveries(app, alert, [...deliveries, ...edits, ...later]);
  return alert;
};

/** Where messages about an alert can be seen. */
const loadShown = async (app: App, alertId: string): Promise<{ step: number; channel: string }[]> =>
  (await loadSends(app.redis, app.keys, alertId)).filter(({ send }) => send.receipt);

// A ring that went out between reading what was sent and writing the change shows the alert as it was before.
const editsForLater = async (
  app: App,
  alert: Alert,
  seen: readonly { step: number; channel: string }[],
): Promise<Delivery[]> => {
  const shown = await loadShown(app, alert.id);
  const later = shown.filter(({ step, channel }) => !seen.some((one) => one.step === step && one.channel === channel));
  const edits = editDeliveries(alert, later);
  if (edits.length > 0)
    await transact(app.redis, app.keys, [], deliveryCommands(app.keys, edits, lookAfter(app.now())));
  return edits;
};

const looksDifferent = (before: Alert, after: Alert): boolean =>
  before.state !== after.state ||
  before.breached !== after.breached ||
  before.acknowledgedBy !== after.acknowledgedBy ||
  before.snoozedUntil?.getTime() !== after.snoozedUntil?.getTime();

/** Makes the plan's hint agree with the alert, which is the truth; used when a hint led nowhere or is missing. */
export const repairHint = async (app: App, alertId: string): Promise<void> => {
  const alert = await loadAlert(app.redis, app.keys, alertId);
  if (!alert) await app.redis.zrem(app.keys.plan, alertId);
  else await transact(app.redis, app.keys, [alertGuard(app.keys, alertId, alert)], alertCommands(app.keys, alert));
};

/** Queues what a transaction decided. Lost when the process dies here; the auditor finds it on the list. */
export const queueDeliveries = async (
  app: App,
  alert: Pick<Alert, 'urgency'>,
  deliveries: readonly Delivery[],
  delayMs = 0,
): Promise<void> => {
  await app.queues.addDeliveries(deliveries.map((delivery) => ({ delivery, lane: laneOf(alert), delayMs })));
};

/** Level 1 never waits behind the rest. */
export const laneOf = ({ urgency }: Pick<Alert, 'urgency'>): Lane => (urgency === 1 ? 'urgent' : 'normal');

/** Deliveries that bring every message of an alert up to date, one for each place it was sent to. */
export const editDeliveries = (alert: Alert, sent: readonly { step: number; channel: string }[]): Delivery[] =>
  sent.map(({ step, channel }) => ({ alertId: alert.id, kind: 'edit', channel, step, version: alert.revision }));

/** When everybody who listens on a channel may be rung again; `null` = now. A channel nobody lists is never quiet. */
export const channelQuietUntil = (app: App, channel: string, now: Date): Date | null => {
  const listeners = [...app.setup.people.values()].filter((person) => person.channels.includes(channel));
  const ends = listeners.map((person) =>
    person.quiet_hours ? quietUntil(person.quiet_hours, person.time_zone, now) : null,
  );
  if (ends.length === 0) return null;
  return ends.reduce<Date | null>(
    (first, end) => (first === null || end === null ? null : new Date(Math.min(first.getTime(), end.getTime()))),
    ends[0] ?? null,
  );
};

const ringDelivery = (alert: Alert, step: number, channel: string): Delivery => ({
  alertId: alert.id,
  kind: 'ring',
  channel,
  step,
  version: alert.generation,
});

const breachNote = ({ state, acknowledgedBy }: Alert): string =>
  state === 'acknowledged' ? `${acknowledgedBy} had it, nobody answered in time` : 'nobody answered in time';
