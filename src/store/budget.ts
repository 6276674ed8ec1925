import type { Budget } from '../domain/budget.ts';
import { createScript, type Keys, type Redis } from './redis.ts';

/** Ceilings of a source, in posts and dollars. Absent = no ceiling. */
export interface Ceilings {
  postsPerDay?: number;
  postsPerMonth?: number;
}

// KEYS[1] day's counter, KEYS[2] month's counter, KEYS[3] posts reserved by the call under way
// ARGV    wanted, ceiling of the day (-1 = none), ceiling of the month (-1 = none)
// returns how many posts are reserved
// A reservation ends by itself after five minutes: a killed poll must not eat the budget.
const reserveScript = createScript(`
local wanted = tonumber(ARGV[1])
local reserved = tonumber(redis.call('GET', KEYS[3]) or 0)
for n = 1, 2 do
  local ceiling = tonumber(ARGV[n + 1])
  if ceiling >= 0 then wanted = math.min(wanted, ceiling - tonumber(redis.call('GET', KEYS[n]) or 0) - reserved) end
end
if wanted <= 0 then return 0 end
redis.call('SET', KEYS[3], reserved + wanted, 'EX', 300)
return wanted
`);

// KEYS[1] day's counter, KEYS[2] month's counter, KEYS[3] reserved, KEYS[4] set of ids paid today
// ARGV    reserved posts, then the ids that came back
// returns how many of them are paid for the first time today
const settleScript = createScript(`
local fresh = 0
for i = 2, #ARGV do fresh = fresh + redis.call('SADD', KEYS[4], ARGV[i]) end
redis.call('EXPIRE', KEYS[4], 172800)
redis.call('INCRBY', KEYS[1], fresh)
redis.call('EXPIRE', KEYS[1], 172800)
redis.call('INCRBY', KEYS[2], fresh)
redis.call('EXPIRE', KEYS[2], 5356800)
local left = tonumber(redis.call('GET', KEYS[3]) or 0) - tonumber(ARGV[1])
if left > 0 then redis.call('SET', KEYS[3], left, 'EX', 300) else redis.call('DEL', KEYS[3]) end
return fresh
`);

const day = (at: Date): string => at.toISOString().slice(0, 10);
const month = (at: Date): string => at.toISOString().slice(0, 7);

/** The budget of a source over Redis: reserve before the call, settle by unique id per UTC day. */
export const createBudget = (redis: Redis, keys: Keys, source: string, ceilings: Ceilings, now: () => Date): Budget => {
  const counters = (at: Date): string[] => [
    keys.spent(source, day(at)),
    keys.spent(source, month(at)),
    keys.reserved(source),
  ];
  return {
    reserve: async (wanted) =>
      Number(
        await reserveScript(redis, counters(now()), [wanted, ceilings.postsPerDay ?? -1, ceilings.postsPerMonth ?? -1]),
      ),
    settle: async (reserved, externalIds) => {
      const at = now();
      await settleScript(redis, [...counters(at), keys.paid(source, day(at))], [reserved, ...externalIds]);
    },
  };
};

/** Posts paid so far today and this month. */
export const loadSpent = async (
  redis: Redis,
  keys: Keys,
  source: string,
  at: Date,
): Promise<{ today: number; month: number }> => {
  const [today, thisMonth] = await redis.mget(keys.spent(source, day(at)), keys.spent(source, month(at)));
  return { today: Number(today ?? 0), month: Number(thisMonth ?? 0) };
};
