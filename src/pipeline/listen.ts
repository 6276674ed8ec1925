import { setTimeout as wait } from 'node:timers/promises';
import type { Channel, ListenState, Press, Waiting } from '../channels/channel.ts';
import { isAbort } from '../lib/failure.ts';
import { answerableAlerts, loadAlerts, loadSends } from '../store/alerts.ts';
import { holdLease, releaseLease } from '../store/lease.ts';
import { type PressResult, press } from './acknowledge.ts';
import type { App } from './app.ts';
import { tokenOf } from './compose.ts';

const leaseMs = 30_000;
const renewMs = 10_000;
const shortestPauseMs = 1000;
const longestPauseMs = 30_000;

/**
 * Hears the acknowledgements that come back over a channel, until the signal ends it. One daemon listens; when it goes away
 * another takes over within half a minute. A lost connection is opened again, with growing pauses.
 */
export const listen = async (app: App, channel: Channel, signal: AbortSignal): Promise<void> => {
  if (!channel.listen) return;
  const name = `listen-${channel.id}`;
  let pauseMs = shortestPauseMs;
  while (!signal.aborted) {
    if (await holdLease(app.redis, app.keys, name, app.instance, leaseMs)) {
      const began = app.now().getTime();
      await listenOnce(app, channel, name, signal);
      pauseMs = app.now().getTime() - began > longestPauseMs ? shortestPauseMs : Math.min(longestPauseMs, pauseMs * 2);
    }
    await wait(pauseMs * (0.5 + app.random()), undefined, { signal }).catch(() => undefined);
  }
  await releaseLease(app.redis, app.keys, name, app.instance);
};

const listenOnce = async (app: App, channel: Channel, lease: string, signal: AbortSignal): Promise<void> => {
  const lost = new AbortController();
  const renewal = setInterval(() => {
    holdLease(app.redis, app.keys, lease, app.instance, leaseMs).then(
      (held) => held || lost.abort(),
      () => undefined,
    );
  }, renewMs);
  const until = AbortSignal.any([signal, lost.signal]);
  try {
    await channel.listen?.(listenState(app, channel), async (pressed) => void (await heard(app, pressed)), {
      ...app,
      signal: until,
    });
  } catch (error) {
    if (!until.aborted && !isAbort(error))
      app.log.warn({ channel: channel.id, err: error }, 'listening broke off and is taken up again');
  } finally {
    clearInterval(renewal);
  }
};

const listenState = (app: App, channel: Channel): ListenState => ({
  load: () => app.redis.get(app.keys.listening(channel.id)),
  save: async (position: string) => {
    await app.redis.set(app.keys.listening(channel.id), position);
  },
  waiting: () => waitingOn(app, channel),
});

/** So many alerts are looked through at most, those that can still be answered in time first. */
const most = 200;

const waitingOn = async (app: App, channel: Channel): Promise<Waiting[]> => {
  const ids = await answerableAlerts(app.redis, app.keys, app.now(), most);
  const alerts = (await loadAlerts(app.redis, app.keys, ids)).filter((alert) => alert !== null);
  const open = alerts.filter(({ state }) => state === 'open' || state === 'snoozed');
  const found = await Promise.all(
    open.map(async (alert) => {
      const sends = await loadSends(app.redis, app.keys, alert.id);
      return sends.flatMap(({ channel: sentOver, send: { receipt } }) =>
        sentOver === channel.id && receipt ? [{ receipt, token: tokenOf(app, alert) }] : [],
      );
    }),
  );
  return found.flat();
};

/** Applies a press that a channel brought; a token that is not ours has no effect. Returns what to say to whoever pressed. */
export const heard = async (app: App, pressed: Press): Promise<PressResult> => {
  const by = pressed.who.name ?? pressed.who.id ?? pressed.who.channel;
  const result = await press(app, pressed, by);
  if (!result.accepted)
    app.log.warn({ channel: pressed.who.channel }, 'a press with a token that is not valid was ignored');
  return result;
};
