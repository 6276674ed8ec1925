import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { App } from '../pipeline/app.ts';
import { loadChannels, loadSources } from './inbox/hearing.ts';
import { overdueMs } from './readiness.ts';
import { loadRecentAlerts, type RecentAlerts } from './recent-alerts.ts';

/** The figures of an installation as Prometheus reads them. */
export interface Metrics {
  contentType: string;
  /** Reads the store and writes the figures out. */
  scrape(): Promise<string>;
}

/** Opens the figures of a process. Those about mentions and alerts are read from the store, so every role shows the same. */
export const createMetrics = (app: App, role: string): Metrics => {
  const registry = new Registry();
  registry.setDefaultLabels({ role });
  collectDefaultMetrics({ register: registry });
  const gauges = createGauges(registry);

  return {
    contentType: registry.contentType,
    scrape: async () => {
      await Promise.all([
        readQueues(app, gauges),
        readBoard(app, gauges),
        readPlaces(app, gauges),
        loadRecentAlerts(app).then((recent) => readRecent(recent, gauges)),
      ]);
      return registry.metrics();
    },
  };
};

type Gauges = ReturnType<typeof createGauges>;

const createGauges = (registry: Registry) => {
  const gauge = <Label extends string = never>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name: `earshot_${name}`, help, labelNames, registers: [registry] });

  return {
    jobs: gauge('queue_jobs', 'Jobs by queue and state.', 'queue', 'state'),
    mentions: gauge('mentions_stored', 'Mentions that are kept.'),
    pending: gauge('mentions_pending', 'Mentions stored and not judged yet.'),
    pendingAge: gauge('mentions_pending_oldest_seconds', 'How long the oldest of them has been waiting.'),
    waiting: gauge('alerts_waiting', 'Alerts that wait for an answer.'),
    late: gauge('alerts_late', 'Alerts that wait longer than their target.'),
    deliveries: gauge('deliveries_unsettled', 'Notifications decided and not settled.'),
    overdue: gauge('oldest_overdue_action_seconds', 'How late the most overdue escalation or delivery is.'),
    sends: gauge(
      'sends_last_day',
      'Notifications of alerts opened in the last 24 h, by outcome.',
      'channel',
      'outcome',
    ),
    firstDelivery: gauge(
      'first_delivery_seconds',
      'From opening an alert to its first delivery, last 24 h.',
      'quantile',
    ),
    acknowledged: gauge('acknowledge_seconds', 'From opening an alert to its acknowledgement, last 24 h.', 'quantile'),
    breached: gauge('breaches_last_day', 'Alerts opened in the last 24 h that were not answered in time.'),
    placeUp: gauge('up', '1 = the source or channel works, 0 = it fails or rests.', 'what', 'id'),
    placeFailures: gauge('failures_in_a_row', 'Failures since it last worked.', 'what', 'id'),
    placeWorked: gauge('last_success_timestamp_seconds', 'When it last worked.', 'what', 'id'),
    heard: gauge('source_mentions_heard', 'Mentions a source has yielded in all.', 'id'),
  };
};

const readQueues = async (app: App, { jobs }: Gauges): Promise<void> => {
  jobs.reset();
  for (const [queue, states] of Object.entries(await app.queues.counts()))
    for (const [state, count] of Object.entries(states)) jobs.set({ queue, state }, count);
};

const readBoard = async (app: App, gauges: Gauges): Promise<void> => {
  const { redis, keys } = app;
  const [mentions, pending, waiting, late, deliveries, pendingMs, deliveryMs, planMs] = await Promise.all([
    redis.zcard(keys.mentions),
    redis.zcard(keys.pending),
    redis.zcard(keys.active),
    redis.zcount(keys.active, '-inf', app.now().getTime()),
    redis.zcard(keys.deliveries),
    overdueMs(app, keys.pending),
    overdueMs(app, keys.deliveries),
    overdueMs(app, keys.plan),
  ]);
  gauges.mentions.set(mentions);
  gauges.pending.set(pending);
  gauges.pendingAge.set(pendingMs / 1000);
  gauges.waiting.set(waiting);
  gauges.late.set(late);
  gauges.deliveries.set(deliveries);
  gauges.overdue.set(Math.max(deliveryMs, planMs) / 1000);
};

const readPlaces = async (app: App, gauges: Gauges): Promise<void> => {
  for (const gauge of [gauges.placeUp, gauges.placeFailures, gauges.placeWorked, gauges.heard]) gauge.reset();
  const places = [
    ...(await loadSources(app)).map((source) => ({ ...source, kind: 'source' })),
    ...(await loadChannels(app)).map((channel) => ({ ...channel, kind: 'channel' })),
  ];
  for (const { kind, what, state, health } of places) {
    if (state === 'off') continue;
    const labels = { what: kind, id: what.id };
    gauges.placeUp.set(labels, state === 'failing' || state === 'resting' ? 0 : 1);
    gauges.placeFailures.set(labels, health.failures);
    if (health.workedAt) gauges.placeWorked.set(labels, new Date(health.workedAt).getTime() / 1000);
    if (kind === 'source') gauges.heard.set({ id: what.id }, health.heard);
  }
};

const quantiles = [0.5, 0.9, 0.99];

const readRecent = (recent: RecentAlerts, gauges: Gauges): void => {
  gauges.sends.reset();
  for (const { channel, outcome } of recent.sends) gauges.sends.inc({ channel, outcome });
  gauges.breached.set(recent.breached);
  setQuantiles(gauges.firstDelivery, recent.firstDeliverySeconds);
  setQuantiles(gauges.acknowledged, recent.acknowledgeSeconds);
};

const setQuantiles = (gauge: Gauge<'quantile'>, seconds: readonly number[]): void => {
  gauge.reset();
  const sorted = [...seconds].sort((a, b) => a - b);
  for (const quantile of quantiles) {
    const value = sorted[Math.ceil(quantile * sorted.length) - 1];
    if (value !== undefined) gauge.set({ quantile }, value);
  }
};
