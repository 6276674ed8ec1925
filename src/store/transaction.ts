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
// ARGV     JSON: strings as [keys, expected], hashes as [key, fields, expected] (null = must be absent), commands as lists of words,
//          places of long words as [command, word]; then the long words themselves
// returns  1 = applied; 0 = a guard did not hold and nothing was written
// One JSON text costs both sides less than the thousands of short words it holds; long words cost less beside it.
const script = createScript(`
local batch = cjson.decode(ARGV[1])
local function holds(found, expected)
  for at, value in ipairs(expected) do
    if value == cjson.null then value = false end
    if found[at] ~= value then return false end
  end
  return true
end
local keys, values = batch.strings[1], batch.strings[2]
if #keys > 0 and not holds(redis.call('MGET', unpack(keys)), values) then return 0 end
for _, guard in ipairs(batch.hashes) do
  if not holds(redis.call('HMGET', guard[1], unpack(guard[2])), guard[3]) then return 0 end
end
local commands = batch.commands
for n, place in ipairs(batch.long) do commands[place[1]][place[2]] = ARGV[n + 1] end
for _, command in ipairs(commands) do redis.call(unpack(command)) end
return 1
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
  const { short, places, words } = takeLongWords(mergeAdditions(commands));
  const batch = jsonForLua({ ...sortGuards(guards), commands: short, long: places });
  return (await script(redis, [keys.pending], [batch, ...words])) === 1;
};

type HashGuard = readonly [key: string, fields: string[], expected: (string | null)[]];

// Strings are read together, and so are the fields of one hash.
const sortGuards = (guards: readonly Guard[]) => {
  const strings: [keys: string[], expected: (string | null)[]] = [[], []];
  const hashes = new Map<string, HashGuard>();
  for (const { key, field, equals } of guards) {
    const known = hashes.get(key);
    if (field === undefined) {
      strings[0].push(key);
      strings[1].push(equals);
    } else if (known) {
      known[1].push(field);
      known[2].push(equals);
    } else hashes.set(key, [key, [field], [equals]]);
  }
  return { strings, hashes: [...hashes.values()] };
};

/** Lua cannot pass on many more words than this in one call. */
const mostWords = 4000;

// What is added to one sorted set is added by one command. Where something is taken out as well, the order stays.
const mergeAdditions = (commands: readonly Command[]): readonly Command[] => {
  const removed = new Set(commands.map(([name, key]) => (name === 'ZREM' ? key : undefined)));
  const additions = new Map<string | number, [name: string, ...words: (string | number)[]]>();
  const merged: Command[] = [];
  for (const command of commands) {
    const [name, key = '', ...members] = command;
    const known = additions.get(key);
    if (name !== 'ZADD' || removed.has(key)) merged.push(command);
    else if (known && known.length < mostWords) known.push(...members);
    else {
      const addition: [name: string, ...words: (string | number)[]] = [...command];
      additions.set(key, addition);
      merged.push(addition);
    }
  }
  return merged;
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
