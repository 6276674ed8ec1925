import type { Alert, PlannedStep } from '../domain/alert.ts';
import { type Delivery, dueAlerts, loadSends } from '../store/alerts.ts';
import type { App } from './app.ts';
import { commitAlert, repairHint } from './due.ts';

/**
 * One look at the plan: every alert whose next action is due is read again and acts as it stands now. A timer is a hint; an
 * acknowledged alert has nothing left to do.
 *
 * @returns how many alerts acted
 */
export const escalate = async (app: App, signal: AbortSignal): Promise<number> => {
  let acted = 0;
  for (const id of await dueAlerts(app.redis, app.keys, app.now())) {
    if (signal.aborted) break;
    try {
      if (await act(app, id)) acted += 1;
    } catch (err) {
      // One alert that cannot be read must not keep the others from ringing.
      app.log.error({ alert: id, err }, 'an alert could not act and is tried again');
    }
  }
  return acted;
};

const act = async (app: App, id: string): Promise<boolean> => {
  const alert = await commitAlert(app, id, (asItStands) => ({ alert: asItStands, history: [] }));
  if (!alert) await repairHint(app, id);
  return alert !== null;
};

/**
 * Brings the next ring forward to now, because the channel of a delivery cannot be used. When no further ring is planned and the
 * alert has reached nobody, the ring is put off instead: an alert is never left without a next action before somebody heard of it.
 *
 * @param again when the channel may be tried again; absent = not for this message
 */
export const advance = async (app: App, { alertId, channel }: Delivery, again?: Date): Promise<void> => {
  const sends = await loadSends(app.redis, app.keys, alertId);
  const reached = sends.some(({ send }) => send.receipt !== undefined || send.state === 'unknown');
  await commitAlert(app, alertId, (alert) => {
    const plan = broughtForward(app, alert, channel) ?? (again && !reached ? putOff(app, alert, channel, again) : null);
    if (!plan) return null;
    const what = plan.length > alert.plan.length ? 'put off' : 'brought forward';
    const entry = { at: app.now().toISOString(), what, channel, note: 'its channel cannot be used' };
    return { alert: { ...alert, plan, revision: alert.revision + 1 }, history: [entry] };
  });
};

const broughtForward = (app: App, { plan }: Alert, failed: string): PlannedStep[] | null => {
  const others = (step: PlannedStep): string[] =>
    step.channels.filter((channel) => channel !== failed && app.setup.channels.get(channel)?.enabled);
  const next = plan.find((step) => step.kind === 'ring' && others(step).length > 0);
  return next
    ? plan.map((step) => (step === next ? { ...step, dueAt: app.now(), channels: others(step) } : step))
    : null;
};

// A channel that is no longer configured gives way to those that are.
const putOff = (app: App, { state, plan }: Alert, failed: string, again: Date): PlannedStep[] | null => {
  const configured = [...app.setup.channels.values()].filter(({ enabled }) => enabled).map(({ id }) => id);
  const known = configured.includes(failed);
  const channels = known ? [failed] : configured;
  const rings = plan.some((step) => step.channels.some((channel) => configured.includes(channel)));
  if (state !== 'open' || rings || channels.length === 0) return null;
  return [...plan, { kind: 'held', dueAt: known ? again : app.now(), channels }];
};
