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
// ARGV     JSON: guards as [key, fields ([] = the key is a string), expected (null = must be absent)], commands as lists of words,
//          places of long words as [command, word]; then the long words themselves
// returns  0 = applied; n = guard n did not hold and nothing was written
// One JSON text costs both sides less than the thousands of short words it holds; long words cost less beside it.
const script = createScript(`
local batch = cjson.decode(ARGV[1])
for n, guard in ipairs(batch.guards) do
  local key, fields, expected = guard[1], guard[2], guard[3]
  local found = #fields == 0 and { redis.call('GET', key) } or redis.call('HMGET', key, unpack(fields))
  for at, value in ipairs(expected) do
    if value == cjson.null then
      if found[at] then return n end
    elseif found[at] ~= value then
      return n
    end
  end
end
local commands = batch.commands
for n, place in ipairs(batch.long) do commands[place[1]][place[2]] = ARGV[n + 1] end
for _, command in ipairs(commands) do redis.call(unpack(command)) end
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
  const { short, places, words } = takeLongWords(commands);
  const batch = jsonForLua({ guards: byKey(guards), commands: short, long: places });
  return (await script(redis, [keys.pending], [batch, ...words])) === 0;
};

type KeyGuard = readonly [key: string, fields: string[], expected: (string | null)[]];

// The fields of one hash are read together.
const byKey = (guards: readonly Guard[]): KeyGuard[] => {
  const rows: KeyGuard[] = [];
  const hashes = new Map<string, KeyGuard>();
  for (const { key, field, equals } of guards) {
    const known = field === undefined ? undefined : hashes.get(key);
    if (field === undefined) rows.push([key, [], [equals]]);
    else if (known) {
      known[1].push(field);
      known[2].push(equals);
    } else hashes.set(key, [key, [field], [equals]]);
  }
  return [...rows, ...hashes.values()];
};

const longWord = 128;
const isLong = (word: string | number): word is string => typeof word === 'string' && word.length >= longWord;

const takeLongWords = (commands: readonly Command[]) => {
  const places: [command: number, word: number][] = [];
  const words: string[] = [];
  const short = commands.map((command, at) => {
    if (!command.some(isLong)) return command;
    return command.map((word, position) => {
      if (!isLong(word)) return word;
      places.push([at + 1, position + 1]);
      words.push(word);
      return 0;
    });
  });
  return { short, places, words };
};
