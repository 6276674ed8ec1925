import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { isAlive } from './locks.ts';

/** Where the private Redis of one data folder keeps its things. */
export interface Place {
  /** The data folder, as the person knows it. */
  home: string;
  /** Redis's own folder: append-only files and log. */
  folder: string;
  locks: string;
  socket: string;
}

/** The Redis that was last seen at work on a folder. */
export type Running = z.infer<typeof Running>;
const Running = z.object({ pid: z.int().positive(), startedAt: z.string(), socket: z.string() });

// sun_path holds 108 bytes on Linux, 104 on macOS, the closing zero included: https://man7.org/linux/man-pages/man7/unix.7.html
const longestSocketPath = 100;

/** Makes the folders of a data folder's private Redis and settles on its socket: the one in use, else one that is short enough. */
export const preparePlace = (home: string): Place => {
  const root = resolve(home);
  const locks = join(root, 'locks');
  const wanted = join(root, 'redis');
  for (const folder of [locks, wanted]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const folder = realpathSync(wanted);
  return { home: root, folder, locks, socket: readRunning(folder)?.socket ?? socketFor(folder) };
};

/** The Redis noted for a folder, if it still lives. */
export const readRunning = (folder: string): Running | undefined => {
  try {
    const running = Running.parse(JSON.parse(readFileSync(noteOf(folder), 'utf8')));
    return isAlive(running) ? running : undefined;
  } catch {
    return undefined;
  }
};

/** Notes which Redis works on a folder, so that no second one is ever started on the same files. */
export const writeRunning = (folder: string, running: Running): void => {
  const draft = `${noteOf(folder)}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(running), { mode: 0o600 });
  renameSync(draft, noteOf(folder));
};

/** Forgets the Redis of a folder once it is gone. */
export const clearRunning = (folder: string): void => rmSync(noteOf(folder), { force: true });

const noteOf = (folder: string): string => join(folder, 'running.json');

const socketFor = (folder: string): string => {
  const near = join(folder, 'redis.sock');
  if (Buffer.byteLength(near) <= longestSocketPath) return near;
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const far = join(tmpdir(), `earshot-${hash}`, 'redis.sock');
  if (Buffer.byteLength(far) > longestSocketPath)
    throw new Error(`The paths of the data folder and of the temp folder are too long for a socket: ${far}`);
  claimFolder(dirname(far));
  return far;
};

// Anyone may write to the temp folder: a folder that is not ours alone could hold someone else's socket.
const claimFolder = (folder: string): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (found.isDirectory() && found.uid === userInfo().uid && (found.mode & 0o077) === 0) return;
  throw new Error(`${folder} must be a folder of your own that nobody else can open; remove it and start again`);
};
