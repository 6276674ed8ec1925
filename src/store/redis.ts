import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';
import type { Log } from '../lib/log.ts';

export type { Redis };

/**
 * How to reach Redis: an address or the path of a Unix socket. Addresses are `redis://`, `rediss://` (TLS), `unix:///path`, and
 * `redis+sentinel://user:password@host:26379,host:26379/master-name/0` for a master watched by sentinels.
 */
export type RedisAddress = { url: string } | { path: string };

/**
 * Opens a connection that waits out a missing Redis instead of giving up: commands are kept until it is back. Losing and
 * regaining the connection is logged once each.
 */
export const connectRedis = (address: RedisAddress, log: Log, options: RedisOptions = {}): Redis => {
  const redis: Redis = new Redis({
    ...placeOf(address),
    maxRetriesPerRequest: null,
    retryStrategy: retryDelayMs,
    ...options,
    replyMapping: 'legacy',
  });
  let lost = false;
  redis.on('error', (error: Error) => {
    if (!lost) log.warn({ err: new Error(error.message) }, 'redis cannot be reached, waiting for it');
    lost = true;
  });
  redis.on('ready', () => {
    if (lost) log.info('redis is back');
    lost = false;
  });
  return redis;
};

const farewellMs = 2000;

/** Ends a connection: politely when Redis answers, at once when it is away. */
export const closeRedis = async (redis: Redis): Promise<void> => {
  const answered = new AbortController();
  const limit = wait(farewellMs, undefined, { signal: answered.signal }).catch(() => undefined);
  if (redis.status === 'ready') await Promise.race([redis.quit(), limit]);
  answered.abort();
  redis.disconnect();
};

/** What ioredis wants to know of an address. */
export const placeOf = (address: RedisAddress): RedisOptions => {
  if ('path' in address) return { path: address.path };
  if (address.url.startsWith('redis+sentinel://')) return sentinelPlace(address.url);
  const url = new URL(address.url);
  if (url.protocol === 'unix:') return { path: decodeURIComponent(url.pathname) };
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 6379),
    ...accountOf(url.username, url.password),
    ...(url.pathname.length > 1 && { db: Number(url.pathname.slice(1)) }),
    ...(url.protocol === 'rediss:' && { tls: { servername: url.hostname } }),
  };
};

const sentinelPlace = (address: string): RedisOptions => {
  const [, account, hosts, name, db] =
    /^redis\+sentinel:\/\/(?:([^@/]*)@)?([^/]+)\/([^/]+)(?:\/(\d+))?$/.exec(address) ?? [];
  if (!hosts || !name) throw new Error('REDIS_URL must look like redis+sentinel://host:26379,host:26379/master-name');
  const [username = '', password = ''] = account?.split(':') ?? [];
  const sentinels = hosts.split(',').map((host) => {
    const { hostname, port } = new URL(`redis://${host}`);
    return { host: hostname, port: Number(port || 26_379) };
  });
  return { sentinels, name, ...accountOf(username, password), ...(db && { db: Number(db) }) };
};

const accountOf = (username: string, password: string): RedisOptions => ({
  ...(username && { username: decodeURIComponent(username) }),
  ...(password && { password: decodeURIComponent(password) }),
});

const retryDelayMs = (attempt: number): number => Math.min(50 * attempt, 1000);

