import type { App } from '../pipeline/app.ts';
import { loadSends } from '../store/alerts.ts';
import { listAlerts } from '../store/views.ts';

const dayMs = 86_400_000;
/** A storm of alerts must not make measuring it slow. */
const mostAlerts = 500;

/** How the alerts of the last day fared. */
export interface RecentAlerts {
  sends: { channel: string; outcome: string }[];
  firstDeliverySeconds: number[];
  acknowledgeSeconds: number[];
  breached: number;
}

const delivered: ReadonlySet<string> = new Set(['confirmed', 'accepted']);

/** Reads how the alerts of the last day fared, at most the newest five hundred. */
export const loadRecentAlerts = async (app: App): Promise<RecentAlerts> => {
  const since = new Date(app.now().getTime() - dayMs);
  const { rows } = await listAlerts(app.redis, app.keys, { since }, { limit: mostAlerts });
  const recent: RecentAlerts = { sends: [], firstDeliverySeconds: [], acknowledgeSeconds: [], breached: 0 };
  const sends = await Promise.all(rows.map(({ id }) => loadSends(app.redis, app.keys, id)));

  for (const [position, { openedAt, acknowledgedAt, breached }] of rows.entries()) {
    const attempts = sends[position] ?? [];
    const arrived = attempts.flatMap(({ send }) => (delivered.has(send.state) ? [new Date(send.at).getTime()] : []));
    recent.sends.push(...attempts.map(({ channel, send }) => ({ channel, outcome: send.state })));
    if (arrived.length > 0) recent.firstDeliverySeconds.push((Math.min(...arrived) - openedAt.getTime()) / 1000);
    if (acknowledgedAt) recent.acknowledgeSeconds.push((acknowledgedAt.getTime() - openedAt.getTime()) / 1000);
    if (breached) recent.breached += 1;
  }
  return recent;
};
