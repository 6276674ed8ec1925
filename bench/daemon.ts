import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { build } from '../scripts/build.mjs';
import { packageRoot, shipped } from '../src/lib/paths.ts';

/** The daemon as a user starts it, in a process of its own. */
export interface Daemon {
  /** Milliseconds from the start of the process until it said that it is ready. */
  readyMs: number;
  /** Resident memory of its process in megabytes; Redis is not in it. */
  rssMb(): number;
  stop(): Promise<void>;
}

const patienceMs = 30_000;

/** Builds the program when its build is stale. */
export const ensureBuilt = (): void => {
  if (build(packageRoot, { ifStale: true, say: () => undefined }) !== 0) throw new Error('the program does not build');
};

/** Starts the daemon with all its roles and waits until it is ready. */
export const startDaemon = async (home: string, config: string): Promise<Daemon> => {
  const port = await freePort();
  const start = performance.now();
  const child = spawn(
    process.execPath,
    [shipped('bin', 'earshot.js'), 'run', '--config', config, '--log-level', 'error'],
    {
      cwd: home,
      env: { ...process.env, REDIS_URL: '', EARSHOT_HOME: home, HOST: '127.0.0.1', PORT: String(port) },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const ended = once(child, 'exit');
  await untilReady(child, port);
  return {
    readyMs: performance.now() - start,
    rssMb: () => residentMb(child),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
};

const untilReady = async (child: ChildProcess, port: number): Promise<void> => {
  const giveUp = performance.now() + patienceMs;
  while (performance.now() < giveUp) {
    if (child.exitCode !== null) throw new Error(`the daemon ended with code ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    await wait(5);
  }
  child.kill('SIGKILL');
  throw new Error('the daemon did not get ready');
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
};

// VmRSS is in kB: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
const residentMb = ({ pid }: ChildProcess): number => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
};
