import { dueAlerts } from '../store/alerts.ts';
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
    const alert = await commitAlert(app, id, (asItStands) => ({ alert: asItStands, history: [] }));
    if (alert) acted += 1;
    else await repairHint(app, id);
  }
  return acted;
};

/**
 * Brings the next ring forward to now, because a channel of the present step cannot be used. Without a further ring on another
 * channel nothing changes.
 */
export const advance = async (app: App, alertId: string, failedChannel: string): Promise<void> => {
  await commitAlert(app, alertId, (alert) => {
    const next = alert.plan.find(
      (step) => step.kind === 'ring' && step.channels.some((channel) => channel !== failedChannel),
    );
    if (!next) return null;
    const channels = next.channels.filter((channel) => channel !== failedChannel);
    const plan = alert.plan.map((step) => (step === next ? { ...step, dueAt: app.now(), channels } : step));
    return {
      alert: { ...alert, plan, revision: alert.revision + 1 },
      history: [
        {
          at: app.now().toISOString(),
          what: 'brought forward',
          channel: failedChannel,
          note: 'its channel cannot be used',
        },
      ],
    };
  });
};
