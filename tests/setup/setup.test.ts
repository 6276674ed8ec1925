import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Machine, setUp, thisMachine } from '../../scripts/setup.mjs';

let folder: string;
let bin: string;
let root: string;
let said: string[];
let complaints: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-setup-'));
  bin = join(folder, 'bin');
  root = join(folder, 'checkout');
  said = [];
  complaints = [];
  for (const path of [bin, join(root, 'bin'), join(root, 'scripts')]) mkdirSync(path, { recursive: true });
  writeFileSync(join(root, 'package-lock.json'), '{"lockfileVersion":3}');
  writeFileSync(join(root, 'bin', 'earshot.js'), '', { mode: 0o644 });
  writeFileSync(
    join(root, 'scripts', 'build.mjs'),
    `import { appendFileSync } from 'node:fs';\nappendFileSync(process.env.CALLS, 'build ' + process.argv[2] + '\\n');\n`,
  );
  symlinkSync('/usr/bin/env', join(bin, 'env'));
  fake('npm', 'mkdir -p node_modules/.bin');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

// A stand-in for a system's program: notes how it was called, then does what `script` says with the real machine's programs.
const fake = (program: string, script = ''): void => {
  writeFileSync(
    join(bin, program),
    `#!/bin/sh\necho "${program} $*" >> "$CALLS"\nPATH="$PATH:/usr/bin:/bin"\n${script}\n`,
    { mode: 0o755 },
  );
};

const brings = (program: string): string =>
  `case "$*" in *install*|*add*|*-S*) : > "${join(bin, program)}"; chmod +x "${join(bin, program)}";; esac`;

const machine = (differences: Partial<Machine> = {}): Machine => ({
  ...thisMachine(),
  root,
  platform: 'linux',
  osRelease: join(folder, 'os-release'),
  isRoot: true,
  say: (line) => said.push(line),
  complain: (line) => complaints.push(line),
  ...differences,
  env: { PATH: bin, CALLS: join(folder, 'calls'), ...differences.env },
});

const system = (id: string, like?: string): void =>
  writeFileSync(join(folder, 'os-release'), `NAME="Some"\nID=${id}\n${like ? `ID_LIKE="${like}"\n` : ''}`);

const calls = (): string[] => {
  const file = join(folder, 'calls');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
};

const callsOf = (...programs: string[]): string[] =>
  calls().filter((call) => programs.some((program) => call.startsWith(`${program} `)));

describe('the version of Node', () => {
  test.each(['18.20.8', '20.18.3', '16.0.0'])(
    '%s is too old, and a sentence says so before anything is done',
    (node) => {
      const code = setUp('start', machine({ node }));

      expect(code).toBe(1);
      expect(complaints).toEqual([
        `Earshot needs Node 20.19 or newer, and this is Node ${node}. Install a newer one from https://nodejs.org and try again.`,
      ]);
      expect(calls()).toEqual([]);
    },
  );

  test.each(['20.19.0', '22.12.0', '24.1.0', '26.0.0'])('%s is good', (node) => {
    fake('redis-server');

    expect(setUp('test', machine({ node }))).toBe(0);
  });
});

describe('the packages', () => {
  beforeEach(() => fake('redis-server'));

  test('are installed from the lock file when missing, without running their scripts', () => {
    const code = setUp('check', machine());

    expect(code).toBe(0);
    expect(callsOf('npm')).toEqual(['npm ci --include=dev --ignore-scripts --no-audit --no-fund']);
    expect(said).toEqual(['Installing packages (npm ci) ...']);
  });

  test('are left alone, and nothing is said, when they are those of the lock file', () => {
    setUp('test', machine());
    said = [];

    const code = setUp('test', machine());

    expect(code).toBe(0);
    expect(callsOf('npm')).toHaveLength(1);
    expect(said).toEqual([]);
  });

  test('are installed again when the lock file has changed', () => {
    setUp('test', machine());
    writeFileSync(join(root, 'package-lock.json'), '{"lockfileVersion":3,"packages":{}}');

    setUp('test', machine());

    expect(callsOf('npm')).toHaveLength(2);
  });

  test('that cannot be installed stop everything, with the words of npm', () => {
    fake('npm', 'mkdir -p node_modules; echo "npm error EINTEGRITY" >&2; exit 1');

    const codes = [setUp('start', machine()), setUp('start', machine())];

    expect(codes).toEqual([1, 1]);
    expect(complaints[0]).toContain('The packages cannot be installed. npm says:\nnpm error EINTEGRITY');
    expect(callsOf('build')).toEqual([]);
    expect(callsOf('npm')).toHaveLength(2);
  });

  test('get the command linked beside them, executable', () => {
    setUp('test', machine());

    expect(readlinkSync(join(root, 'node_modules', '.bin', 'earshot'))).toBe('../../bin/earshot.js');
    expect(statSync(join(root, 'bin', 'earshot.js')).mode & 0o111).toBe(0o111);
  });
});

