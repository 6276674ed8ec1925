import { z } from 'zod';
import { Sentiment, Urgency } from '../domain/classification.ts';
import { historyCommands } from './alerts.ts';
import type { Keys, Redis } from './redis.ts';
import { transact } from './transaction.ts';

/** What a person says about how an alert was judged. */
export const Verdict = z.discriminatedUnion('verdict', [
  z.object({ verdict: z.literal('right') }),
  z.object({ verdict: z.literal('wrong_level'), level: z.coerce.number().pipe(Urgency) }),
  z.object({ verdict: z.literal('wrong_sentiment'), sentiment: Sentiment.optional() }),
  z.object({ verdict: z.literal('not_us') }),
]);
export type Verdict = z.infer<typeof Verdict>;

/** A verdict as it is kept, with what it is about. */
export type StoredVerdict = Verdict & {
  at: string;
  by: string;
  alertId: string;
  brand: string;
  mentionIds: string[];
};

const kept = 10_000;

/** Keeps a verdict and notes it in the alert's history. */
export const saveVerdict = async (redis: Redis, keys: Keys, given: StoredVerdict): Promise<void> => {
  const note =
    given.verdict === 'wrong_level' ? `wrong level, should be ${given.level}` : given.verdict.replaceAll('_', ' ');
  await transact(
    redis,
    keys,
    [],
    [
      ['RPUSH', keys.feedback, JSON.stringify(given)],
      ['LTRIM', keys.feedback, -kept, -1],
      ...historyCommands(keys, given.alertId, [{ at: given.at, what: 'feedback', by: given.by, note }]),
    ],
  );
};

/** All verdicts that are kept, oldest first. */
export const loadVerdicts = async (redis: Redis, keys: Keys): Promise<StoredVerdict[]> =>
  (await redis.lrange(keys.feedback, 0, -1)).map((json) => JSON.parse(json) as StoredVerdict);
