import { type AppOptions, createApp, type RunningApp } from './app.ts';
import type { Environment } from './config/environment.ts';
import { ensureSecret } from './config/environment.ts';
import type { Config } from './config/schema.ts';
import type { Log } from './lib/log.ts';
import { describeRedisRisk, openPrivateRedis } from './store/private-redis.ts';
import type { Redis, RedisAddress } from './store/redis.ts';

export interface InstallationOptions {
  config: Config;
  environment: Environment;
  log: Log;
  print?: (text: string) => void;
  /** Roles of a daemon; absent: a command, which uses the running Redis or has one for as long as it takes. */
  roles?: readonly string[];
  installation?: string;
}

/**
 * Opens the app on the Redis of this installation: the one `REDIS_URL` names, otherwise a private one in the data folder.
 * Closing lets go of both.
 *
 * @throws Error when another daemon with one of the roles runs on the data folder, or Redis is missing
 */
export const openInstallation = async (options: InstallationOptions): Promise<RunningApp> => {
  const { config, environment, log } = options;
  const redis = await openRedis(options);
  const appOptions: AppOptions = {
    config,
    redis: redis.address,
    secret: environment.secret ?? ensureSecret(environment.home),
    log,
    ...(environment.publicUrl && { publicUrl: environment.publicUrl }),
    ...(options.installation && { installation: options.installation }),
    ...(options.print && { print: options.print }),
  };
  const running = createApp(appOptions);
  if (options.roles && environment.redisUrl) await warnOfRisks(running.app.redis, log);
  return {
    ...running,
    close: async () => {
      await running.close();
      await redis.close();
    },
  };
};

const openRedis = async ({
  environment,
  log,
  roles,
}: InstallationOptions): Promise<{ address: RedisAddress; close(): Promise<void> }> => {
  if (environment.redisUrl) return { address: { url: environment.redisUrl.reveal() }, close: async () => undefined };
  const place = { home: environment.home, log };
  const own = await openPrivateRedis(roles ? { ...place, mode: 'daemon', roles } : { ...place, mode: 'attach' });
  return { address: { path: own.socket }, close: () => own.close() };
};

// Somebody else's Redis may evict or forget; that is worth a word at every start (design §2.1).
const warnOfRisks = async (redis: Redis, log: Log): Promise<void> => {
  for (const risk of (await lookAtRedis(redis)).risks) log.warn(risk);
};

/** Asks a Redis what it is, and what of it is a way to lose alerts. */
export const lookAtRedis = async (redis: Redis): Promise<{ version: string | undefined; risks: string[] }> => {
  const setting = async (name: string): Promise<string | undefined> => {
    const answer = await redis.config('GET', name).catch(() => []);
    return Array.isArray(answer) && typeof answer[1] === 'string' ? answer[1] : undefined;
  };
  const [maxmemoryPolicy, appendonly, save] = await Promise.all(
    ['maxmemory-policy', 'appendonly', 'save'].map(setting),
  );
  const version = /redis_version:(\S+)/.exec(await redis.info('server').catch(() => ''))?.[1];
  return { version, risks: describeRedisRisk({ maxmemoryPolicy, appendonly, save, version }) };
};
