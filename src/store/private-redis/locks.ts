import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A running program, named so that a later one with the same number is not taken for it. */
export interface Identity {
  pid: number;
  /** When it started, in the clock of the system it runs on; only ever compared for equality. */
  startedAt: string;
}

export interface Lock {
  release(): void;
}

interface Holder extends Identity {
  /** What is held. */
  name: string;
  file: string;
}

const lockFile = /^(?<name>[a-z][a-z0-9-]*)\.(?<pid>\d+)\.(?<startedAt>\d+)\.[0-9a-f]+\.lock$/;

/**
 * Marks that this program uses something others may use as well. The file's name says all there is to know, so that no reader
 * ever meets a half-written lock; it is unlike any other name, so that anyone may clear away what the dead left behind.
 */
export const hold = (folder: string, name: string): Lock => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { pid, startedAt } = self();
  const file = join(folder, `${name}.${pid}.${startedAt}.${randomBytes(6).toString('hex')}.lock`);
  writeFileSync(file, '', { flag: 'wx', mode: 0o600 });
  return { release: () => rmSync(file, { force: true }) };
};

/**
 * Takes something only one may have. Show first, look second: of two who try at once the later one always sees the earlier
 * one's file, so that both may lose (and try again) but never both win.
 *
 * @returns the lock, or `undefined` while another living program has it
 */
export const tryLock = (folder: string, name: string): Lock | undefined => {
  const lock = hold(folder, name);
  if (holders(folder, name).length === 1) return lock;
  lock.release();
  return undefined;
};

/** The living programs that hold a name (or anything at all) in a folder; files of dead ones are removed on the way. */
export const holders = (folder: string, name?: string): Holder[] =>
  readdirSync(folder)
    .flatMap((file) => readHolder(file))
    .filter((holder) => name === undefined || holder.name === name)
    .filter((holder) => {
      const alive = isAlive(holder);
      if (!alive) rmSync(join(folder, holder.file), { force: true });
      return alive;
    });

/** True while that very program runs; a zombie does not. */
export const isAlive = ({ pid, startedAt }: Identity): boolean => startOf(pid) === startedAt;

/** When a program started, as an opaque number; `undefined` when there is no such program (any more). */
export const startOf = (pid: number, platform: NodeJS.Platform = process.platform): string | undefined =>
  platform === 'linux' ? startFromProc(pid) : startFromPs(pid);

const self = (): Identity => ({ pid: process.pid, startedAt: startOf(process.pid) ?? '0' });

const readHolder = (file: string): Holder[] => {
  const { name, pid, startedAt } = lockFile.exec(file)?.groups ?? {};
  if (name === undefined || startedAt === undefined) return [];
  return [{ name, pid: Number(pid), startedAt, file }];
};

// State is the third field and the start the 22nd, counted after the name, which may itself hold blanks and brackets:
// https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
const startFromProc = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return isGone(fields[0]) ? undefined : fields[19];
  } catch {
    return undefined;
  }
};

// In UTC and without a locale, so that the answer stays the same when the traveller's clock does not.
const startFromPs = (pid: number): string | undefined => {
  try {
    const line = execFileSync('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [, state, start] = /^(\S+)\s+(.+)$/.exec(line.trim()) ?? [];
    return start === undefined || isGone(state) ? undefined : String(Date.parse(`${start} UTC`));
  } catch {
    return undefined;
  }
};

const isGone = (state: string | undefined): boolean => state === undefined || /^[ZX]/.test(state);