describe('a missing Redis', () => {
  const apt = 'apt-get -o DPkg::Lock::Timeout=120';

  test.each([
    [
      'debian',
      undefined,
      'apt-get',
      'redis-server',
      [`${apt} update`, `${apt} install -y --no-install-recommends redis-server`],
    ],
    [
      'linuxmint',
      'ubuntu debian',
      'apt-get',
      'redis-server',
      [`${apt} update`, `${apt} install -y --no-install-recommends redis-server`],
    ],
    ['fedora', undefined, 'dnf', 'valkey-server', ['dnf install -y valkey']],
    ['alpine', undefined, 'apk', 'redis-server', ['apk add --no-cache redis']],
    ['arch', undefined, 'pacman', 'valkey-server', ['pacman -Sy --noconfirm --needed valkey']],
    ['unheard-of', undefined, 'dnf', 'valkey-server', ['dnf install -y valkey']],
  ])('comes from the package manager of %s', (id, like, program, redis, expected) => {
    system(id, like);
    fake(program, brings(redis));

    const code = setUp('test', machine());

    expect(code).toBe(0);
    expect(callsOf(program, 'sudo')).toEqual(expected);
    expect(said).toContain(`Installing Redis (${program} install) ...`);
  });

  test('comes from Homebrew on macOS, without sudo', () => {
    fake('sudo');
    fake('brew', brings('redis-server'));

    const code = setUp('test', machine({ platform: 'darwin', isRoot: false }));

    expect(code).toBe(0);
    expect(callsOf('brew', 'sudo')).toEqual(['brew install redis']);
  });

  test('is sought under its other name when a release of the system lacks the first', () => {
    system('rocky', 'rhel centos fedora');
    fake('dnf', `case "$*" in *redis*) ${brings('redis-server')};; *) exit 1;; esac`);

    const code = setUp('test', machine());

    expect(code).toBe(0);
    expect(callsOf('dnf')).toEqual(['dnf install -y valkey', 'dnf install -y redis']);
  });

  test('is installed with sudo where sudo asks for no password', () => {
    system('ubuntu', 'debian');
    fake('sudo', `shift; PATH="${bin}"; exec "$@"`);
    fake('true');
    fake('apt-get', brings('redis-server'));

    const code = setUp('test', machine({ isRoot: false }));

    expect(code).toBe(0);
    expect(callsOf('sudo')).toEqual([
      'sudo -n true',
      `sudo -n env DEBIAN_FRONTEND=noninteractive ${apt} update`,
      `sudo -n env DEBIAN_FRONTEND=noninteractive ${apt} install -y --no-install-recommends redis-server`,
    ]);
  });

  test.each([
    ['debian', 'apt-get', 'sudo apt-get install redis-server'],
    ['fedora', 'dnf', 'sudo dnf install valkey'],
    ['alpine', 'apk', 'sudo apk add redis'],
    ['arch', 'pacman', 'sudo pacman -Sy valkey'],
  ])('is left to the person with the one command to type where sudo wants a password (%s)', (id, program, typed) => {
    system(id);
    fake('sudo', 'exit 1');
    fake(program);

    const code = setUp('start', machine({ isRoot: false }));

    expect(code).toBe(1);
    expect(complaints).toEqual([`Redis is missing. Install it with this command, then try again:\n\n  ${typed}\n`]);
    expect(callsOf(program, 'build')).toEqual([]);
  });

  test('is left to the person as root where there is no sudo', () => {
    system('debian');
    fake('apt-get');

    setUp('test', machine({ isRoot: false }));

    expect(complaints[0]).toContain("su -c 'apt-get install redis-server'");
  });

  test('that cannot be installed is reported with the words of the package manager', () => {
    system('alpine');
    fake('apk', 'echo "ERROR: unable to select packages" >&2; exit 1');

    const code = setUp('test', machine());

    expect(code).toBe(1);
    expect(complaints[0]).toMatch(
      /^Redis could not be installed\. Try it by hand:\n\n {2}apk add redis\n\napk says:\nERROR: unable/,
    );
  });

  test('is named where no package manager is known', () => {
    const code = setUp('test', machine());

    expect(code).toBe(1);
    expect(complaints[0]).toMatch(/^Redis is missing, and this system has no package manager that Earshot knows\./);
  });

  test('does not matter to a start with REDIS_URL set', () => {
    const code = setUp('start', machine({ env: { REDIS_URL: 'redis://redis:6379' } }));

    expect(code).toBe(0);
    expect(callsOf('build')).toEqual(['build --if-stale']);
  });

  test('does not matter to the checks', () => {
    expect(setUp('check', machine())).toBe(0);
  });
});

describe('a Redis that is there', () => {
  test.each(['redis-server', 'valkey-server'])('is used as it is (%s)', (program) => {
    system('debian');
    fake('apt-get');
    fake(program);

    const code = setUp('start', machine());

    expect(code).toBe(0);
    expect(callsOf('apt-get', program)).toEqual([]);
  });

  test('counts only when it can be run', () => {
    fake('redis-server');
    chmodSync(join(bin, 'redis-server'), 0o644);

    expect(setUp('test', machine())).toBe(1);
  });
});

describe('the purpose', () => {
  test('builds for a start and not for the tests', () => {
    fake('redis-server');

    setUp('test', machine());
    const afterTest = callsOf('build');
    setUp('start', machine());

    expect(afterTest).toEqual([]);
    expect(callsOf('build')).toEqual(['build --if-stale']);
  });

  test('stops a start whose build fails', () => {
    fake('redis-server');
    writeFileSync(join(root, 'scripts', 'build.mjs'), 'process.exit(2)');

    const code = setUp('start', machine());

    expect(code).toBe(1);
    expect(complaints).toEqual(['The program cannot be built; the lines above say why.']);
  });

  test('must be one that is known', () => {
    expect(setUp(undefined, machine())).toBe(2);
    expect(complaints).toEqual(['Usage: node scripts/setup.mjs start|test|check']);
  });
});
