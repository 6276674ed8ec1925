import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLog } from '../../src/lib/log.ts';
import { probe, spawnRedis, stopRedis, untilReady } from '../../src/store/private-redis/child.ts';
import { startOf } from '../../src/store/private-redis/locks.ts';
import { preparePlace, readRunning, writeRunning } from '../../src/store/private-redis/place.ts';
import { describeRedisRisk, openPrivateRedis, type PrivateRedis } from '../../src/store/private-redis.ts';

const holder = fileURLToPath(new URL('./private-redis-holder.ts', import.meta.url));

let root: string;
let home: string;
let lines: string[];
let cleanups: (() => unknown)[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'earshot-private-'));
  home = join(root, 'data');
  lines = [];
  cleanups = [];
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const cleanup of cleanups.reverse()) await cleanup();
  const left = existsSync(join(home, 'redis')) ? readRunning(join(home, 'redis')) : undefined;
  if (left) await stopRedis(left);
  rmSync(root, { recursive: true, force: true });
});

const log = () => createLog({ write: (line) => lines.push(line) });

const opened = (redis: PrivateRedis): PrivateRedis => {
  cleanups.push(() => redis.close());
  return redis;
};

const daemon = async (...roles: string[]) =>
  opened(await openPrivateRedis({ home, log: log(), mode: 'daemon', roles }));

const attach = async () => opened(await openPrivateRedis({ home, log: log(), mode: 'attach' }));

const connect = (socket: string): Redis => {
  const redis = new Redis({ path: socket, maxRetriesPerRequest: null, retryStrategy: () => 10 });
  redis.on('error', () => undefined);
  cleanups.push(() => redis.disconnect());
  return redis;
};

const pidOf = async (socket: string): Promise<number> => {
  const answer = await probe(socket);
  if (answer.state !== 'ready') throw new Error(`Redis is ${answer.state}`);
  return answer.pid;
};

const forked = (...roles: string[]): { program: ChildProcess; told: Promise<unknown> } => {
  const program = fork(holder, [home, ...roles], { execArgv: ['--import', 'tsx'], stdio: 'inherit' });
  cleanups.push(() => program.kill('SIGKILL'));
  return { program, told: once(program, 'message').then(([message]) => message) };
};

const killed = async (program: ChildProcess): Promise<void> => {
  program.kill('SIGKILL');
  await once(program, 'exit');
};

