import { splitMentionId } from '../domain/mention.ts';
import type { Judgement } from './mentions.ts';
import type { Keys, Redis } from './redis.ts';

/** How long what was heard is kept, in milliseconds. */
export interface Retention {
  mentionsMs: number;
  unmatchedMs: number;
  unmatchedMost: number;
  /** By kind of source: its terms want text, author and raw dropped after this. */
  contentMs: ReadonlyMap<string, number>;
}

/** Removed per run at most: the rest follows a minute later. */
const batch = 2000;

/**
 * Removes what is older than its retention: mentions, closed alerts, what no keyword matched, and texts whose source wants them
 * dropped. What somebody still has to answer stays.
 */
export const forget = async (redis: Redis, keys: Keys, retention: Retention, now: Date): Promise<number> => {
  const before = (ms: number): number => now.getTime() - ms;
  const old = await redis.zrangebyscore(keys.mentions, '-inf', before(retention.mentionsMs), 'LIMIT', 0, batch);
  const unmatched = await redis.zrangebyscore(keys.unmatched, '-inf', before(retention.unmatchedMs), 'LIMIT', 0, batch);
  const surplus = (await redis.zcard(keys.unmatched)) - retention.unmatchedMost;
  const beyond = surplus > 0 ? await redis.zrange(keys.unmatched, 0, String(Math.min(surplus, batch) - 1)) : [];

  const ids = [...new Set([...old, ...unmatched, ...beyond])];
  if (ids.length > 0) await removeMentions(redis, keys, ids);
  await removeAlerts(redis, keys, before(retention.mentionsMs));
  await dropContent(redis, keys, retention.contentMs, now);
  return ids.length;
};

const removeMentions = async (redis: Redis, keys: Keys, ids: readonly string[]): Promise<void> => {
  const judgements = await loadJudgements(redis, keys, ids);
  const active = await activeOf(
    redis,
    keys,
    [...judgements.values()].flatMap(({ alertId }) => alertId ?? []),
  );
  const removable = ids.filter((id) => !active.has(judgements.get(id)?.alertId ?? ''));
  if (removable.length === 0) return;

  const brands = new Set([...judgements.values()].map(({ brand }) => brand));
  const removal = redis.pipeline();
  for (const id of removable) removal.del(keys.mention(id), keys.raw(id));
  for (const key of [
    keys.mentions,
    keys.unmatched,
    keys.pending,
    keys.lane('list'),
    keys.lane('thank'),
    ...[...brands].map(keys.brandMentions),
  ])
    removal.zrem(key, ...removable);
  await removal.exec();
};

const loadJudgements = async (
  redis: Redis,
  keys: Keys,
  ids: readonly string[],
): Promise<Map<string, Pick<Judgement, 'brand' | 'alertId'>>> => {
  const pipeline = redis.pipeline();
  for (const id of ids) pipeline.hget(keys.mention(id), 'c');
  const rows = (await pipeline.exec()) ?? [];
  return new Map(
    rows.flatMap(([, json], position) =>
      typeof json === 'string' ? [[ids[position] as string, JSON.parse(json) as Judgement] as const] : [],
    ),
  );
};

const removeAlerts = async (redis: Redis, keys: Keys, before: number): Promise<void> => {
  const old = await redis.zrangebyscore(keys.alerts, '-inf', before, 'LIMIT', 0, batch);
  const active = await activeOf(redis, keys, old);
  const closed = old.filter((id) => !active.has(id));
  if (closed.length === 0) return;
  const removal = redis.pipeline();
  for (const id of closed) removal.del(keys.alert(id), keys.sends(id), keys.history(id));
  removal.zrem(keys.alerts, ...closed);
  await removal.exec();
};

const activeOf = async (redis: Redis, keys: Keys, alertIds: readonly string[]): Promise<ReadonlySet<string>> => {
  if (alertIds.length === 0) return new Set();
  const deadlines = await redis.zmscore(keys.active, ...alertIds);
  return new Set(alertIds.filter((_, position) => deadlines[position] !== null));
};

// Key, fingerprints, dates and our own state stay: the mention is still recognised and not rung again.
const dropContent = async (
  redis: Redis,
  keys: Keys,
  contentMs: ReadonlyMap<string, number>,
  now: Date,
): Promise<void> => {
  for (const [kind, ms] of contentMs) {
    const until = now.getTime() - ms;
    const from = (await redis.get(keys.contentDropped(kind))) ?? '-inf';
    // Many mentions share an instant when they came in one batch: an offset gets past them, a score would not.
    for (let offset = 0; ; offset += batch) {
      const ids = await redis.zrangebyscore(keys.mentions, from, until, 'LIMIT', offset, batch);
      await dropTexts(
        redis,
        keys,
        ids.filter((id) => splitMentionId(id).source === kind),
      );
      if (ids.length < batch) break;
    }
    await redis.set(keys.contentDropped(kind), until);
  }
};

const dropTexts = async (redis: Redis, keys: Keys, ids: readonly string[]): Promise<void> => {
  const pipeline = redis.pipeline();
  for (const id of ids) pipeline.hget(keys.mention(id), 'j');
  const rows = (await pipeline.exec()) ?? [];
  const writing = redis.pipeline();
  ids.forEach((id, position) => {
    const json = rows[position]?.[1];
    if (typeof json !== 'string') return;
    writing.hset(keys.mention(id), 'j', JSON.stringify({ ...(JSON.parse(json) as object), text: '', author: {} }));
    writing.del(keys.raw(id));
  });
  await writing.exec();
};
