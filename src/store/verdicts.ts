import type { Lesson } from '../domain/verdict.ts';
import { describeVerdict } from '../domain/verdict.ts';
import { historyCommands } from './alerts.ts';
import type { Keys, Redis } from './redis.ts';
import { type Command, transact } from './transaction.ts';

/** A verdict as it is kept, with what it is about. Mentions are named by `examples`; those of an alert also by `mentionIds`. */
export interface StoredVerdict extends Lesson {
  by: string;
  brand: string;
  mentionIds: readonly string[];
  /** Absent: given on a mention that raised no alert. */
  alertId?: string;
}

/** Verdicts of one brand kept at most. */
const kept = 2000;

/** Keeps a verdict and notes it in the alert's history; whoever judges mentions of the brand sees that there is a new one. */
export const saveVerdict = async (redis: Redis, keys: Keys, given: StoredVerdict): Promise<void> => {
  const list = keys.verdicts(given.brand);
  await transact(
    redis,
    keys,
    [],
    [
      ['RPUSH', list, JSON.stringify(given)],
      ['LTRIM', list, -kept, -1],
      ['HINCRBY', keys.verdictVersions, given.brand, 1],
      ...note(keys, given, { at: given.at, by: given.by, says: describeVerdict(given.verdict) }),
    ],
  );
};

/**
 * Takes a verdict back: what it taught is forgotten.
 *
 * @returns what was taken back, or `undefined` when there is no such verdict
 */
export const removeVerdict = async (
  redis: Redis,
  keys: Keys,
  id: string,
  { at, by }: { at: string; by: string },
): Promise<StoredVerdict | undefined> => {
  for (const brand of Object.keys(await loadVerdictVersions(redis, keys))) {
    const rows = await redis.lrange(keys.verdicts(brand), 0, -1);
    for (const json of rows) {
      const given = readVerdict(json);
      if (given.id !== id) continue;
      await transact(
        redis,
        keys,
        [],
        [
          ['LREM', keys.verdicts(brand), 1, json],
          ['HINCRBY', keys.verdictVersions, brand, 1],
          ...note(keys, given, { at, by, says: `taken back: ${describeVerdict(given.verdict)}` }),
        ],
      );
      return given;
    }
  }
  return undefined;
};

const note = (
  keys: Keys,
  { alertId }: StoredVerdict,
  { at, by, says }: { at: string; by: string; says: string },
): Command[] => (alertId ? historyCommands(keys, alertId, [{ at, what: 'feedback', by, note: says }]) : []);

/** By brand, a number that changes with every verdict given or taken back. Brands without verdicts are left out. */
export const loadVerdictVersions = (redis: Redis, keys: Keys): Promise<Record<string, string>> =>
  redis.hgetall(keys.verdictVersions);

/** The verdicts on one brand, oldest first. */
export const loadVerdicts = async (redis: Redis, keys: Keys, brand: string): Promise<StoredVerdict[]> =>
  (await redis.lrange(keys.verdicts(brand), 0, -1)).map(readVerdict);

const readVerdict = (json: string): StoredVerdict => JSON.parse(json) as StoredVerdict;