describe('the private Redis', () => {
  test('writes every change to disk, evicts nothing and listens on a socket for its owner alone', async () => {
    const { socket } = await daemon('poller');

    const client = connect(socket);
    const settings = await Promise.all(
      ['appendonly', 'appendfsync', 'maxmemory-policy', 'save', 'port'].map(async (name) => {
        const [setting, value] = (await client.config('GET', name)).map(String);
        return [setting, value];
      }),
    );

    expect(Object.fromEntries(settings)).toEqual({
      appendonly: 'yes',
      appendfsync: 'always',
      'maxmemory-policy': 'noeviction',
      save: '',
      port: '0',
    });
    expect(statSync(socket).mode & 0o777).toBe(0o700);
    expect(statSync(join(home, 'redis', 'appendonlydir')).mode & 0o077).toBe(0);
  });

  test('comes back with everything it held when it is killed', async () => {
    const redis = await daemon('poller');
    const client = connect(redis.socket);
    await client.set('alert', 'al_01');
    const before = await pidOf(redis.socket);

    process.kill(before, 'SIGKILL');
    const kept = await vi.waitFor(async () => {
      expect(await pidOf(redis.socket)).not.toBe(before);
      return client.get('alert');
    });

    expect(kept).toBe('al_01');
    await vi.waitFor(() => expect(lines.join()).toContain('private redis answers again'));
    expect(lines.join()).toContain('private redis is gone');
  });

  test('outlives a daemon that is killed, and the next one adopts it', async () => {
    const first = forked('poller');
    await first.told;
    const { socket } = preparePlace(home);
    const before = await pidOf(socket);
    await connect(socket).set('alert', 'al_01');
    await killed(first.program);

    const next = await daemon('poller');

    expect(next.supervising).toBe(true);
    expect(await pidOf(next.socket)).toBe(before);
    expect(await connect(next.socket).get('alert')).toBe('al_01');
    await next.close();
    expect(await probe(next.socket)).toEqual({ state: 'absent' });
  });

  test('is cared for by a daemon that stays when the one that started it is killed', async () => {
    const starter = forked('poller');
    await starter.told;
    const stays = await daemon('notifier');
    await killed(starter.program);

    process.kill(await pidOf(stays.socket), 'SIGKILL');

    await vi.waitFor(() => expect(stays.supervising).toBe(true));
    expect(await connect(stays.socket).ping()).toBe('PONG');
  });

  test('never opens for two daemons with one role, even when they start in the same instant', async () => {
    const told = await Promise.all([forked('poller').told, forked('poller').told]);

    expect(told.filter((message) => JSON.stringify(message).includes('"opened":true')).length).toBeLessThan(2);
  });

  test('refuses a second daemon with the same role in one clear sentence', async () => {
    await daemon('poller', 'notifier');

    const second = openPrivateRedis({ home, log: log(), mode: 'daemon', roles: ['inbox', 'notifier'] });

    await expect(second).rejects.toThrow(
      `Earshot already runs on the data folder ${home} (notifier; process ${process.pid}). ` +
        'Stop it first, or give this one a folder of its own with EARSHOT_HOME.',
    );
    expect(readdirSync(join(home, 'locks')).filter((file) => file.startsWith('role-inbox'))).toEqual([]);
  });

  test('is shared by roles started separately and stops with the last of them', async () => {
    const [poller, notifier] = await Promise.all([daemon('poller'), daemon('notifier')]);
    const pid = await pidOf(poller.socket);

    await poller.close();
    const afterFirst = await pidOf(notifier.socket);
    await notifier.close();

    expect(afterFirst).toBe(pid);
    expect([poller.supervising, notifier.supervising]).toEqual([false, false]);
    expect(startOf(pid)).toBeUndefined();
  });

  test('stops when all its users leave in the same instant', async () => {
    const users = await Promise.all([daemon('poller'), daemon('notifier'), attach(), attach()]);
    const pid = await pidOf(users[0].socket);

    await Promise.all(users.map((user) => user.close()));

    expect(startOf(pid)).toBeUndefined();
    expect(readdirSync(join(home, 'locks'))).toEqual([]);
  });

  test('is used by a command while a daemon runs and goes on after it', async () => {
    const redis = await daemon('poller');

    const command = await attach();
    const shared = command.supervising ? undefined : command.socket;
    await command.close();

    expect(shared).toBe(redis.socket);
    expect(await connect(redis.socket).ping()).toBe('PONG');
  });

  test('runs for the time of a command when no daemon does', async () => {
    const command = await attach();
    const pid = await pidOf(command.socket);

    await command.close();

    expect(startOf(pid)).toBeUndefined();
  });

  test('takes no notice of a lock whose process number now belongs to another program', async () => {
    mkdirSync(join(home, 'locks'), { recursive: true });
    const stale = join(home, 'locks', `role-poller.${process.ppid}.1.0badcafe.lock`);
    writeFileSync(stale, '');

    await daemon('poller');

    expect(existsSync(stale)).toBe(false);
  });

  test('keeps its socket in the temp folder when the path of the data folder is too long for one', async () => {
    home = join(home, 'a-folder-with-a-long-name'.repeat(6));
    const redis = await daemon('poller');
    await connect(redis.socket).set('alert', 'al_01');

    const folder = dirname(redis.socket);
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }));

    expect(dirname(folder)).toBe(tmpdir());
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(existsSync(join(home, 'redis', 'appendonlydir'))).toBe(true);
  });

  test('will not use a folder in the temp folder that others can open', async () => {
    home = join(home, 'a-folder-with-a-long-name'.repeat(6));
    const first = await daemon('poller');
    const folder = dirname(first.socket);
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    await first.close();
    chmodSync(folder, 0o777);

    await expect(daemon('poller')).rejects.toThrow('must be a folder of your own that nobody else can open');
  });

  test('is stopped and started anew when it lives but its socket is lost', async () => {
    const place = preparePlace(home);
    const child = await spawnRedis(place.folder, place.socket);
    const pid = child.pid ?? 0;
    await untilReady(child, place.folder, place.socket);
    await connect(place.socket).set('alert', 'al_01');
    writeRunning(place.folder, { pid, startedAt: startOf(pid) ?? '', socket: place.socket });
    rmSync(place.socket);

    const redis = await daemon('poller');

    expect(startOf(pid)).toBeUndefined();
    expect(await connect(redis.socket).get('alert')).toBe('al_01');
  });

  test('is never taken for a Redis that keeps its files elsewhere', async () => {
    const place = preparePlace(home);
    const other = join(root, 'other');
    mkdirSync(other);
    const stranger = await spawnRedis(other, place.socket);
    cleanups.push(() => stranger.kill('SIGKILL'));
    await untilReady(stranger, other, place.socket);

    await expect(daemon('poller')).rejects.toThrow(`keeps its files in ${other}, not in ${place.folder}`);
    expect(readdirSync(place.locks)).toEqual([]);
  });

  test('says how to install Redis when there is none', async () => {
    mkdirSync(home, { recursive: true });
    vi.stubEnv('PATH', home);

    await expect(daemon('poller')).rejects.toThrow(
      /^Neither redis-server nor valkey-server .*apt-get install redis-server/,
    );
  });

  test('shows the end of its log when it cannot start', async () => {
    const files = join(home, 'redis', 'appendonlydir');
    mkdirSync(files, { recursive: true });
    writeFileSync(join(files, 'appendonly.aof.manifest'), 'rubbish\n');

    await expect(daemon('poller')).rejects.toThrow(/stopped while starting\. The end of .*redis\.log says: .+/);
    expect(readdirSync(join(home, 'locks'))).toEqual([]);
  });
});

