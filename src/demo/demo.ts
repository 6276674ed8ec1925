import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startRoles } from '../../workers/all.ts';
import { roles } from '../../workers/role.ts';
import { queuePrefix } from '../app.ts';
import type { Environment } from '../config/environment.ts';
import { loadConfig } from '../config/load.ts';
import { formatProblem } from '../config/problem.ts';
import { openInstallation } from '../installation.ts';
import type { Log } from '../lib/log.ts';
import { shipped } from '../lib/paths.ts';
import { createNarrator } from './narrator.ts';
import { openStage, type Stage } from './stage.ts';
import { type Scene, story } from './story.ts';

export interface DemoOptions {
  environment: Environment;
  log: Log;
  print: (text: string) => void;
  signal: AbortSignal;
  /** What happens, and when; the shipped story unless given. */
  scenes?: readonly Scene[];
}

const narrateEveryMs = 200;
const installation = 'earshot-demo';

/**
 * Runs the whole pipeline with the real adapters against played vendors, until the signal ends it. It has a data folder of its
 * own, so that every demonstration begins anew and touches nothing else.
 *
 * @returns the exit code
 */
export const runDemo = async ({ environment, log, print, signal, scenes = story }: DemoOptions): Promise<number> => {
  const home = join(environment.home, 'demo');
  const stage = await openStage(scenes, () => new Date());
  const loaded = loadConfig({ folder: shipped('config', 'demo'), env: stage.env, requireSecrets: true });
  if (!loaded.ok) {
    for (const problem of loaded.problems) print(formatProblem(problem));
    return 1;
  }

  rmSync(join(home, 'redis'), { recursive: true, force: true });
  // What rings is told after what was heard: the terminal's messages wait for the narrator.
  const messages: string[] = [];
  const running = await openInstallation({
    config: loaded.config,
    environment: { ...environment, redisUrl: undefined, home },
    log,
    print: (text) => void messages.push(text),
    roles,
    installation,
  });
  const started = await startRoles(running, roles, {
    prefix: queuePrefix(installation),
    host: environment.host,
    port: environment.port,
    ...(environment.password && { password: environment.password }),
  });

  print(welcome(environment));
  const narrate = createNarrator(running.app, print);
  const narrateAll = async (): Promise<void> => {
    const waiting = messages.splice(0);
    await narrate();
    for (const text of waiting) print(indented(text));
  };
  await Promise.all([tellStory(stage, scenes, signal), repeat(narrateAll, signal)]);

  await started.close();
  await running.close();
  await stage.close();
  return 0;
};

const indented = (text: string): string => text.trimEnd().replace(/^/gm, '          │ ');

const welcome = ({ host, port }: Environment): string =>
  [
    '',
    '  This is a demonstration: X, Trustpilot, the App Store, Slack and your phone are played on this machine.',
    `  Open the inbox:              http://${host}:${port}   ("I'm on it" stops the ringing)`,
    '  Connect your own accounts:   npx earshot init',
    '',
  ].join('\n');

const tellStory = async (stage: Stage, scenes: readonly Scene[], signal: AbortSignal): Promise<void> => {
  const began = Date.now();
  for (const scene of [...scenes].sort((a, b) => a.at - b.at)) {
    await wait(Math.max(0, began + scene.at * 1000 - Date.now()), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    stage.play(scene);
  }
};

const repeat = async (step: () => Promise<void>, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    await step();
    await wait(narrateEveryMs, undefined, { signal }).catch(() => undefined);
  }
};
