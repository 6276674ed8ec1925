import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, type RunningApp } from '../src/app.ts';
import { loadConfig } from '../src/config/load.ts';
import { formatProblem } from '../src/config/problem.ts';
import type { Config } from '../src/config/schema.ts';
import { createLog } from '../src/lib/log.ts';
import { Secret } from '../src/lib/schema.ts';
import type { App } from '../src/pipeline/app.ts';
import { openPrivateRedis } from '../src/store/private-redis.ts';
import { connectRedis, type Redis } from '../src/store/redis.ts';

/** A folder with a private Redis of its own, as a daemon would have it: append-only file on, every write on the disk. */
export interface Ground {
  redis: Redis;
  /** Writes the files of a configuration and reads them back. */
  config(main: string): Config;
  /** An app of its own installation on this Redis. */
  open(config: Config, installation: string, overrides?: Partial<App>): RunningApp;
  /** Forgets what all installations stored. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

const brand = `
brand: Acme Coffee
own_accounts: { twitter: acmecoffee }
keywords:
  - id: name
    query: '("acme coffee" OR @acmecoffee OR acmecoffee.example) NOT (anvil* OR "road runner")'
  - id: plain
    query: 'acme NEAR/6 (coffee OR latte OR barista OR café OR kawa)'
    languages: [en, es, pl]
`;

/** A folder for a measurement. */
export const openTempFolder = (): { path: string; remove(): void } => {
  const path = mkdtempSync(join(tmpdir(), 'earshot-bench-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};

/** Opens a ground in the temp folder; closing it leaves nothing behind. */
export const openGround = async (): Promise<Ground> => {
  const folder = openTempFolder();
  const home = folder.path;
  const log = createLog({ level: 'error' });
  const own = await openPrivateRedis({ home, log, mode: 'attach' });
  const redis = connectRedis({ path: own.socket }, log);

  return {
    redis,
    config: (main) => readConfig(home, main),
    open: (config, installation, overrides) =>
      createApp(
        { config, redis: { path: own.socket }, secret: new Secret('bench-bench-bench'), installation, log },
        overrides,
      ),
    clear: async () => {
      await redis.flushall();
    },
    close: async () => {
      await redis.quit();
      await own.close();
      folder.remove();
    },
  };
};

/** Writes a configuration for one brand into a folder. */
export const writeConfig = (folder: string, main: string): void => {
  mkdirSync(join(folder, 'brands'), { recursive: true });
  writeFileSync(join(folder, 'earshot.yaml'), main);
  writeFileSync(join(folder, 'brands', 'acme.yaml'), brand);
};

const readConfig = (home: string, main: string): Config => {
  const folder = join(home, 'config');
  writeConfig(folder, main);
  const loaded = loadConfig({ folder, env: {} });
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.config;
};
