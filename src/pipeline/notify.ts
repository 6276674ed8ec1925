import type { AlertMessage, Channel } from '../channels/channel.ts';
import type { Alert } from '../domain/alert.ts';
import type { Failure } from '../lib/failure.ts';
import { type Delivery, deliveryCommands, loadAlert, loadSend, type Send, saveSend } from '../store/alerts.ts';
import { loadHealth, recordFailure, recordSuccess } from '../store/sources.ts';
import { transact } from '../store/transaction.ts';
import type { App } from './app.ts';
import { compose } from './compose.ts';
import { editDeliveries, lookAfter, queueDeliveries } from './due.ts';
import { edit } from './edit.ts';
import { advance } from './escalate.ts';
import { mayRepeat, needsFallback, nextTry, retryAfter, suspension } from './retry.ts';
import { asFailure, drop, type NotifyResult, noteCommands, place, settle } from './settle.ts';
import { tell } from './tell.ts';

/** A claim without an outcome that is older than any request can take belongs to a worker that died. */
const claimLifeMs = 15_000;

/**
 * Delivers one notification of one alert on one channel: claim, send, record. Every step may run twice: what is recorded as
 * sent is not sent again, and an attempt without an outcome is repeated only as its channel allows (design §7.3).
 */
export const notify = async (app: App, delivery: Delivery, signal: AbortSignal): Promise<NotifyResult> => {
  const alert = await loadAlert(app.redis, app.keys, delivery.alertId);
  if (!alert) return drop(app, delivery, 'the alert is no longer there');
  const channel = app.setup.channels.get(delivery.channel);
  if (delivery.kind === 'ring')
    return channel?.enabled ? ring(app, { alert, channel, delivery, signal }) : ringNowhere(app, alert, delivery);
  if (!channel?.enabled) return drop(app, delivery, 'the channel is no longer there');
  return edit(app, alert, channel, delivery, signal);
};

interface Ringing {
  alert: Alert;
  channel: Channel;
  delivery: Delivery;
  signal: AbortSignal;
}

const finalStates: ReadonlySet<Send['state']> = new Set(['confirmed', 'accepted', 'failed', 'skipped', 'unknown']);

const ring = async (app: App, ringing: Ringing): Promise<NotifyResult> => {
  const { alert, channel, delivery } = ringing;
  const { send: before, text } = await loadSend(app.redis, app.keys, alert.id, delivery.step, channel.id);
  if (before && finalStates.has(before.state)) return drop(app, delivery, `already ${before.state}`);
  if (before?.state === 'started') {
    const claimedForMs = app.now().getTime() - new Date(before.at).getTime();
    if (claimedForMs < claimLifeMs) return { settled: false, retryInMs: claimLifeMs - claimedForMs };
  }
  const hindrance = await hindranceOf(app, ringing, before);
  if (hindrance) return hinder(app, ringing, { before, text }, hindrance);

  const message = await compose(app, alert, channel, delivery, { plain: before?.refused ?? false });
  const claim: Send = {
    state: 'started',
    attempts: (before?.attempts ?? 0) + 1,
    at: app.now().toISOString(),
    revision: alert.revision,
    generation: alert.generation,
    owner: app.instance,
    ...(before?.refused && { refused: true }),
  };
  if (!(await saveSend(app.redis, app.keys, place(delivery, text), claim))) return { settled: false, retryInMs: 1000 };
  return attempt(app, ringing, claim, { ...message, attempt: claim.attempts });
};

// A channel that was taken out of the configuration counts as one that cannot be used.
const ringNowhere = async (app: App, alert: Alert, delivery: Delivery): Promise<NotifyResult> => {
  const { send: before, text } = await loadSend(app.redis, app.keys, alert.id, delivery.step, delivery.channel);
  if (before && finalStates.has(before.state)) return drop(app, delivery, `already ${before.state}`);
  const state = delivery.version === alert.generation ? 'failed' : 'skipped';
  const note = `${delivery.channel} is no longer configured`;
  return hinder(app, { alert, delivery }, { before, text }, { state, note });
};

interface Hindrance {
  state: 'skipped' | 'failed' | 'unknown';
  note: string;
  /** When its channel may be used again. */
  until?: Date;
}

// What was decided under an older plan, on a channel that rests, or began somewhere and may have arrived, is not sent.
const hindranceOf = async (app: App, ringing: Ringing, before: Send | null): Promise<Hindrance | null> => {
  const { alert, channel, delivery } = ringing;
  if (delivery.version !== alert.generation)
    return { state: before?.state === 'started' ? 'unknown' : 'skipped', note: 'the alert has changed since' };
  if (before?.state === 'started' && !mayRepeat(channel, alert, delivery, before))
    return { state: 'unknown', note: 'it cannot be told whether it arrived; not repeated' };

  const { suspendedUntil, problem } = await loadHealth(app.redis, app.keys, 'channel', channel.id);
  if (!suspendedUntil || new Date(suspendedUntil) <= app.now()) return null;
  const note = `${channel.id} rests until ${suspendedUntil}: ${problem ?? 'it failed'}`;
  return { state: 'failed', note, until: new Date(suspendedUntil) };
};

