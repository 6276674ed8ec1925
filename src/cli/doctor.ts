import type { Channel } from '../channels/channel.ts';
import { readEnvironment } from '../config/environment.ts';
import { loadConfig } from '../config/load.ts';
import { formatProblem } from '../config/problem.ts';
import type { Config } from '../config/schema.ts';
import { lookAtRedis } from '../installation.ts';
import { Failure } from '../lib/failure.ts';
import type { App } from '../pipeline/app.ts';
import { sourceContext } from '../pipeline/poll.ts';
import { checkEngine } from '../pipeline/second-opinion.ts';
import type { Source } from '../sources/source.ts';
import { environmentOf, logOf, withInstallation } from './attach.ts';
import { notifierRuns } from './daemon.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

/** What one look found. */
interface Diagnosis {
  what: string;
  verdict: 'ok' | 'note' | 'WRONG';
  says: string;
  /** What to do about it. */
  remedy?: string | undefined;
}

/**
 * Looks whether everything works: environment, configuration, Redis, and every source and channel with one cheap call each.
 *
 * @returns the exit code: 1 when something is wrong
 */
export const doctor = async (terminal: Terminal, signal: AbortSignal): Promise<number> => {
  const diagnoses = [...lookAtEnvironment(terminal)];
  const hasEnvironment = readEnvironment(terminal.env).ok;
  const { folder, env } = terminal;
  diagnoses.push(...lookAtConfig(folder, loadConfig({ folder, env, requireSecrets: true })));
  // One variable that is not set is no reason not to look at the rest.
  const loaded = loadConfig({ folder, env });
  if (loaded.ok && hasEnvironment) diagnoses.push(...(await lookAtTheRest(terminal, loaded.config, signal)));

  for (const line of describe(diagnoses)) terminal.print(line);
  return diagnoses.some(({ verdict }) => verdict === 'WRONG') ? 1 : 0;
};

const lookAtEnvironment = ({ env }: Terminal): Diagnosis[] => {
  const what = 'environment';
  const read = readEnvironment(env);
  if (!read.ok) return read.problems.map((says): Diagnosis => ({ what, verdict: 'WRONG', says }));
  const { host, publicUrl, password } = read.environment;
  const open = !['127.0.0.1', '::1', 'localhost'].includes(host) || publicUrl !== undefined;
  if (open && !password)
    return [
      {
        what,
        verdict: 'WRONG',
        says: 'the inbox can be reached from outside and has no password',
        remedy: 'Set EARSHOT_PASSWORD, or leave HOST and EARSHOT_PUBLIC_URL unset.',
      },
    ];
  return [{ what, verdict: 'ok', says: `Node ${process.versions.node}` }];
};

const lookAtConfig = (folder: string, loaded: ReturnType<typeof loadConfig>): Diagnosis[] => {
  const what = 'configuration';
  const said = (verdict: Diagnosis['verdict']) => (problem: Parameters<typeof formatProblem>[0]) => ({
    what,
    verdict,
    says: formatProblem(problem),
  });
  const warnings = loaded.warnings.map(said('note'));
  if (!loaded.ok) return [...loaded.problems.map(said('WRONG')), ...warnings];
  const { sources, channels, brands } = loaded.config;
  const says = `${folder}: ${sources.length} sources, ${channels.length} channels, ${brands.length} brands`;
  return [{ what, verdict: 'ok', says }, ...warnings];
};

const lookAtTheRest = async (terminal: Terminal, config: Config, signal: AbortSignal): Promise<Diagnosis[]> => {
  const diagnoses: Diagnosis[] = [];
  try {
    const environment = environmentOf(terminal);
    // What a failing call would log is what is printed here.
    const log = logOf({ logLevel: terminal.logLevel ?? 'silent' });
    await withInstallation({ config, environment, log }, async (app) => {
      diagnoses.push(...(await examine(app, environment.redisUrl === undefined, signal)));
      return 0;
    });
  } catch (error) {
    diagnoses.push({ what: 'redis', verdict: 'WRONG', says: error instanceof Error ? error.message : String(error) });
  }
  return diagnoses;
};

const examine = async (app: App, isPrivate: boolean, signal: AbortSignal): Promise<Diagnosis[]> => [
  ...(await examineRedis(app, isPrivate)),
  await examineDaemon(app),
  ...(await Promise.all([...app.setup.sources.values()].map((source) => examineSource(app, source, signal)))),
  ...(await Promise.all([...app.setup.channels.values()].map((channel) => examineChannel(app, channel, signal)))),
  ...(await examineEngine(app, signal)),
];

const examineRedis = async (app: App, isPrivate: boolean): Promise<Diagnosis[]> => {
  const what = 'redis';
  const { version, risks } = await lookAtRedis(app.redis);
  const says = `${isPrivate ? 'a private one' : 'the one of REDIS_URL'}${version ? `, version ${version}` : ''}`;
  return [{ what, verdict: 'ok', says }, ...risks.map((risk): Diagnosis => ({ what, verdict: 'WRONG', says: risk }))];
};

const examineDaemon = async (app: App): Promise<Diagnosis> =>
  (await notifierRuns(app))
    ? { what: 'daemon', verdict: 'ok', says: 'is running' }
    : { what: 'daemon', verdict: 'note', says: 'is not running', remedy: 'npm start runs it.' };

const examineSource = async (app: App, source: Source, signal: AbortSignal): Promise<Diagnosis> => {
  const { check } = source;
  return diagnose(
    `source ${source.id}`,
    source.enabled,
    signal,
    check && (async (until) => check(await sourceContext(app, source, until))),
  );
};

const examineChannel = (app: App, channel: Channel, signal: AbortSignal): Promise<Diagnosis> => {
  const { check } = channel;
  return diagnose(
    `channel ${channel.id}`,
    channel.enabled,
    signal,
    check && ((until) => check({ ...app, signal: until })),
  );
};

const examineEngine = async (app: App, signal: AbortSignal): Promise<Diagnosis[]> => {
  const { engine } = app.setup;
  if (!engine) return [];
  return [await diagnose('second opinion', engine.enabled, signal, (until) => checkEngine(app, engine, until))];
};

const patienceMs = 20_000;

const diagnose = async (
  what: string,
  enabled: boolean,
  signal: AbortSignal,
  check: ((signal: AbortSignal) => Promise<string>) | undefined,
): Promise<Diagnosis> => {
  if (!enabled) return { what, verdict: 'note', says: 'switched off (enabled: false)' };
  if (!check) return { what, verdict: 'ok', says: 'nothing to check' };
  try {
    return { what, verdict: 'ok', says: await check(AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])) };
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    return { what, verdict: 'WRONG', says, remedy: error instanceof Failure ? error.remedy : undefined };
  }
};

const describe = (diagnoses: readonly Diagnosis[]): string[] => {
  const rows = table(
    diagnoses.map(({ what, verdict, says }) => [verdict, what, says]),
    '',
  );
  const lines = diagnoses.flatMap(({ remedy }, position) => [
    rows[position] ?? '',
    ...(remedy ? [`       → ${remedy}`] : []),
  ]);
  const wrong = diagnoses.filter(({ verdict }) => verdict === 'WRONG').length;
  return [
    ...lines,
    '',
    wrong === 0 ? 'Everything works.' : `${wrong === 1 ? 'One thing is' : `${wrong} things are`} wrong.`,
  ];
};
