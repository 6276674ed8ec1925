import { createHash } from 'node:crypto';
import { Opinion } from '../domain/opinion.ts';
import { createScript, type Keys, type Redis } from './redis.ts';

/** The same words with the same stars, asked about by the same engine for the same business, get the same opinion. */
export interface Asked {
  engine: string;
  brand: string;
  about?: string | undefined;
  fingerprint: string;
}

const opinionLifeSeconds = 14 * 86_400;

/** Opinions given before, in the order asked for. Kept for two weeks, without the text they are about. */
export const loadOpinions = async (
  redis: Redis,
  keys: Keys,
  asked: readonly Asked[],
): Promise<(Opinion | undefined)[]> => {
  if (asked.length === 0) return [];
  const rows = await redis.mget(asked.map((one) => keyOf(keys, one)));
  return rows.map((row) => (row ? Opinion.safeParse(JSON.parse(row)).data : undefined));
};

/** Keeps an opinion for the next mention that says the same. */
export const saveOpinion = async (redis: Redis, keys: Keys, asked: Asked, opinion: Opinion): Promise<void> => {
  await redis.set(keyOf(keys, asked), JSON.stringify(opinion), 'EX', opinionLifeSeconds);
};

const keyOf = (keys: Keys, { engine, brand, about = '', fingerprint }: Asked): string => {
  const who = createHash('sha256')
    .update(JSON.stringify([engine, brand, about]))
    .digest('base64url')
    .slice(0, 12);
  return keys.opinion(who, fingerprint);
};

/** One question paid in advance, at the most it can cost. */
export interface Reservation {
  at: Date;
  usd: number;
}

// KEYS[1] questions of the day, KEYS[2] millionths of a dollar of the month
// ARGV    ceiling of the day (-1 = none), ceiling of the month (-1 = none), the most this question can cost
// returns 1 = reserved, 0 = it would pass a ceiling
const reserveScript = createScript(`
local asked = tonumber(redis.call('GET', KEYS[1]) or 0)
local spent = tonumber(redis.call('GET', KEYS[2]) or 0)
local most, cost = tonumber(ARGV[2]), tonumber(ARGV[3])
if tonumber(ARGV[1]) >= 0 and asked >= tonumber(ARGV[1]) then return 0 end
if most >= 0 and spent + cost > most then return 0 end
redis.call('INCR', KEYS[1])
redis.call('EXPIRE', KEYS[1], 172800)
redis.call('INCRBY', KEYS[2], cost)
redis.call('EXPIRE', KEYS[2], 5356800)
return 1
`);

/**
 * Books a question before it is asked, at the most it can cost. A process that is killed before it settles has booked too
 * much, never too little.
 *
 * @returns `undefined` when a ceiling is reached
 */
export const reserveQuestion = async (
  redis: Redis,
  keys: Keys,
  { requestsPerDay, usdPerMonth }: { requestsPerDay?: number; usdPerMonth?: number },
  reservation: Reservation,
): Promise<Reservation | undefined> => {
  const ceilings = [requestsPerDay ?? -1, usdPerMonth === undefined ? -1 : millionths(usdPerMonth)];
  const granted = await reserveScript(redis, spending(keys, reservation.at), [
    ...ceilings,
    millionths(reservation.usd),
  ]);
  return granted === 1 ? reservation : undefined;
};

/** Books what a question did cost in place of the most it could; one that never reached the engine is not counted at all. */
export const settleQuestion = async (
  redis: Redis,
  keys: Keys,
  { at, usd }: Reservation,
  { reached, cost }: { reached: boolean; cost: number },
): Promise<void> => {
  const [requests = '', dollars = ''] = spending(keys, at);
  const back = millionths(usd) - (reached ? millionths(cost) : 0);
  if (back !== 0) await redis.decrby(dollars, back);
  if (!reached) await redis.decr(requests);
};

/** Questions asked today and dollars spent this month. */
export const loadAsked = async (redis: Redis, keys: Keys, at: Date): Promise<{ today: number; usd: number }> => {
  const [today, spent] = await redis.mget(spending(keys, at));
  return { today: Number(today ?? 0), usd: Number(spent ?? 0) / 1_000_000 };
};

const spending = (keys: Keys, at: Date): string[] => [
  keys.asked('requests', at.toISOString().slice(0, 10)),
  keys.asked('usd', at.toISOString().slice(0, 7)),
];

const millionths = (usd: number): number => Math.ceil(usd * 1_000_000);

/** How a second-opinion engine is doing. Instants are ISO strings. */
export interface EngineHealth {
  triedAt?: string;
  workedAt?: string;
  /** Failures in a row. */
  failures: number;
  /** What went wrong last, in words without secrets. */
  problem?: string;
  /** Not asked before this instant. */
  restsUntil?: string;
}

/** Loads how the engine is doing; what is known of another one counts for nothing. */
export const loadEngineHealth = async (redis: Redis, keys: Keys, engine: string): Promise<EngineHealth> => {
  const { name, failures, triedAt, workedAt, problem, restsUntil } = await redis.hgetall(keys.engine);
  if (name !== engine) return { failures: 0 };
  return {
    failures: Number(failures ?? 0),
    ...(triedAt && { triedAt }),
    ...(workedAt && { workedAt }),
    ...(problem && { problem }),
    ...(restsUntil && { restsUntil }),
  };
};

/** Records how the engine is doing, in place of what was known. */
export const saveEngineHealth = async (
  redis: Redis,
  keys: Keys,
  engine: string,
  health: EngineHealth,
): Promise<void> => {
  await redis
    .multi()
    .del(keys.engine)
    .hset(keys.engine, { name: engine, ...health })
    .exec();
};
