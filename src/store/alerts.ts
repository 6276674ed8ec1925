import { Alert, isActive, nextDue } from '../domain/alert.ts';
import type { Receipt } from '../domain/receipt.ts';
import type { Keys, Redis } from './redis.ts';
import { type Command, type Guard, transact } from './transaction.ts';

/** What happened to one notification of an alert on one channel. */
export interface Send {
  /** `started` without a later state = the outcome is not known. */
  state: 'waiting' | 'started' | 'confirmed' | 'accepted' | 'failed' | 'unknown' | 'skipped';
  /** Requests made so far. */
  attempts: number;
  /** When the last request began, or the state was reached. */
  at: string;
  /** Revision of the alert that the message on the channel shows. */
  revision?: number;
  /** Plan generation that message shows: every change of state is a new one. */
  generation?: number;
  receipt?: Receipt;
  /** When the message was last changed in place. */
  editedAt?: string;
  /** Why it failed or was skipped, in words. */
  note?: string;
  /** Which process makes the attempt. */
  owner?: string;
  /** The channel refused the full text: the shortest form is sent. */
  refused?: boolean;
}

/** One line of an alert's history. */
export interface HistoryEntry {
  at: string;
  /** `opened`, `joined`, `due`, `sent`, `failed`, `held`, `acknowledged`, … */
  what: string;
  channel?: string;
  step?: number;
  by?: string;
  note?: string;
}

/** One decided notification: the unit of delivery. */
export interface Delivery {
  alertId: string;
  kind: 'ring' | 'edit';
  channel: string;
  /** Of a ring: its number. Of an edit: the number of the ring it changes. */
  step: number;
  /** Plan generation (ring) or alert revision (edit) it was decided under. */
  version: number;
}

const historyKept = 500;
/** Name of a delivery: its job id, its claim, its place on the list of what is not settled. */
export const deliveryId = ({ alertId, kind, channel, step, version }: Delivery): string =>
  kind === 'ring' ? `${alertId}.${step}.${channel}.ring` : `${alertId}.${step}.${channel}.edit.${version}`;

/** Loads alerts in one round trip; `null` where there is none. */
export const loadAlerts = async (redis: Redis, keys: Keys, ids: readonly string[]): Promise<(Alert | null)[]> => {
  if (ids.length === 0) return [];
  const pipeline = redis.pipeline();
  for (const id of ids) pipeline.hget(keys.alert(id), 'j');
  const rows = (await pipeline.exec()) ?? [];
  return rows.map(([error, json]) => {
    if (error) throw error;
    return typeof json === 'string' ? Alert.parse(JSON.parse(json)) : null;
  });
};

/** Loads one alert. */
export const loadAlert = async (redis: Redis, keys: Keys, id: string): Promise<Alert | null> =>
  (await loadAlerts(redis, keys, [id]))[0] ?? null;

/** The alert must still be as it was read; `null` = it must not exist. */
export const alertGuard = (keys: Keys, id: string, before: Alert | null): Guard => ({
  key: keys.alert(id),
  field: 'r',
  equals: before ? String(before.revision) : null,
});

/** Everything that makes an alert's new state true: the alert, its indexes, its next action. */
export const alertCommands = (keys: Keys, alert: Alert): Command[] => {
  const due = nextDue(alert);
  return [
    ['HSET', keys.alert(alert.id), 'j', written(alert), 'r', String(alert.revision), 'g', String(alert.generation)],
    ['ZADD', keys.alerts, alert.openedAt.getTime(), alert.id],
    isActive(alert) ? ['ZADD', keys.active, alert.deadline.getTime(), alert.id] : ['ZREM', keys.active, alert.id],
    due ? ['ZADD', keys.plan, due.getTime(), alert.id] : ['ZREM', keys.plan, alert.id],
  ];
};

// Instants as numbers: half the time to write, half the room to keep.
const written = (alert: Alert): string =>
  JSON.stringify({
    ...alert,
    openedAt: alert.openedAt.getTime(),
    postedAt: alert.postedAt.getTime(),
    deadline: alert.deadline.getTime(),
    mentions: alert.mentions.map((mention) => ({ ...mention, postedAt: mention.postedAt.getTime() })),
    plan: alert.plan.map((step) => ({ ...step, dueAt: step.dueAt.getTime() })),
  });

/** Appends to an alert's history. */
export const historyCommands = (keys: Keys, id: string, entries: readonly HistoryEntry[]): Command[] =>
  entries.length === 0
    ? []
    : [
        ['RPUSH', keys.history(id), ...entries.map((entry) => JSON.stringify(entry))],
        ['LTRIM', keys.history(id), -historyKept, -1],
      ];

