import { startRoles } from '../../workers/all.ts';
import { roles as allRoles, type Role, type RunningRole } from '../../workers/role.ts';
import { queuePrefix, type RunningApp } from '../app.ts';
import type { Environment } from '../config/environment.ts';
import { loadConfig } from '../config/load.ts';
import { formatProblem, formatWarning } from '../config/problem.ts';
import type { Config } from '../config/schema.ts';
import type { Env } from '../config/variables.ts';
import { watchConfig } from '../config/watch.ts';
import { openInstallation } from '../installation.ts';
import type { Log } from '../lib/log.ts';
import type { App } from '../pipeline/app.ts';
import { tell } from '../pipeline/tell.ts';
import { startHealth } from '../server/health.ts';
import { lintHeard, remarkLine } from './lint-heard.ts';

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
  try {
    const started = await startDaemon({ ...options, running, config: loaded.config, wanted, load });
    const health = await openHealth(options, running, wanted);
    await untilAborted(signal);
    log.info('stopping: work under way is finished first');
    await started.close();
    await health?.close();
  } finally {
    await running.close();
  }
  return 0;
};

// The inbox answers for its process. Roles without it answer on a port of their own where one is named: the usual one would
// meet that of the next role on the same machine.
const openHealth = async ({ env, environment }: RunOptions, { app }: RunningApp, wanted: readonly Role[]) =>
  wanted.includes('inbox') || !env['PORT']
    ? undefined
    : startHealth(app, wanted.join(','), environment.port, environment.host);

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
}: Daemon): Promise<RunningRole> => {
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

  const refuse = (lines: readonly string[]): void => {
    tell(app, {
      key: `config-${lines.join()}`.slice(0, 200),
      title: 'The changed configuration cannot be used',
      text: `Earshot goes on with the last good one. ${lines.slice(0, 5).join('\n')}`,
    }).catch((err: unknown) => log.error({ err }, 'a bad configuration could not be told'));
  };
  watchConfig({
    folder,
    load,
    current: config,
    signal,
    onGood: (next, summary, warnings) => {
      try {
        running.reload(next);
      } catch (error) {
        return refuse([error instanceof Error ? error.message : String(error)]);
      }
      started.reload?.().catch((err: unknown) => log.error({ err }, 'the new configuration could not be put to work'));
      for (const line of summary) log.info({ config: next.hash }, line);
      for (const warning of warnings) log.warn({ config: next.hash }, formatWarning(warning));
      if (wanted.includes('poller')) warnOfKeywords(app, log);
    },
    onBad: (problems) => refuse(problems.map(formatProblem)),
  });
  return started;
};

const warnOfKeywords = (app: App, log: Log): void => {
  lintHeard(app)
    .then((remarks) => {
      for (const remark of remarks) log.warn({ config: app.setup.config.hash }, remarkLine(remark));
    })
    .catch((err: unknown) => log.error({ err }, 'the keywords could not be tried on what was heard'));
};

const untilAborted = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
