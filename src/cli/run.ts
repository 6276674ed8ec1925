import { startRoles } from '../../workers/all.ts';
import { roles as allRoles, type Role } from '../../workers/role.ts';
import { queuePrefix, type RunningApp } from '../app.ts';
import type { Environment } from '../config/environment.ts';
import { loadConfig } from '../config/load.ts';
import { formatProblem, formatWarning } from '../config/problem.ts';
import type { Config } from '../config/schema.ts';
import type { Env } from '../config/variables.ts';
import { watchConfig } from '../config/watch.ts';
import { openInstallation } from '../installation.ts';
import type { Log } from '../lib/log.ts';
import { tell } from '../pipeline/tell.ts';

export interface RunOptions {
  folder: string;
  environment: Environment;
  env: Env;
  log: Log;
  print: (text: string) => void;
  roles?: readonly Role[];
  /** Ends the daemon. */
  signal: AbortSignal;
}

/**
 * Runs the daemon until its signal ends it: all roles, or those asked for, on one configuration that is read anew whenever its
 * files change.
 *
 * @returns the exit code: 0 after a clean stop, 1 when the configuration cannot be used
 */
export const run = async (options: RunOptions): Promise<number> => {
  const { folder, env, environment, log, print, signal } = options;
  const load = () => loadConfig({ folder, env, requireSecrets: true });
  const loaded = load();
  for (const warning of loaded.warnings) log.warn(formatWarning(warning));
  if (!loaded.ok) {
    for (const problem of loaded.problems) print(formatProblem(problem));
    print(`The configuration in ${folder} cannot be used; nothing was started.`);
    return 1;
  }

  const wanted = options.roles ?? allRoles;
  const running = await openInstallation({ config: loaded.config, environment, log, print, roles: wanted });
  const stopping = await startDaemon({ ...options, running, config: loaded.config, wanted, load });
  await untilAborted(signal);
  log.info('stopping: work under way is finished first');
  await stopping();
  return 0;
};

interface Daemon extends RunOptions {
  running: RunningApp;
  config: Config;
  wanted: readonly Role[];
  load: () => ReturnType<typeof loadConfig>;
}

const startDaemon = async ({
  running,
  config,
  wanted,
  environment,
  folder,
  log,
  signal,
  load,
}: Daemon): Promise<() => Promise<void>> => {
  const { app } = running;
  const started = await startRoles(running, wanted, {
    prefix: queuePrefix('earshot'),
    host: environment.host,
    port: environment.port,
    ...(environment.password && { password: environment.password }),
  });
  log.info(
    {
      roles: wanted.join(','),
      sources: config.sources.length,
      channels: config.channels.length,
      brands: config.brands.length,
      config: config.hash,
    },
    'earshot is listening',
  );

  watchConfig({
    folder,
    load,
    current: config,
    signal,
    onGood: (next, summary) => {
      running.reload(next);
      started.reload?.().catch((err: unknown) => log.error({ err }, 'the new configuration could not be put to work'));
      for (const line of summary) log.info({ config: next.hash }, line);
    },
    onBad: (problems) => {
      const lines = problems.map(formatProblem);
      tell(app, {
        key: `config-${lines.join()}`.slice(0, 200),
        title: 'The changed configuration cannot be used',
        text: `Earshot goes on with the last good one. ${lines.slice(0, 5).join('\n')}`,
      }).catch((err: unknown) => log.error({ err }, 'a bad configuration could not be told'));
    },
  });

  return async () => {
    await started.close();
    await running.close();
  };
};

const untilAborted = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