describe('the start of a program', () => {
  test.each(['linux', 'darwin'] as const)('tells it from a later one with the same number (%s)', async (platform) => {
    const program = spawn('sleep', ['60']);
    await once(program, 'spawn');
    const pid = program.pid ?? 0;

    const alive = [startOf(pid, platform), startOf(pid, platform)];
    await killed(program);

    expect(alive[0]).toMatch(/^\d+$/);
    expect(alive[1]).toBe(alive[0]);
    expect(startOf(pid, platform)).toBeUndefined();
  });
});

describe('the risk of a Redis', () => {
  const safe = { maxmemoryPolicy: 'noeviction', appendonly: 'yes', save: '', version: '7.2.4' };

  test.each([
    ['a safe Redis has none', {}, []],
    [
      'an evicting Redis loses alerts',
      { maxmemoryPolicy: 'allkeys-lru' },
      [/evicts keys.*maxmemory-policy noeviction/],
    ],
    ['a Redis in memory loses alerts', { appendonly: 'no' }, [/keeps nothing on disk.*Set appendonly yes/]],
    ['snapshots lose the last alerts', { appendonly: 'no', save: '3600 1' }, [/only snapshots.*save 3600 1/]],
    ['an old Redis is named', { version: '6.0.16' }, [/version 6\.0\.16.*Redis 7 or newer/]],
    [
      'a Redis that may not be asked is named',
      { maxmemoryPolicy: undefined, appendonly: undefined, save: undefined },
      [/does not tell whether it evicts/, /does not tell whether it keeps/],
    ],
  ])('%s', (_, traits, expected) => {
    const sentences = describeRedisRisk({ ...safe, ...traits });

    expect(sentences).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  });
});
