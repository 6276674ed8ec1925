import { createHmac } from 'node:crypto';
import type { Classification } from '../domain/classification.ts';
import { type Decision, decide, type Facts } from '../domain/rule.ts';
import { temper } from '../domain/temper.ts';
import { type Corrected, correct } from '../learn/correct.ts';
import { type Learnt, learn } from '../learn/fit.ts';
import type { Secret } from '../lib/schema.ts';
import type { Keys, Redis } from '../store/redis.ts';
import { loadVerdicts, loadVerdictVersions } from '../store/verdicts.ts';
import type { App } from './app.ts';

/** What people's verdicts taught, by brand, kept up to date. */
export interface Corrections {
  /** Takes in what was said since the last time: one command, and nothing more as long as nobody said anything. */
  refresh(): Promise<void>;
  /** `undefined` when nothing was learnt for the brand. */
  correct(brand: string, classification: Classification, text: string): Corrected | undefined;
}

/** Keeps the corrections of this process. They are rebuilt from the verdicts whenever one was given or taken back. */
export const createCorrections = (redis: Redis, keys: Keys, secret: Secret): Corrections => {
  const known = new Map<string, { version: string; learnt: Learnt; keysOf: (word: string) => string[] }>();
  const bring = async (brand: string, version: string): Promise<void> => {
    const verdicts = await loadVerdicts(redis, keys, brand);
    const hashed = verdicts.some(({ examples }) => examples.some(({ words }) => words.some(([word]) => isHash(word))));
    const keysOf = hashed ? (word: string) => [word, hashWord(secret, word)] : (word: string) => [word];
    known.set(brand, { version, learnt: learn(verdicts), keysOf });
  };

  return {
    refresh: async () => {
      const versions = Object.entries(await loadVerdictVersions(redis, keys));
      const stale = versions.filter(([brand, version]) => known.get(brand)?.version !== version);
      await Promise.all(stale.map(([brand, version]) => bring(brand, version)));
    },
    correct: (brand, classification, text) => {
      const of = known.get(brand);
      return of && correct(of.learnt, classification, text, of.keysOf);
    },
  };
};

const hashMark = '#';

/** Whether a learnt word is kept as a hash, because its source wants texts forgotten. */
export const isHash = (word: string): boolean => word.startsWith(hashMark);

/** Stands for a word that may not be kept: recognised when it is met again, not to be read off. */
export const hashWord = (secret: Secret, word: string): string =>
  hashMark + createHmac('sha256', secret.reveal()).update(word).digest('base64url').slice(0, 16);

/** Decides what becomes of a mention by what the classifier says and, if the brand learns, by what people said of others. */
export const decideLearnt = (
  app: App,
  text: string,
  facts: Facts,
): { classification: Classification; decision: Decision } => {
  const { classification, brand, mention } = facts;
  const settings = app.setup.brands.get(brand);
  const ruled = (by: Classification): Decision =>
    decide(
      app.setup.rules(brand),
      { ...facts, classification: by },
      settings?.confidence_floor ?? app.setup.config.confidence_floor,
    );
  const shared = ruled(classification);
  const corrected = settings?.learn === false ? undefined : app.corrections.correct(brand, classification, text);
  if (!corrected || corrected.classification === classification) return { classification, decision: shared };

  const learnt = ruled(corrected.classification);
  const decision = temper({ shared, learnt, notOurs: corrected.notOurs, classification, rating: mention.rating });
  return { classification: corrected.classification, decision };
};
