import type { Channel, Receipt } from '../channels/channel.ts';
import { type Alert, isActive } from '../domain/alert.ts';
import { type Delivery, loadSend, type Send, saveSend } from '../store/alerts.ts';
import type { App } from './app.ts';
import { compose } from './compose.ts';
import { asFailure, drop, type NotifyResult, place, settledCommands } from './settle.ts';

/** Brings one message already sent up to date with its alert, or takes it off the device when the alert is over. */
export const edit = async (
  app: App,
  alert: Alert,
  channel: Channel,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<NotifyResult> => {
  const { send: before, text } = await loadSend(app.redis, app.keys, alert.id, delivery.step, channel.id);
  if (!before?.receipt) return drop(app, delivery, 'there is no message to change');
  if ((before.revision ?? 0) >= alert.revision) return drop(app, delivery, 'the message is up to date');
  if (!channel.edit && !channel.clear) return drop(app, delivery, 'this channel cannot change messages');

  const restMs = restOf(app, alert, before);
  if (restMs > 0) return { settled: false, retryInMs: restMs };

  try {
    const receipt = await showState(app, alert, channel, delivery, before.receipt, signal);
    const { revision, generation } = alert;
    const shown: Send = { ...before, receipt, revision, generation, editedAt: app.now().toISOString() };
    if (await saveSend(app.redis, app.keys, place(delivery, text), shown, settledCommands(app, delivery)))
      return { settled: true, note: 'edited' };
    await forgetShown(app, delivery);
    return { settled: false, retryInMs: 1000 };
  } catch (error) {
    if (signal.aborted) throw error;
    const failure = asFailure(app, channel, error);
    if (failure.kind !== 'transient' && failure.kind !== 'throttled') return drop(app, delivery, failure.message);
    return { settled: false, retryInMs: Math.max(failure.retryAfterMs ?? 0, await pauseOf(app, delivery)) };
  }
};

const countEditEveryMs = 10_000;

// Whoever takes an alert is shown at once; a mere count, at most every ten seconds.
const restOf = (app: App, alert: Alert, { generation, editedAt }: Send): number =>
  generation === alert.generation && editedAt
    ? new Date(editedAt).getTime() + countEditEveryMs - app.now().getTime()
    : 0;

// Two edits overtook each other, and which of them the message shows cannot be told: it is written once more.
const forgetShown = async (app: App, delivery: Delivery): Promise<void> => {
  const { alertId, step, channel } = delivery;
  const { send, text } = await loadSend(app.redis, app.keys, alertId, step, channel);
  if (!send) return;
  const unknown: Send = { ...send, revision: 0, generation: 0 };
  if (!(await saveSend(app.redis, app.keys, place(delivery, text), unknown))) await forgetShown(app, delivery);
};

const shortestPauseMs = 5000;
const longestPauseMs = 5 * 60_000;

// Half the time it has waited already: many edits that wait for one channel must not crowd its queue when it is back.
const pauseOf = async (app: App, delivery: Delivery): Promise<number> => {
  const due = Number(await app.redis.zscore(app.keys.deliveries, JSON.stringify(delivery)));
  return Math.min(longestPauseMs, Math.max(shortestPauseMs, (app.now().getTime() - due) / 2));
};

const showState = async (
  app: App,
  alert: Alert,
  channel: Channel,
  delivery: Delivery,
  receipt: Receipt,
  signal: AbortSignal,
): Promise<Receipt> => {
  const message = await compose(app, alert, channel, delivery);
  const over = alert.state === 'answered' || alert.state === 'resolved';
  // What cannot say who took it must at least fall silent.
  const clears = channel.clear && (over || (!channel.edit && alert.state !== 'open'));
  const edited = channel.edit && !clears ? await channel.edit(receipt, message, { ...app, signal }) : receipt;
  if (clears) await channel.clear?.(receipt, message, { ...app, signal });
  if (edited !== 'gone') return edited;
  // Somebody deleted the message: while the alert is open it must be seen somewhere, exactly once more.
  return isActive(alert) ? channel.send(message, { ...app, signal }) : { ref: null, confirmed: false };
};
