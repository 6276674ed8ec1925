import { setTimeout as wait } from 'node:timers/promises';
import type { Alert } from '../domain/alert.ts';
import type { App } from '../pipeline/app.ts';
import { queueDeliveries } from '../pipeline/due.ts';
import { loadAlert, loadSends, type Send } from '../store/alerts.ts';
import { notifierRuns } from './daemon.ts';
import { deliverHere, editHere, endRehearsal, openRehearsal } from './rehearsal.ts';
import { table } from './table.ts';
import { span } from './times.ts';

export interface TestAlertOptions {
  /** One channel; all that are switched on when absent. */
  channel?: string | undefined;
  /** Waits for the tap. */
  wait: boolean;
  print: (line: string) => void;
  signal: AbortSignal;
  /** How long to wait for the tap. */
  patienceMs?: number;
}

const lookEveryMs = 200;
const ringPatienceMs = 60_000;
const tapPatienceMs = 120_000;

/**
 * Rings the channels with an alert of our own, over the same way as a real one, and waits for somebody to acknowledge it.
 * Where no daemon runs, it sends and listens itself.
 *
 * @returns the exit code: 0, or 1 when a channel failed or nobody acknowledged
 */
export const testAlert = async (app: App, options: TestAlertOptions): Promise<number> => {
  const channels = channelsOf(app, options.channel);
  const { alert, deliveries } = await openRehearsal(app, channels);
  options.print(`${alert.id} rings ${channels.join(', ')}`);
  if (await notifierRuns(app)) {
    await queueDeliveries(app, alert, deliveries);
    return watch(app, alert, channels, options);
  }

  const stop = new AbortController();
  const work = deliverHere(app, deliveries, AbortSignal.any([options.signal, stop.signal]));
  const code = await watch(app, alert, channels, options);
  stop.abort();
  await Promise.allSettled(work);
  await editHere(app, alert.id);
  return code;
};

const channelsOf = (app: App, wanted: string | undefined): string[] => {
  const usable = [...app.setup.channels.values()].filter(({ enabled }) => enabled).map(({ id }) => id);
  if (usable.length === 0) throw new Error('no channel is configured and switched on');
  if (wanted !== undefined && !usable.includes(wanted))
    throw new Error(`there is no channel ${wanted} that is switched on; there are: ${usable.join(', ')}`);
  return wanted === undefined ? usable : [wanted];
};

const watch = async (app: App, alert: Alert, channels: string[], options: TestAlertOptions): Promise<number> => {
  const rang = await untilRung(app, alert.id, channels, options.signal);
  for (const line of table(rang.map(({ channel, send }) => [channel, outcomeOf(send)]))) options.print(line);
  const reached = rang.filter(({ send }) => isReached(send)).length;
  // Left open, so that it can still be acknowledged.
  if (reached > 0 && !options.wait) return reached === channels.length ? 0 : 1;

  const tapped = reached > 0 && (await untilTapped(app, alert, options));
  if (!tapped) await endRehearsal(app, alert.id);
  return tapped && reached === channels.length ? 0 : 1;
};

interface Rang {
  channel: string;
  send: Send | undefined;
}

const untilRung = async (app: App, id: string, channels: readonly string[], signal: AbortSignal): Promise<Rang[]> => {
  const began = performance.now();
  for (;;) {
    const sends = await loadSends(app.redis, app.keys, id);
    const rang = channels.map((channel) => ({ channel, send: sends.find((sent) => sent.channel === channel)?.send }));
    // A first failure is tried again for minutes: it is told at once.
    const isSettled = rang.every(({ send }) => send !== undefined && send.state !== 'started');
    if (isSettled || signal.aborted || performance.now() - began > ringPatienceMs) return rang;
    await pause(signal);
  }
};

const isReached = (send: Send | undefined): boolean => send?.state === 'confirmed' || send?.state === 'accepted';

const outcomeOf = (send: Send | undefined): string =>
  send ? [send.state, send.note].filter(Boolean).join(': ') : 'not sent: the daemon may run on another configuration';

const untilTapped = async (app: App, { id, openedAt }: Alert, options: TestAlertOptions): Promise<boolean> => {
  const { print, signal, patienceMs = tapPatienceMs } = options;
  print('Acknowledge it there; this waits for it ...');
  const began = performance.now();
  while (performance.now() - began < patienceMs && !signal.aborted) {
    const current = await loadAlert(app.redis, app.keys, id);
    if (current?.acknowledgedAt) {
      const after = span(current.acknowledgedAt.getTime() - openedAt.getTime());
      print(`${current.acknowledgedBy} acknowledged it after ${after}`);
      return true;
    }
    await pause(signal);
  }
  print('Nobody acknowledged it. If it was seen, npx earshot doctor shows whether answers can come back.');
  return false;
};

const pause = (signal: AbortSignal): Promise<void> => wait(lookEveryMs, undefined, { signal }).catch(() => undefined);