/** Names of all keys of one installation. They share one hash tag, so that they live in one Cluster slot. */
export const createKeys = (installation: string) => {
  const prefix = `{${installation}}:`;
  const key = (...parts: string[]): string => prefix + parts.join(':');
  return {
    prefix,
    /** Hash: one mention with everything known of it. */
    mention: (id: string) => key('m', id),
    /** Sorted set: all mentions by the time they were seen. */
    mentions: key('mentions'),
    /** Sorted set: mentions of one brand. */
    brandMentions: (brand: string) => key('mentions', brand),
    /** Sorted set: stored, not yet judged, by the time they were stored. */
    pending: key('pending'),
    /** Sorted set: what no keyword matched. */
    unmatched: key('unmatched'),
    /** Sorted set: mentions found after their time had run out, not yet summed up. */
    late: key('late'),
    /** Sorted set: mentions for people to look at (`list`) or to thank (`thank`). */
    lane: (name: 'list' | 'thank') => key('lane', name),
    /** String: what the source sent, kept for a day or as long as an alert needs it. */
    raw: (id: string) => key('raw', id),
    /** String: when a post (by source and external id) got our public answer. */
    answered: (source: string, externalId: string) => key('answered', source, externalId),
    /** Hash: one alert. */
    alert: (id: string) => key('al', id),
    /** Hash: what was sent for an alert, by step and channel. */
    sends: (id: string) => key('al', id, 'sends'),
    /** List: the history of an alert, oldest first. */
    history: (id: string) => key('al', id, 'history'),
    /** String: the alert that mentions with this dedup key join. */
    dedup: (dedupKey: string) => key('dedup', dedupKey),
    /** Sorted set: all alerts by opening time. */
    alerts: key('alerts'),
    /** Sorted set: alerts that wait for an answer, by deadline. */
    active: key('active'),
    /** Sorted set: alerts by the time of their next action. */
    plan: key('plan'),
    /** Sorted set: notifications decided and not yet settled, by the time to look after them. */
    deliveries: key('deliveries'),
    /** String: up to when the texts of a kind of source were dropped, as its terms want. */
    contentDropped: (kind: string) => key('content-dropped', kind),
    cursor: (source: string) => key('cursor', source),
    /** String: somebody took this tick of a source. */
    tick: (source: string, tick: number) => key('tick', source, String(tick)),
    /** Hash: health of a source or channel. */
    health: (what: 'source' | 'channel', id: string) => key('health', what, id),
    /** String: posts a source paid for on one day or in one month. */
    spent: (source: string, period: string) => key('spent', source, period),
    /** String: posts set aside by the call under way. */
    reserved: (source: string) => key('reserved', source),
    /** Set: external ids paid for on one UTC day. */
    paid: (source: string, day: string) => key('paid', source, day),
    /** String: JSON of what a second-opinion engine said of a text. */
    opinion: (engine: string, fingerprint: string) => key('opinion', engine, fingerprint),
    /** String: questions asked on one day, or millionths of a dollar spent in one month, by a second-opinion engine. */
    asked: (what: 'requests' | 'usd', period: string) => key('asked', what, period),
    /** Hash: how the second-opinion engine is doing. */
    engine: key('engine'),
    /** Hash: counters of one day. */
    stats: (day: string) => key('stats', day),
    /** String: something was told to the operator and need not be told again. */
    told: (what: string) => key('told', what),
    /** String: who holds a lease. */
    lease: (name: string) => key('lease', name),
    /** String: where a channel's listening resumes. */
    listening: (channel: string) => key('listening', channel),
    /** String: the answer given to a delivery of a sender, for its repeats. */
    intake: (sender: string, deliveryId: string) => key('intake', sender, deliveryId),
    /** List: verdicts of people on what was heard of one brand, oldest first. */
    verdicts: (brand: string) => key('verdicts', brand),
    /** Hash: by brand, a number that changes with each verdict. */
    verdictVersions: key('verdict-versions'),
    /** String: counts calls of a sender in one minute. */
    rate: (name: string, window: number) => key('rate', name, String(window)),
    /** String: JSON of the last state written by a running role, expires when it stops. */
    role: (name: string, instance: string) => key('role', name, instance),
  };
};
export type Keys = ReturnType<typeof createKeys>;

/** A Lua script that is sent once and then called by its hash. */
export const createScript = (lua: string) => {
  const sha = createHash('sha1').update(lua).digest('hex');
  return async (redis: Redis, keys: string[], args: (string | number)[]): Promise<unknown> => {
    try {
      return await redis.evalsha(sha, keys.length, ...keys, ...args);
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('NOSCRIPT'))
        return redis.eval(lua, keys.length, ...keys, ...args);
      throw error;
    }
  };
};
