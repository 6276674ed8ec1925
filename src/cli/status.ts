import { urgencyNames } from '../domain/classification.ts';
import type { Ceilings as EngineCeilings } from '../engines/engine.ts';
import type { App } from '../pipeline/app.ts';
import { ceilingsOf } from '../pipeline/budget.ts';
import { classifyQueue, lanes, notifyQueue, pollQueue } from '../queues.ts';
import { type Ceilings, loadSpent } from '../store/budget.ts';
import { type EngineHealth, loadAsked, loadEngineHealth } from '../store/opinions.ts';
import { type Health, loadHealth } from '../store/sources.ts';
import { listWaiting } from '../store/views.ts';
import { notifierRuns } from './daemon.ts';

export interface SourceStatus extends Health {
  id: string;
  kind: string;
  enabled: boolean;
  every: string | null;
  /** Posts paid, for sources that have a budget. */
  spent?: { today: number; month: number } & Ceilings;
}

export interface ChannelStatus extends Omit<Health, 'heard' | 'outcome' | 'newestAt'> {
  id: string;
  kind: string;
  enabled: boolean;
}

export interface EngineStatus extends EngineHealth {
  name: string;
  enabled: boolean;
  /** Questions today, and dollars this month. */
  spent: { today: number; usd: number } & EngineCeilings;
}

export interface AlertStatus {
  id: string;
  brand: string;
  urgency: number;
  level: string;
  state: string;
  minutesLeft: number;
  count: number;
  acknowledgedBy: string | null;
  url: string | null;
}

/** How everything stands; `status --format json` prints it as it is. */
export interface Status {
  at: string;
  /** A daemon with the notifier's role is at work. */
  running: boolean;
  sources: SourceStatus[];
  channels: ChannelStatus[];
  /** Absent when nobody is asked for a second opinion. */
  secondOpinion?: EngineStatus;
  alerts: AlertStatus[];
  /** Alerts beyond those listed. */
  moreAlerts: number;
  /** The action of an alert that is longest past its time. */
  overdue: { alertId: string; since: string } | null;
  pending: { mentions: number; oldest: string | null; deliveries: number };
  queues: Record<string, Record<string, number>>;
}

/** Alerts listed at most. */
const mostAlerts = 50;

/** Looks at sources, channels, queues, open alerts and what waits. */
export const loadStatus = async (app: App): Promise<Status> => {
  const alerts = await listWaiting(app.redis, app.keys, undefined, { limit: mostAlerts });
  return {
    at: app.now().toISOString(),
    running: await notifierRuns(app),
    sources: await sourcesOf(app),
    channels: await channelsOf(app),
    ...(await secondOpinionOf(app)),
    alerts: alerts.rows.map((alert) => ({
      id: alert.id,
      brand: alert.brand,
      urgency: alert.urgency,
      level: urgencyNames[alert.urgency],
      state: alert.state,
      minutesLeft: Math.floor((alert.deadline.getTime() - app.now().getTime()) / 60_000),
      count: alert.count,
      acknowledgedBy: alert.acknowledgedBy,
      url: alert.mentions[0]?.url ?? null,
    })),
    moreAlerts: (await app.redis.zcard(app.keys.active)) - alerts.rows.length,
    overdue: await overdueOf(app),
    pending: await pendingOf(app),
    queues: await app.queues.counts(queueNames(app)),
  };
};

const sourcesOf = (app: App): Promise<SourceStatus[]> =>
  Promise.all(
    [...app.setup.sources.values()].map(async (source) => {
      const ceilings = ceilingsOf(source);
      const billed = source.usdPerPost > 0 || Object.keys(ceilings).length > 0;
      const spent = await loadSpent(app.redis, app.keys, source.id, app.now());
      return {
        id: source.id,
        kind: source.kind,
        enabled: source.enabled,
        every: source.every ?? null,
        ...(await loadHealth(app.redis, app.keys, 'source', source.id)),
        ...(billed && { spent: { ...spent, ...ceilings } }),
      };
    }),
  );

const channelsOf = (app: App): Promise<ChannelStatus[]> =>
  Promise.all(
    [...app.setup.channels.values()].map(async ({ id, kind, enabled }) => {
      const { heard: _heard, ...health } = await loadHealth(app.redis, app.keys, 'channel', id);
      return { id, kind, enabled, ...health };
    }),
  );

const secondOpinionOf = async (app: App): Promise<Pick<Status, 'secondOpinion'>> => {
  const { engine } = app.setup;
  if (!engine) return {};
  const { name, enabled, ceilings } = engine;
  const health = await loadEngineHealth(app.redis, app.keys, name);
  const spent = await loadAsked(app.redis, app.keys, app.now());
  return { secondOpinion: { name, enabled, ...health, spent: { ...spent, ...ceilings } } };
};

const overdueOf = async (app: App): Promise<Status['overdue']> => {
  const [alertId, due] = await app.redis.zrange(app.keys.plan, 0, '0', 'WITHSCORES');
  if (alertId === undefined || Number(due) >= app.now().getTime()) return null;
  return { alertId, since: new Date(Number(due)).toISOString() };
};

const pendingOf = async (app: App): Promise<Status['pending']> => {
  const [mentions, deliveries, [, oldest]] = await Promise.all([
    app.redis.zcard(app.keys.pending),
    app.redis.zcard(app.keys.deliveries),
    app.redis.zrange(app.keys.pending, 0, '0', 'WITHSCORES'),
  ]);
  return { mentions, deliveries, oldest: oldest === undefined ? null : new Date(Number(oldest)).toISOString() };
};

const queueNames = (app: App): string[] => [
  pollQueue,
  classifyQueue,
  ...[...app.setup.channels.keys()].flatMap((channel) => lanes.map((lane) => notifyQueue(channel, lane))),
];
