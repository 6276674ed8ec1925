import { splitMentionId } from '../domain/mention.ts';
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

/** Removes what is older than its retention: mentions, what no keyword matched, and texts whose source wants them dropped. */
export const forget = async (redis: Redis, keys: Keys, retention: Retention, now: Date): Promise<number> => {
  const before = (ms: number): number => now.getTime() - ms;
  const old = await redis.zrangebyscore(keys.mentions, '-inf', before(retention.mentionsMs), 'LIMIT', 0, batch);
  const unmatched = await redis.zrangebyscore(keys.unmatched, '-inf', before(retention.unmatchedMs), 'LIMIT', 0, batch);
  const surplus = (await redis.zcard(keys.unmatched)) - retention.unmatchedMost;
  const beyond = surplus > 0 ? await redis.zrange(keys.unmatched, 0, String(Math.min(surplus, batch) - 1)) : [];

  const ids = [...new Set([...old, ...unmatched, ...beyond])];
  if (ids.length > 0) await remove(redis, keys, ids);
  await dropContent(redis, keys, retention.contentMs, now);
  return ids.length;
};

const remove = async (redis: Redis, keys: Keys, ids: readonly string[]): Promise<void> => {
  const pipeline = redis.pipeline();
  for (const id of ids) pipeline.hget(keys.mention(id), 'c');
  const rows = (await pipeline.exec()) ?? [];
  const brands = new Set(
    rows.flatMap(([, json]) => (typeof json === 'string' ? [(JSON.parse(json) as { brand: string }).brand] : [])),
  );

  const removal = redis.pipeline();
  for (const id of ids) removal.del(keys.mention(id), keys.raw(id));
  for (const key of [
    keys.mentions,
    keys.unmatched,
    keys.pending,
    keys.lane('list'),
    keys.lane('thank'),
    ...[...brands].map(keys.brandMentions),
  ])
    removal.zrem(key, ...ids);
  await removal.exec();
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
    const from = await redis.get(keys.contentDropped(kind));
    const ids = await redis.zrangebyscore(keys.mentions, from ?? '-inf', until, 'LIMIT', 0, batch);
    const pipeline = redis.pipeline();
    for (const id of ids) if (splitMentionId(id).source === kind) pipeline.hget(keys.mention(id), 'j');
    const concerned = ids.filter((id) => splitMentionId(id).source === kind);
    const rows = (await pipeline.exec()) ?? [];
    const writing = redis.pipeline();
    concerned.forEach((id, position) => {
      const json = rows[position]?.[1];
      if (typeof json !== 'string') return;
      writing.hset(keys.mention(id), 'j', JSON.stringify({ ...(JSON.parse(json) as object), text: '', author: {} }));
      writing.del(keys.raw(id));
    });
    await writing.exec();
    const last = ids.at(-1);
    const reached = last === undefined || ids.length < batch ? String(until) : await redis.zscore(keys.mentions, last);
    if (reached !== null) await redis.set(keys.contentDropped(kind), reached);
  }
};
