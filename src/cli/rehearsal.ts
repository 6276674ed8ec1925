import { setTimeout as wait } from 'node:timers/promises';
import { type Alert, openAlert, rehearsalBrand } from '../domain/alert.ts';
import { type Mention, mentionId } from '../domain/mention.ts';
import { change } from '../pipeline/acknowledge.ts';
import type { App } from '../pipeline/app.ts';
import { settleDue } from '../pipeline/due.ts';
import { listen } from '../pipeline/listen.ts';
import { notify } from '../pipeline/notify.ts';
import { alertCommands, alertGuard, type Delivery, overdueDeliveries } from '../store/alerts.ts';
import { savePage } from '../store/mentions.ts';
import { transact } from '../store/transaction.ts';

const targetMs = 15 * 60_000;

const texts = {
  en: 'This is a test of Earshot: acknowledge it.',
  es: 'Esto es una prueba de Earshot: confírmala.',
  pl: 'To jest próba Earshot: potwierdź ją.',
} as const;

/** Opens an alert of our own on the given channels: level 1, one step, nobody to be answered. */
export const openRehearsal = async (
  app: App,
  channels: string[],
): Promise<{ alert: Alert; deliveries: Delivery[] }> => {
  const now = app.now();
  const mention = mentionOf(app, now);
  // Unmatched: its words stand in the message, and it is in no list, count or report.
  await savePage(app.redis, app.keys, [{ mention, matches: [], mode: 'unmatched' }], now);
  const opened = openAlert(
    {
      id: `al_${now.getTime().toString(36)}test`,
      brand: rehearsalBrand,
      family: mention.family,
      urgency: 1,
      soft: false,
      why: 'somebody ran test-alert',
      deadline: new Date(now.getTime() + targetMs),
      policy: { id: 'test', steps: [{ at: 0, notify: channels }] },
      configHash: app.setup.config.hash,
      mention: { ...keyOf(mention), url: null, author: mention.source, postedAt: now },
    },
    now,
  );
  const settled = settleDue(app, opened, [{ at: now.toISOString(), what: 'opened', note: opened.why }]);
  const commands = [...alertCommands(app.keys, settled.alert), ...settled.commands];
  if (!(await transact(app.redis, app.keys, [alertGuard(app.keys, opened.id, null)], commands)))
    throw new Error('another test alert was opened in the same instant; run it again');
  return settled;
};

const mentionOf = (app: App, now: Date): Mention => ({
  source: 'earshot',
  externalId: `test-${now.getTime()}`,
  family: 'social',
  url: null,
  author: { name: 'Earshot' },
  text: texts[app.setup.config.language],
  createdAt: now,
});

const keyOf = ({ source, externalId }: Mention) => ({ id: mentionId(source, externalId), source, externalId });

/** Does what a daemon would do for these deliveries, until the signal ends it: sends, tries again, hears the answers. */
export const deliverHere = (app: App, deliveries: readonly Delivery[], signal: AbortSignal): Promise<void>[] => [
  ...deliveries.map((delivery) => deliver(app, delivery, signal)),
  ...deliveries
    .flatMap(({ channel }) => app.setup.channels.get(channel) ?? [])
    .map((channel) => listen(app, channel, signal)),
];

const deliver = async (app: App, delivery: Delivery, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    const result = await notify(app, delivery, signal);
    if (result.settled) return;
    await wait(result.retryInMs, undefined, { signal }).catch(() => undefined);
  }
};

/** Ends a rehearsal nobody took. */
export const endRehearsal = async (app: App, alertId: string): Promise<void> => {
  await change(app, alertId, { type: 'resolve', by: 'test-alert', resolution: 'by_hand', at: app.now() });
};

const editPatienceMs = 10_000;

/** Changes the messages of a rehearsal that is over, where no daemon does it. */
export const editHere = async (app: App, alertId: string): Promise<void> => {
  const far = new Date(app.now().getTime() + targetMs);
  const edits = (await overdueDeliveries(app.redis, app.keys, far)).filter(
    (delivery) => delivery.alertId === alertId && delivery.kind === 'edit',
  );
  for (const edit of edits) await notify(app, edit, AbortSignal.timeout(editPatienceMs));
};
