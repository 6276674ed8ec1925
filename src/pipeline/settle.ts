import type { Channel } from '../channels/channel.ts';
import { Failure } from '../lib/failure.ts';
import { type Delivery, historyCommands, type Send, saveSend } from '../store/alerts.ts';
import type { Command } from '../store/transaction.ts';
import type { App } from './app.ts';

/** `retryInMs`: nothing is settled yet, run again then. */
export type NotifyResult = { settled: true; note: string } | { settled: false; retryInMs: number };

/** Where the record of a delivery stands, and what it must still say for a change of it to count. */
export const place = ({ alertId, step, channel }: Delivery, expected: string | null) => ({
  alertId,
  step,
  channel,
  expected,
});

/** Takes a delivery off the list of what is decided and not yet settled. */
export const settledCommands = (app: App, delivery: Delivery): Command[] => [
  ['ZREM', app.keys.deliveries, JSON.stringify(delivery)],
];

/** One line for the alert's history. */
export const noteCommands = (app: App, { alertId, step, channel }: Delivery, what: string, text?: string): Command[] =>
  historyCommands(app.keys, alertId, [
    { at: app.now().toISOString(), what, channel, step, ...(text && { note: text }) },
  ]);

/** Writes the outcome of a ring: record, history and "settled" are one transaction. */
export const settle = (app: App, delivery: Delivery, expected: string | null, send: Send): Promise<boolean> =>
  saveSend(app.redis, app.keys, place(delivery, expected), send, [
    ...settledCommands(app, delivery),
    ...noteCommands(app, delivery, wentOut(send) ? 'sent' : send.state, send.note),
  ]);

/** Settles a delivery that has nothing to do. */
export const drop = async (app: App, delivery: Delivery, why: string): Promise<NotifyResult> => {
  await app.redis.zrem(app.keys.deliveries, JSON.stringify(delivery));
  app.log.debug({ alert: delivery.alertId, channel: delivery.channel }, why);
  return { settled: true, note: why };
};

/** The failure of a channel as it was thrown. A bug of ours must not swallow an alert: it counts as passing trouble. */
export const asFailure = (app: App, channel: Channel, error: unknown): Failure => {
  if (error instanceof Failure) return error;
  app.log.error({ channel: channel.id, err: error }, 'sending failed');
  return new Failure('transient', 'an error of our own; the log has it', { cause: error });
};

const wentOut = ({ state }: Send): boolean => state === 'confirmed' || state === 'accepted';
