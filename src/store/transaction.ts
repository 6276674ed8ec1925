import { jsonForLua } from './json.ts';
import { createScript, type Keys, type Redis } from './redis.ts';

/** A value that must still be there for a transaction to apply; `null` = must be absent. */
export interface Guard {
  key: string;
  /** Field of a hash; absent = the string itself. */
  field?: string;
  equals: string | null;
}

export type Command = readonly [name: string, ...args: (string | number)[]];

// KEYS[1]  any key of the installation: names the slot
// ARGV     JSON: guards as [key, field ('' = the key is a string), expected (null = must be absent)], commands as lists of words
// returns  0 = applied; n = guard n did not hold and nothing was written
// One JSON text costs both sides less than the thousands of words it holds.
const script = createScript(`
local batch = cjson.decode(ARGV[1])
for n, guard in ipairs(batch.guards) do
  local key, field, expected = guard[1], guard[2], guard[3]
  local found
  if field == '' then found = redis.call('GET', key) else found = redis.call('HGET', key, field) end
  if expected == cjson.null then
    if found then return n end
  elseif found ~= expected then
    return n
  end
end
for _, command in ipairs(batch.commands) do redis.call(unpack(command)) end
return 0
`);

/**
 * Writes everything or nothing: the commands run only if every guard holds. Decisions stay in pure functions; this makes
 * their result true, once.
 *
 * @returns whether it was applied; `false` = something changed since it was read, so read again and decide anew
 */
export const transact = async (
  redis: Redis,
  keys: Keys,
  guards: readonly Guard[],
  commands: readonly Command[],
): Promise<boolean> => {
  const batch = { guards: guards.map(({ key, field, equals }) => [key, field ?? '', equals]), commands };
  return (await script(redis, [keys.pending], [jsonForLua(batch)])) === 0;
};
