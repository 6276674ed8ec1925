import { createScript, type Keys, type Redis } from './redis.ts';

// KEYS[1] lease; ARGV[1] owner, ARGV[2] life in ms; returns 1 = held by the owner now, 0 = somebody else holds it
const holdScript = createScript(`
local owner = redis.call('GET', KEYS[1])
if not owner or owner == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 1
end
return 0
`);

// KEYS[1] lease; ARGV[1] owner; returns the number of leases given back
const releaseScript = createScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`);

/** Takes or renews a lease, so that one of many daemons does what must be done by one. */
export const holdLease = async (
  redis: Redis,
  keys: Keys,
  name: string,
  owner: string,
  lifeMs: number,
): Promise<boolean> => (await holdScript(redis, [keys.lease(name)], [owner, lifeMs])) === 1;

/** Gives a lease back, if it is still ours. */
export const releaseLease = async (redis: Redis, keys: Keys, name: string, owner: string): Promise<void> => {
  await releaseScript(redis, [keys.lease(name)], [owner]);
};

/** True the first time something is to be told within `everyMs`. */
export const firstTime = async (redis: Redis, keys: Keys, what: string, everyMs: number): Promise<boolean> =>
  (await redis.set(keys.told(what), '1', 'PX', everyMs, 'NX')) === 'OK';
