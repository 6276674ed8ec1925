import { nextDue } from '../domain/alert.ts';
import { formatDuration } from '../domain/duration.ts';
import { activeAlerts, type Delivery, loadAlerts, overdueDeliveries } from '../store/alerts.ts';
import { firstTime } from '../store/lease.ts';
import { loadMentions, pendingSince } from '../store/mentions.ts';
import { forget, type Retention } from '../store/retention.ts';
import { loadHealth } from '../store/sources.ts';
import type { App } from './app.ts';
import { laneOf, repairHint } from './due.ts';
import { notify } from './notify.ts';
import { tell } from './tell.ts';

/** Stored and not judged for this long: its job was lost. */
const pendingPatienceMs = 30_000;
const dayMs = 86_400_000;

/** What an audit put right; all zero when nothing was wrong. */
export interface AuditReport {
  requeued: number;
  redelivered: number;
  repaired: number;
  quiet: number;
}

/**
 * Proves that nothing waits for ever, by other questions than the ticker asks: every stored mention is judged or queued, every
 * decided delivery is settled or queued, every open alert has a next action, every source has been heard of lately. What is
 * not so is put right and counted.
 */
export const audit = async (app: App, signal: AbortSignal): Promise<AuditReport> => {
  const report: AuditReport = {
    requeued: await requeuePending(app),
    redelivered: await redeliver(app, signal),
    repaired: await repairPlans(app),
    quiet: await reportQuietSources(app),
  };
  await sumUpLate(app);
  await forget(app.redis, app.keys, retentionOf(app), app.now());
  if (report.requeued + report.redelivered + report.repaired > 0)
    app.log.warn({ ...report }, 'the audit put something right');
  if (!signal.aborted) await beat(app, signal);
  return report;
};

const requeuePending = async (app: App): Promise<number> => {
  const ids = await pendingSince(app.redis, app.keys, new Date(app.now().getTime() - pendingPatienceMs));
  await app.queues.addClassify(ids);
  return ids.length;
};

/** Put back in the queues at the same time, at most. */
const redeliverBatch = 500;

const redeliver = async (app: App, signal: AbortSignal): Promise<number> => {
  const overdue = await overdueDeliveries(app.redis, app.keys, app.now());
  for (let start = 0; start < overdue.length; start += redeliverBatch)
    await redeliverSome(app, overdue.slice(start, start + redeliverBatch), signal);
  return overdue.length;
};

const redeliverSome = async (app: App, overdue: readonly Delivery[], signal: AbortSignal): Promise<void> => {
  const alerts = await loadAlerts(
    app.redis,
    app.keys,
    overdue.map((delivery) => delivery.alertId),
  );
  await Promise.all(
    overdue.map(async (delivery, position) => {
      const alert = alerts[position];
      const worked = app.setup.channels.get(delivery.channel)?.enabled ?? false;
      if (alert && worked) await app.queues.addDeliveries([{ delivery, lane: laneOf(alert) }]);
      // Nobody works on the queue of a channel that is no longer configured.
      else await notify(app, delivery, signal);
    }),
  );
};

// The plan is only hints: the alert says what is due when. A hint that is missing or later than the truth is put back.
const repairPlans = async (app: App): Promise<number> => {
  const ids = await activeAlerts(app.redis, app.keys);
  if (ids.length === 0) return 0;
  const [alerts, hints] = await Promise.all([
    loadAlerts(app.redis, app.keys, ids),
    app.redis.zmscore(app.keys.plan, ...ids),
  ]);
  let repaired = 0;
  for (const [position, id] of ids.entries()) {
    const alert = alerts[position];
    const due = alert ? nextDue(alert)?.getTime() : undefined;
    const hint = hints[position];
    if (due === undefined || (hint !== null && Number(hint) <= due)) continue;
    await repairHint(app, id);
    repaired += 1;
  }
  return repaired;
};

// Quiet is not dead, but silence far beyond a source's own rhythm is worth a word (design §2.15).
const reportQuietSources = async (app: App): Promise<number> => {
  let quiet = 0;
  for (const source of app.setup.sources.values()) {
    if (!source.enabled || !source.poll) continue;
    const { newestAt, workedAt } = await loadHealth(app.redis, app.keys, 'source', source.id);
    if (!newestAt || !workedAt || app.now().getTime() - new Date(newestAt).getTime() < source.rhythmMs) continue;
    quiet += 1;
    await tell(app, {
      key: `quiet-${source.id}`,
      title: `${source.id} has been quiet for long`,
      text: `Its newest mention is from ${newestAt}; more than ${formatDuration(source.rhythmMs)} of silence is unusual there. Run "npx earshot doctor" to see whether it still works.`,
      everyMs: 7 * dayMs,
    });
  }
  return quiet;
};

const lateSummaryEveryMs = 10 * 60_000;

// What was found after its time had run out does not ring one by one (design §2.8).
const sumUpLate = async (app: App): Promise<void> => {
  const ids = await app.redis.zrange(app.keys.late, 0, '-1');
  if (ids.length === 0 || !(await firstTime(app.redis, app.keys, 'late-summary', lateSummaryEveryMs))) return;
  const examples = await loadMentions(app.redis, app.keys, ids.slice(0, 3));
  const links = examples.map(({ mention }) => mention.url).filter((url) => url !== null);
  await tell(app, {
    key: `late-${app.now().getTime()}`,
    title: ids.length === 1 ? 'One mention was found too late' : `${ids.length} mentions were found too late`,
    text: `Their time to answer had run out before Earshot saw them. They are under "have a look". ${links.join(' ')}`.trim(),
  });
  await app.redis.zrem(app.keys.late, ...ids);
};

const retentionOf = (app: App): Retention => {
  const { mentions, unmatched, unmatched_most } = app.setup.config.retention;
  const bySource = [...app.setup.sources.values()].flatMap(({ kind, retainContentForMs }) =>
    retainContentForMs ? [[kind, retainContentForMs] as const] : [],
  );
  return { mentionsMs: mentions, unmatchedMs: unmatched, unmatchedMost: unmatched_most, contentMs: new Map(bySource) };
};

/** A little less than the minute that the outside waits for. */
const beatEveryMs = 50_000;

// The outside learns that everything stands only after an audit that passed; silence is the alarm.
const beat = async (app: App, signal: AbortSignal): Promise<void> => {
  const url = app.setup.config.heartbeat_url;
  if (!url || !(await firstTime(app.redis, app.keys, 'heartbeat', beatEveryMs))) return;
  try {
    await app.http.send(url, { signal, timeoutMs: 5000 });
  } catch (error) {
    if (!signal.aborted) app.log.warn({ err: error }, 'the heartbeat could not be sent');
  }
};
