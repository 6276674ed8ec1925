import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startRoles } from '../../workers/all.ts';
import type { Role } from '../../workers/role.ts';
import { queuePrefix, type RunningApp } from '../app.ts';
import type { Environment } from '../config/environment.ts';
import type { Config } from '../config/schema.ts';
import type { InstallationOptions } from '../installation.ts';
import type { App } from '../pipeline/app.ts';
import type { Keys, Redis } from '../store/redis.ts';
import { environmentOf, logOf, readConfig, withInstallation } from './attach.ts';
import { notifierRuns } from './daemon.ts';
import { untilDelivered } from './replay/drain.ts';
import { feed, forgetProgress } from './replay/feed.ts';
import { lookThrough, type Recording } from './replay/recording.ts';
import { type Tally, tallyOf } from './replay/tally.ts';
import { badLines } from './stream.ts';
import { count, table } from './table.ts';
import type { Terminal } from './terminal.ts';

export interface ReplayOptions {
  file: string;
  /** How much faster than recorded; absent: all at once, the newest written just now. */
  speed?: number | undefined;
  /** Into the real store, out over the real channels. */
  live: boolean;
  /** Where the throw-away store is kept, so that a replay that was killed can go on. */
  keep?: string | undefined;
  /** Without the alerts themselves. */
  quiet: boolean;
  signal: AbortSignal;
}

const working: readonly Role[] = ['classifier', 'notifier'];

/**
 * Feeds recorded mentions through the whole chain, with a store of its own and the terminal as the only channel unless live, and
 * says what became of them.
 *
 * @returns the exit code: 0; 1 when it was stopped or a mention got lost; 2 when a line could not be used
 */
export const replay = async (terminal: Terminal, options: ReplayOptions): Promise<number> => {
  const config = readConfig(terminal, { requireSecrets: options.live });
  const recording = await lookThrough(options.file);
  for (const { line, complaint } of recording.bad) terminal.complain(`line ${line}: ${complaint}`);
  const stage = options.live ? liveStage(terminal, config) : throwAwayStage(terminal, config, options);
  try {
    return await withInstallation(stage.installation, async (app, running) => {
      const code = await perform(terminal, options, recording, app, running, stage);
      if (!options.live && !options.keep) await removeKeys(app.redis, app.keys);
      return code;
    });
  } finally {
    stage.clearAway();
  }
};

interface Stage {
  installation: InstallationOptions;
  name: string;
  clearAway(): void;
}

const liveStage = (terminal: Terminal, config: Config): Stage => ({
  name: 'earshot',
  installation: { config, environment: environmentOf(terminal), log: logOf(terminal), print: terminal.print },
  clearAway: () => undefined,
});

const throwAwayStage = (terminal: Terminal, config: Config, { keep, quiet }: ReplayOptions): Stage => {
  const name = keep ? `replay-${shortHash(resolve(keep))}` : `replay-${randomBytes(6).toString('hex')}`;
  const home = keep ?? mkdtempSync(join(tmpdir(), 'earshot-replay-'));
  mkdirSync(home, { recursive: true });
  const environment: Environment = { ...environmentOf(terminal), home };
  return {
    name,
    installation: {
      config: { ...config, channels: [{ id: 'console', kind: 'console' }], people: [], policies: [] },
      environment,
      log: logOf(terminal),
      print: quiet ? () => undefined : terminal.print,
      roles: working,
      installation: name,
    },
    clearAway: () => {
      if (!keep) rmSync(home, { recursive: true, force: true });
    },
  };
};

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

const perform = async (
  terminal: Terminal,
  { speed, live, keep, signal }: ReplayOptions,
  recording: Recording,
  app: App,
  running: RunningApp,
  { name, installation: { environment } }: Stage,
): Promise<number> => {
  const began = performance.now();
  // A daemon at work on the real store does its part there.
  const wanted = live && (await notifierRuns(app)) ? [] : working;
  const roles = await startRoles(running, wanted, { prefix: queuePrefix(name), host: environment.host, port: 0 });
  try {
    const handed = await feed(app, recording, speed, signal);
    await untilDelivered(app, signal);
    const seconds = (performance.now() - began) / 1000;
    const tally = await tallyOf(app, recording);
    for (const line of describe(recording, tally, { handed, seconds })) terminal.print(line);
    if (signal.aborted) {
      terminal.complain(`stopped before the end${live || keep ? '; started again, it goes on where it was' : ''}`);
      return 1;
    }
    await forgetProgress(app, recording);
    if (tally.lost > 0) return 1;
    return tally.bad > 0 ? badLines : 0;
  } finally {
    await roles.close();
  }
};

const describe = (
  { file }: Recording,
  tally: Tally,
  { handed, seconds }: { handed: number; seconds: number },
): string[] => {
  const parts = (counts: Record<string, number>): string =>
    Object.entries(counts)
      .map(([name, number]) => `${name} ${number}`)
      .join(', ');
  const dropped = [
    ...(tally.duplicates > 0 ? [`${tally.duplicates} twice in the file`] : []),
    ...(tally.own > 0 ? [`${tally.own} by our own accounts`] : []),
    ...(tally.bad > 0 ? [`${count(tally.bad, 'line')} could not be used`] : []),
  ];
  return [
    `Replayed ${file}`,
    ...table([
      ['mentions in', [count(tally.mentions, 'mention'), ...dropped].join('; ')],
      ['stored', `${tally.stored}, of which ${tally.unmatched} matched no keyword; lost ${tally.lost}`],
      ['judged', `${tally.judged}: ${parts(tally.outcomes)}`],
      ['levels', parts(tally.levels)],
      ['alerts', `${count(tally.alerts, 'alert')} opened, ${count(tally.rings, 'ring')} sent`],
      ['time', `${seconds.toFixed(1)} s, ${Math.round(handed / seconds).toLocaleString('en')} mentions a second`],
    ]),
  ];
};

const perScan = 1000;

// Somebody else's Redis must look afterwards as it did before.
const removeKeys = async (redis: Redis, { prefix }: Keys): Promise<void> => {
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', perScan);
    if (keys.length > 0) await redis.unlink(...keys);
    cursor = next;
  } while (cursor !== '0');
};
