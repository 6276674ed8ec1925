import type { Channel, Receipt } from '../channels/channel.ts';
import { type Alert, isActive } from '../domain/alert.ts';
import { type Delivery, loadSend, saveSend } from '../store/alerts.ts';
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

  try {
    const receipt = await showState(app, alert, channel, delivery, before.receipt, signal);
    const shown = { ...before, receipt, revision: alert.revision };
    const saved = await saveSend(app.redis, app.keys, place(delivery, text), shown, settledCommands(app, delivery));
    return saved ? { settled: true, note: 'edited' } : { settled: false, retryInMs: 1000 };
  } catch (error) {
    if (signal.aborted) throw error;
    const failure = asFailure(app, channel, error);
    const again = failure.kind === 'transient' || failure.kind === 'throttled';
    const waitMs = Math.max(failure.retryAfterMs ?? 0, 5000);
    if (again && waitMs < editBudgetMs) return { settled: false, retryInMs: waitMs };
    return drop(app, delivery, failure.message);
  }
};

const editBudgetMs = 10 * 60_000;

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
  const edited =
    channel.edit && !(over && channel.clear) ? await channel.edit(receipt, message, { ...app, signal }) : receipt;
  if (over && channel.clear) await channel.clear(receipt, message, { ...app, signal });
  if (edited !== 'gone') return edited;
  // Somebody deleted the message: while the alert is open it must be seen somewhere, exactly once more.
  return isActive(alert) ? channel.send(message, { ...app, signal }) : { ref: null, confirmed: false };
};
