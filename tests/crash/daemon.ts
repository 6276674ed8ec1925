import { createApp, queuePrefix } from '../../src/app.ts';
import { loadConfig } from '../../src/config/load.ts';
import { formatProblem } from '../../src/config/problem.ts';
import { createLog } from '../../src/lib/log.ts';
import { Secret } from '../../src/lib/schema.ts';
import type { App } from '../../src/pipeline/app.ts';
import { createSetup } from '../../src/setup.ts';
import { startClassifier } from '../../workers/classifier.ts';
import { startNotifier } from '../../workers/notifier.ts';
import { markedClassifier } from '../support/marked-classifier.ts';

export interface DaemonOrder {
  folder: string;
  socket: string;
  installation: string;
  /** What the configuration takes from the environment. */
  env: Record<string, string>;
  /** How far its clock is ahead. */
  aheadMs: number;
}

/** Judges and rings on an installation until it is closed: the real workers, on the Redis of the run. */
export const startDaemon = async (
  order: DaemonOrder,
  overrides: Partial<App> = {},
): Promise<{ app: App; close(): Promise<void> }> => {
  const loaded = loadConfig({ folder: order.folder, env: order.env });
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));

  const { installation } = order;
  const running = createApp(
    {
      config: loaded.config,
      redis: { path: order.socket },
      installation,
      secret: new Secret('a-secret-for-this-test'),
      log: createLog({ level: 'error' }),
    },
    {
      now: () => new Date(Date.now() + order.aheadMs),
      setup: { ...createSetup(loaded.config), classifier: markedClassifier },
      ...overrides,
    },
  );
  const options = { prefix: queuePrefix(installation), host: '127.0.0.1', port: 0 };
  const roles = [await startClassifier(running, options), await startNotifier(running, options)];
  return {
    app: running.app,
    close: async () => {
      await Promise.all(roles.map((role) => role.close()));
      await running.close();
    },
  };
};