// What follows from a failure is made true before the failure is recorded: dying in between repeats it, and loses nothing.
const hinder = async (
  app: App,
  { alert, delivery }: Pick<Ringing, 'alert' | 'delivery'>,
  { before, text }: { before: Send | null; text: string | null },
  { state, note, until }: Hindrance,
): Promise<NotifyResult> => {
  if (state === 'failed') await advance(app, delivery, nextTry(app, alert, until));
  await settle(app, delivery, text, {
    ...before,
    state,
    attempts: before?.attempts ?? 0,
    at: app.now().toISOString(),
    note,
  });
  return { settled: true, note };
};

const attempt = async (app: App, ringing: Ringing, claim: Send, message: AlertMessage): Promise<NotifyResult> => {
  const { alert, channel, delivery, signal } = ringing;
  try {
    const receipt = await channel.send(message, { ...app, signal });
    const state = receipt.confirmed ? 'confirmed' : 'accepted';
    await settle(app, delivery, JSON.stringify(claim), { ...claim, state, at: app.now().toISOString(), receipt });
  } catch (error) {
    if (signal.aborted) throw error;
    return failed(app, ringing, claim, asFailure(app, channel, error));
  }
  await recordSuccess(app.redis, app.keys, 'channel', channel.id, app.now());
  await catchUp(app, alert, delivery);
  app.log.info({ alert: alert.id, channel: channel.id, step: delivery.step, attempt: claim.attempts }, 'rang');
  return { settled: true, note: 'sent' };
};

// Somebody acknowledged while the request was on its way: the message that just appeared must say so.
const catchUp = async (app: App, sent: Alert, delivery: Delivery): Promise<void> => {
  const current = await loadAlert(app.redis, app.keys, sent.id);
  if (!current || current.generation === sent.generation) return;
  const edits = editDeliveries(current, [delivery]);
  await transact(app.redis, app.keys, [], deliveryCommands(app.keys, edits, lookAfter(app.now())));
  await queueDeliveries(app, current, edits);
};

const failed = async (app: App, ringing: Ringing, claim: Send, failure: Failure): Promise<NotifyResult> => {
  const { alert, channel, delivery } = ringing;
  const { kind, status, message } = failure;
  const suspendedUntil = await noteFailure(app, channel, failure);
  app.log.warn({ alert: alert.id, channel: channel.id, kind, status, attempt: claim.attempts }, message);

  const waitMs = retryAfter(app, alert, channel, delivery, claim, failure);
  if (waitMs !== null) {
    await postpone(app, ringing, claim, failure, waitMs);
    return { settled: false, retryInMs: waitMs };
  }
  const state = kind === 'unknown' || kind === 'invalid' ? 'unknown' : 'failed';
  // A message that was refused in its shortest form, too, and one that may have arrived, are not tried again.
  const again = state === 'failed' && kind !== 'message' ? nextTry(app, alert, suspendedUntil) : undefined;
  if (state === 'failed' || alert.urgency <= 2) await advance(app, delivery, again);
  await settle(app, delivery, JSON.stringify(claim), { ...claim, state, at: app.now().toISOString(), note: message });
  return { settled: true, note: state };
};

const postpone = async (app: App, ringing: Ringing, claim: Send, failure: Failure, waitMs: number): Promise<void> => {
  const { alert, delivery } = ringing;
  if (needsFallback(alert, claim.attempts, waitMs)) await advance(app, delivery);
  const waiting: Send = {
    ...claim,
    state: 'waiting',
    at: app.now().toISOString(),
    note: failure.message,
    ...(failure.kind === 'message' && { refused: true }),
  };
  const history = noteCommands(app, delivery, 'failed', `${failure.message}; again in ${Math.ceil(waitMs / 1000)} s`);
  await saveSend(app.redis, app.keys, place(delivery, JSON.stringify(claim)), waiting, history);
};

// What needs a person is told over another channel.
const noteFailure = async (app: App, channel: Channel, failure: Failure): Promise<Date | undefined> => {
  const health = await loadHealth(app.redis, app.keys, 'channel', channel.id);
  const suspendedUntil = suspension(app, failure, health);
  await recordFailure(app.redis, app.keys, 'channel', channel.id, app.now(), {
    problem: failure.message,
    suspendedUntil,
  });
  if (suspendedUntil || failure.kind === 'recipient')
    await tell(app, {
      key: `channel-${channel.id}-${failure.kind}`,
      except: channel.id,
      title: `Earshot cannot ring ${channel.id}`,
      text: [failure.message, failure.remedy].filter(Boolean).join('. '),
    });
  return suspendedUntil;
};
