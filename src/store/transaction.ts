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
// ARGV     number of guards; per guard: key, field ('' = the key is a string), '1' and the expected value or '0' and ''
//          (must be absent); then per command: number of words, words
// returns  0 = applied; n = guard n did not hold and nothing was written
const script = createScript(`
local at = 2
for n = 1, tonumber(ARGV[1]) do
  local key, field, present, expected = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  local found
  if field == '' then found = redis.call('GET', key) else found = redis.call('HGET', key, field) end
  if present == '1' and found ~= expected then return n end
  if present == '0' and found then return n end
  at = at + 4
end
while at <= #ARGV do
  local words = tonumber(ARGV[at])
  redis.call(unpack(ARGV, at + 1, at + words))
  at = at + words + 1
end
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
  const args: (string | number)[] = [guards.length];
  for (const { key, field, equals } of guards) args.push(key, field ?? '', equals === null ? '0' : '1', equals ?? '');
  for (const command of commands) args.push(command.length, ...command);
  return (await script(redis, [keys.pending], args)) === 0;
};
