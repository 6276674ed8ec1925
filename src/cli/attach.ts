import type { RunningApp } from '../app.ts';
import { type Environment, readEnvironment } from '../config/environment.ts';
import { shownPath } from '../config/files.ts';
import { loadConfig } from '../config/load.ts';
import { formatProblem, formatWarning } from '../config/problem.ts';
import type { Config } from '../config/schema.ts';
import { type InstallationOptions, openInstallation } from '../installation.ts';
import { createLog, type Log } from '../lib/log.ts';
import type { App } from '../pipeline/app.ts';
import type { Redis } from '../store/redis.ts';
import type { Terminal } from './terminal.ts';

/**
 * Reads what Earshot takes from the environment.
 *
 * @throws Error with a line for each variable that cannot be used
 */
export const environmentOf = ({ env }: Pick<Terminal, 'env'>): Environment => {
  const read = readEnvironment(env);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.environment;
};

/** Creates the log of a command: for people when they watch, for machines otherwise. Only the daemon tells what went well. */
export const logOf = ({ logLevel }: Pick<Terminal, 'logLevel'>, usual: 'warn' | 'info' = 'warn'): Log =>
  createLog({ level: logLevel ?? usual, format: process.stderr.isTTY ? 'plain' : 'json' });

/**
 * Reads the configuration for a command.
 *
 * @param requireSecrets for what talks to the outside: variables that are not set, and nobody to wake, are then problems
 * @throws Error when it cannot be used; its problems are written before
 */
export const readConfig = (
  { folder, env, complain }: Pick<Terminal, 'folder' | 'env' | 'complain'>,
  { requireSecrets = false, warn = false }: { requireSecrets?: boolean; warn?: boolean } = {},
): Config => {
  const loaded = loadConfig({ folder, env, requireSecrets });
  if (warn) for (const warning of loaded.warnings) complain(formatWarning(warning));
  if (loaded.ok) return loaded.config;
  for (const problem of loaded.problems) complain(formatProblem(problem));
  throw new Error(`the configuration in ${shownPath(folder) || '.'} cannot be used; nothing was done`);
};

/** Runs a command's work on the running Redis of this installation, or has one for as long as it takes. */
export const withApp = async (
  terminal: Terminal,
  work: (app: App, running: RunningApp) => Promise<number>,
  needs: { requireSecrets?: boolean; warn?: boolean } = {},
): Promise<number> => {
  const config = readConfig(terminal, needs);
  return withInstallation(
    { config, environment: environmentOf(terminal), log: logOf(terminal), print: terminal.print },
    work,
  );
};

/** The same for an installation of one's own choice. */
export const withInstallation = async (
  options: InstallationOptions,
  work: (app: App, running: RunningApp) => Promise<number>,
): Promise<number> => {
  const running = await openInstallation(options);
  await answering(running.app.redis);
  try {
    return await work(running.app, running);
  } finally {
    await running.close();
  }
};

const patienceMs = 5000;

// A daemon waits for its Redis however long that takes; somebody at a terminal wants to know.
const answering = async (redis: Redis): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const tired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Redis does not answer: see whether REDIS_URL is right')), patienceMs);
  });
  try {
    await Promise.race([redis.ping(), tired]);
  } catch (error) {
    redis.disconnect();
    throw error;
  } finally {
    clearTimeout(timer);
  }
};