/** Puts deliveries on the list of what is decided and not yet settled. */
export const deliveryCommands = (keys: Keys, deliveries: readonly Delivery[], lookAfter: Date): Command[] =>
  deliveries.map((delivery) => ['ZADD', keys.deliveries, lookAfter.getTime(), JSON.stringify(delivery)] as const);

/**
 * Changes an alert by a pure function and writes the result if nobody changed it meanwhile; otherwise reads again.
 *
 * @param decide returns the new alert and what goes with it, or `null` to leave it as it is
 * @returns what `decide` returned, or `null` when there is no such alert or nothing was to do
 */
export const updateAlert = async <T extends { alert: Alert; commands: Command[] }>(
  redis: Redis,
  keys: Keys,
  id: string,
  decide: (alert: Alert) => T | null | Promise<T | null>,
): Promise<T | null> => {
  for (;;) {
    const before = await loadAlert(redis, keys, id);
    if (!before) return null;
    const decided = await decide(before);
    if (!decided) return null;
    const commands = [...alertCommands(keys, decided.alert), ...decided.commands];
    if (await transact(redis, keys, [alertGuard(keys, id, before)], commands)) return decided;
  }
};

const sendField = (step: number, channel: string): string => `${step}|${channel}`;

/** All notifications of an alert, by step and channel. */
export const loadSends = async (
  redis: Redis,
  keys: Keys,
  id: string,
): Promise<{ step: number; channel: string; send: Send }[]> =>
  Object.entries(await redis.hgetall(keys.sends(id)))
    .map(([field, json]) => {
      const bar = field.indexOf('|');
      return { step: Number(field.slice(0, bar)), channel: field.slice(bar + 1), send: JSON.parse(json) as Send };
    })
    .sort((a, b) => a.step - b.step);

/** One notification as it is recorded, with the exact text to guard against. */
export const loadSend = async (
  redis: Redis,
  keys: Keys,
  id: string,
  step: number,
  channel: string,
): Promise<{ send: Send | null; text: string | null }> => {
  const text = await redis.hget(keys.sends(id), sendField(step, channel));
  return { send: text ? (JSON.parse(text) as Send) : null, text };
};

/**
 * Records a notification if its record is still what was read: the claim of a worker, and the outcome it reports.
 *
 * @returns false when somebody else changed it meanwhile
 */
export const saveSend = (
  redis: Redis,
  keys: Keys,
  place: { alertId: string; step: number; channel: string; expected: string | null },
  send: Send,
  commands: readonly Command[] = [],
): Promise<boolean> => {
  const key = keys.sends(place.alertId);
  const field = sendField(place.step, place.channel);
  return transact(
    redis,
    keys,
    [{ key, field, equals: place.expected }],
    [['HSET', key, field, JSON.stringify(send)], ...commands],
  );
};

/** The history of an alert, oldest first. */
export const loadHistory = async (redis: Redis, keys: Keys, id: string): Promise<HistoryEntry[]> =>
  (await redis.lrange(keys.history(id), 0, -1)).map((json) => JSON.parse(json) as HistoryEntry);

/** Alerts whose next action is due, earliest first. */
export const dueAlerts = (redis: Redis, keys: Keys, now: Date, limit = 200): Promise<string[]> =>
  redis.zrangebyscore(keys.plan, '-inf', now.getTime(), 'LIMIT', 0, limit);

/** Deliveries nobody settled by their time. */
export const overdueDeliveries = async (redis: Redis, keys: Keys, now: Date): Promise<Delivery[]> =>
  (await redis.zrangebyscore(keys.deliveries, '-inf', now.getTime())).map((json) => JSON.parse(json) as Delivery);

/** Ids of alerts that can still be answered in time, nearest deadline first; then of those that cannot, the latest first. */
export const answerableAlerts = async (redis: Redis, keys: Keys, now: Date, limit: number): Promise<string[]> => {
  const at = now.getTime();
  const inTime = await redis.zrangebyscore(keys.active, at, '+inf', 'LIMIT', 0, limit);
  if (inTime.length === limit) return inTime;
  const late = await redis.zrevrangebyscore(keys.active, `(${at}`, '-inf', 'LIMIT', 0, limit - inTime.length);
  return [...inTime, ...late];
};

/** Ids of alerts that wait for an answer, by deadline. */
export const activeAlerts = (redis: Redis, keys: Keys): Promise<string[]> => redis.zrange(keys.active, 0, '-1');
