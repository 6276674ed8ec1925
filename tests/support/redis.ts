import { randomBytes } from 'node:crypto';
import { inject, onTestFinished } from 'vitest';
import { createLog } from '../../src/lib/log.ts';
import { connectRedis, createKeys, type Keys, type Redis } from '../../src/store/redis.ts';

/** A connection to the Redis of this run and the keys of an installation of the test's own. */
export const openTestStore = (): { redis: Redis; keys: Keys; installation: string; socket: string } => {
  const socket = inject('redisSocket');
  const installation = `test-${randomBytes(6).toString('hex')}`;
  const redis = connectRedis({ path: socket }, createLog({ level: 'silent' }));
  onTestFinished(async () => {
    await redis.quit();
  });
  return { redis, keys: createKeys(installation), installation, socket };
};
