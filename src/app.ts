import { randomBytes } from 'node:crypto';
import type { Config } from './config/schema.ts';
import { createHttp } from './lib/http.ts';
import { createLog, type Log } from './lib/log.ts';
import type { Secret } from './lib/schema.ts';
import type { App } from './pipeline/app.ts';
import { createCorrections } from './pipeline/corrections.ts';
import { createQueues } from './queues.ts';
import { createSetup } from './setup.ts';
import { createFresh } from './store/fresh.ts';
import { closeRedis, connectRedis, createKeys, type RedisAddress } from './store/redis.ts';

export interface AppOptions {
  config: Config;
  redis: RedisAddress;
  /** Signs tokens in buttons and links. */
  secret: Secret;
  publicUrl?: string;
  /** Name of the installation in Redis; several can share one Redis. */
  installation?: string;
  log?: Log;
  /** Where text for people goes. */
  print?: (text: string) => void;
}

/** What `createApp` returns: the app, and how to end it. */
export interface RunningApp {
  app: App;
  /** Puts a new configuration in place of the old one; steps under way finish with the one they began with. */
  reload(config: Config): void;
  /** The same app under another configuration, to see what it would do; what runs keeps its own. */
  under(config: Config): App;
  close(): Promise<void>;
}

/**
 * Builds everything a process needs, once; nothing else builds anything. `overrides` replace single parts, for tests.
 *
 * @throws Error when the configuration cannot be put to work (a lexicon that does not load)
 */
export const createApp = (options: AppOptions, overrides: Partial<App> = {}): RunningApp => {
  const installation = options.installation ?? 'earshot';
  const log = options.log ?? createLog();
  const redis = overrides.redis ?? connectRedis(options.redis, log);
  const keys = createKeys(installation);
  const queues = overrides.queues ?? createQueues(redis, queuePrefix(installation));

  const app: App = {
    setup: overrides.setup ?? createSetup(options.config),
    redis,
    keys,
    queues,
    fresh: createFresh(),
    corrections: createCorrections(redis, keys, options.secret),
    http: createHttp(),
    log,
    now: () => new Date(),
    random: Math.random,
    secret: options.secret,
    instance: `${process.pid}-${randomBytes(4).toString('hex')}`,
    ...(options.publicUrl && { publicUrl: options.publicUrl }),
    ...(options.print && { print: options.print }),
    ...overrides,
  };

  return {
    app,
    reload: (config) => {
      app.setup = createSetup(config);
    },
    under: (config) => ({ ...app, setup: createSetup(config) }),
    close: async () => {
      await app.queues.close();
      await app.http.close();
      await closeRedis(app.redis);
    },
  };
};

/** Prefix of all BullMQ keys: the installation's hash tag, so that they share its Cluster slot. */
export const queuePrefix = (installation: string): string => `{${installation}}:q`;
