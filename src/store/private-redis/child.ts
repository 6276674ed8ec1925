import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type Identity, isAlive } from './locks.ts';

/** How a Redis on a socket answers. `loading`: it reads its files; `busy`: something listens there and does not answer. */
export type Answer = { state: 'absent' | 'loading' | 'busy' } | { state: 'ready'; pid: number; folder: string };

const programs = ['redis-server', 'valkey-server'];
const answerWithinMs = 2000;
const pollMs = 10;

const missing =
  'Neither redis-server nor valkey-server is on the PATH. Install one (Debian, Ubuntu: sudo apt-get install redis-server; ' +
  'Fedora: sudo dnf install valkey; Alpine: sudo apk add redis; Arch: sudo pacman -S valkey; macOS: brew install redis), ' +
  'or set REDIS_URL to a Redis of your own.';

/**
 * Starts a Redis that writes every change to disk before it answers and never evicts.
 *
 * @returns once it runs, which is before it answers
 * @throws Error with the command to type when there is no Redis on this machine
 */
export const spawnRedis = async (folder: string, socket: string): Promise<ChildProcess> => {
  for (const program of programs) {
    const child = await launch(program, optionsFor(folder, socket), logFileOf(folder));
    if (child) return child;
  }
  throw new Error(missing);
};

/**
 * Waits until a child answers, or somebody ended it by a signal.
 *
 * @returns whether it answers
 * @throws Error with its last words when it gave up by itself
 */
export const untilReady = async (child: ChildProcess, folder: string, socket: string): Promise<boolean> => {
  while (child.exitCode === null && child.signalCode === null) {
    if ((await probe(socket)).state === 'ready') return true;
    await wait(pollMs);
  }
  if (child.signalCode !== null) return false;
  throw new Error(`The private Redis stopped while starting. ${lastWords(folder)}`);
};

/** Asks who listens on a socket. */
export const probe = async (socket: string): Promise<Answer> => {
  if (!(await isListening(socket))) return { state: 'absent' };
  const redis = new Redis({
    path: socket,
    lazyConnect: true,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    connectTimeout: answerWithinMs,
    commandTimeout: answerWithinMs,
  });
  redis.on('error', () => undefined);
  try {
    await redis.ping();
    const pid = Number(/^process_id:(\d+)/m.exec(await redis.info('server'))?.[1]);
    const [, folder = ''] = (await redis.config('GET', 'dir')).map(String);
    return { state: 'ready', pid, folder };
  } catch (error) {
    return { state: error instanceof Error && error.message.startsWith('LOADING') ? 'loading' : 'busy' };
  } finally {
    redis.disconnect();
  }
};

/** Settles when the Redis on a socket is gone (or was never there), or the signal fires; keeps no program alive. */
export const untilGone = async (socket: string, signal: AbortSignal): Promise<void> => {
  const connection = connect({ path: socket, signal });
  connection.unref();
  connection.on('error', () => undefined);
  connection.resume();
  // Not `once` of node:events, which would reject on the error that comes before the close.
  await new Promise<void>((resolve) => connection.once('close', () => resolve()));
};

/** Ends a Redis as its SHUTDOWN command does, and by force when it has not gone by then: every change is on disk already. */
export const stopRedis = async (redis: Identity, patienceMs = 10_000): Promise<void> => {
  // SIGTERM is a clean shutdown: https://redis.io/docs/latest/operate/oss_and_stack/reference/signals/
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (isAlive(redis)) process.kill(redis.pid, signal);
    if (await goneWithin(redis, patienceMs)) return;
  }
};

const goneWithin = async (redis: Identity, patienceMs: number): Promise<boolean> => {
  for (let waited = 0; waited < patienceMs; waited += pollMs) {
    if (!isAlive(redis)) return true;
    await wait(pollMs);
  }
  return !isAlive(redis);
};

const logFileOf = (folder: string): string => join(folder, 'redis.log');

const optionsFor = (folder: string, socket: string): string[] =>
  Object.entries({
    dir: folder,
    port: '0',
    unixsocket: socket,
    unixsocketperm: '700',
    timeout: '0',
    daemonize: 'no',
    appendonly: 'yes',
    appendfsync: 'always',
    save: '',
    'maxmemory-policy': 'noeviction',
    // A mention is a small hash with a long text in it: kept in one piece it takes half the room.
    'hash-max-listpack-value': '4096',
    loglevel: 'warning',
    logfile: logFileOf(folder),
  }).flatMap(([name, value]) => [`--${name}`, value]);

// A process group of its own: Ctrl-C in the terminal reaches us alone, and we stop Redis last.
const launch = async (program: string, options: string[], logFile: string): Promise<ChildProcess | undefined> => {
  const log = openSync(logFile, 'a', 0o600);
  const umask = process.umask(0o077);
  const child = spawn(program, options, { detached: true, stdio: ['ignore', log, log] });
  process.umask(umask);
  closeSync(log);
  child.unref();
  try {
    await once(child, 'spawn');
    return child;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
};

const isListening = async (socket: string): Promise<boolean> => {
  const connection = connect(socket);
  try {
    await once(connection, 'connect');
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ECONNRESET') return false;
    // A full queue of waiting connections: https://man7.org/linux/man-pages/man2/connect.2.html
    if (code === 'EAGAIN') return true;
    throw error;
  } finally {
    connection.destroy();
  }
};

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

const lastWords = (folder: string): string => {
  const file = logFileOf(folder);
  const lines = readFileSync(file, 'utf8').trim().split('\n').slice(-3);
  return `The end of ${file} says: ${lines.join(' | ') || 'nothing'}`;
};
