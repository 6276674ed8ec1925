// Makes a fresh checkout ready: Node's version, the locked packages, a Redis, the build. Plain JavaScript without
// dependencies, in the language of Node 14, so that even an old Node gets far enough to say that it is too old.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const checkout = dirname(dirname(fileURLToPath(import.meta.url)));
const oldestNode = [20, 19];
const redisPrograms = ['redis-server', 'valkey-server'];

/** What set-up touches of the machine; tests give it another one. */
export const thisMachine = () => ({
  root: checkout,
  node: process.versions.node,
  platform: process.platform,
  osRelease: '/etc/os-release',
  env: process.env,
  isRoot: typeof process.getuid === 'function' && process.getuid() === 0,
  say: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
});

const steps = {
  start: [installPackages, linkCommand, getRedisUnlessGiven, buildProgram],
  test: [installPackages, linkCommand, getRedis],
  check: [installPackages, linkCommand],
};

/** Runs the set-up for `start`, `test` or `check` and returns the exit code. */
export const setUp = (purpose, machine = thisMachine()) => {
  const wanted = steps[purpose];
  if (wanted === undefined) {
    machine.complain(`Usage: node scripts/setup.mjs ${Object.keys(steps).join('|')}`);
    return 2;
  }
  const problem = nodeProblem(machine.node) || firstProblem(wanted, machine);
  if (problem === undefined) return 0;
  machine.complain(problem);
  return 1;
};

// Like every step: the sentence that ends set-up, or nothing.
const nodeProblem = (version) => {
  const [major, minor] = version.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return undefined;
  return `Earshot needs Node ${oldestNode.join('.')} or newer, and this is Node ${version}. Install a newer one from https://nodejs.org and try again.`;
};

const firstProblem = (wanted, machine) => {
  for (const step of wanted) {
    const problem = step(machine);
    if (problem !== undefined) return problem;
  }
  return undefined;
};

// Installs the packages of the lock file when they are missing or are others.
function installPackages(machine) {
  const stamp = join(machine.root, 'node_modules', '.earshot-setup');
  const wanted = packageStamp(machine.root);
  if (readOr(stamp, '') === wanted) return undefined;
  machine.say('Installing packages (npm ci) ...');
  const done = run(machine, ['npm', 'ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund']);
  if (!done.ok) return `The packages cannot be installed. ${lockHint(done.output)}npm says:\n${done.output}`;
  writeFileSync(stamp, wanted);
  return undefined;
}

const lockHint = (output) =>
  /Missing: \S+ from lock file/.test(output)
    ? 'When the lock file lacks packages of other systems, node scripts/complete-lock.mjs adds them. '
    : '';

// Some packages hold binaries of one platform: a checkout that moved into a container needs others.
const packageStamp = (root) =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex');

// Lets `npx earshot` find the program in the checkout, as if it were an installed package.
function linkCommand(machine) {
  const link = join(machine.root, 'node_modules', '.bin', 'earshot');
  const program = join(machine.root, 'bin', 'earshot.js');
  if ((statSync(program).mode & 0o111) === 0) chmodSync(program, 0o755);
  if (lstatSync(link, { throwIfNoEntry: false }) === undefined) symlinkSync('../../bin/earshot.js', link);
  return undefined;
}

function getRedisUnlessGiven(machine) {
  return machine.env.REDIS_URL ? undefined : getRedis(machine);
}

// Gets a Redis from the system's package manager, or names the one command to type.
function getRedis(machine) {
  if (hasRedis(machine)) return undefined;
  const manager = packageManager(machine);
  if (manager === undefined)
    return 'Redis is missing, and this system has no package manager that Earshot knows. Install redis-server or valkey-server (version 7 or newer), or set REDIS_URL to a Redis that runs elsewhere.';

  const prefix = rightToInstall(machine, manager);
  if (prefix === undefined)
    return `Redis is missing. Install it with this command, then try again:\n\n  ${byHand(machine, manager)}\n`;

  machine.say(`Installing Redis (${manager.program} install) ...`);
  const output = manager.attempts
    .map((attempt) => (hasRedis(machine) ? '' : runAll(machine, prefix, attempt)))
    .join('');
  if (hasRedis(machine)) return undefined;
  return `Redis could not be installed. Try it by hand:\n\n  ${byHand(machine, manager)}\n\n${manager.program} says:\n${output}`;
}

const hasRedis = (machine) => redisPrograms.some((program) => isOnPath(machine, program));

// Each attempt is a list of commands; the next one is made when the last brought no Redis (an older or newer release of the
// system has it under the other name).
const managers = {
  debian: {
    program: 'apt-get',
    attempts: [
      [aptGet('update'), aptGet('install', '-y', '--no-install-recommends', 'redis-server')],
      [aptGet('install', '-y', '--no-install-recommends', 'valkey-server')],
    ],
    typed: 'apt-get install redis-server',
  },
  fedora: {
    program: 'dnf',
    attempts: [[['dnf', 'install', '-y', 'valkey']], [['dnf', 'install', '-y', 'redis']]],
    typed: 'dnf install valkey',
  },
  alpine: {
    program: 'apk',
    attempts: [[['apk', 'add', '--no-cache', 'redis']], [['apk', 'add', '--no-cache', 'valkey']]],
    typed: 'apk add redis',
  },
  arch: {
    program: 'pacman',
    attempts: [
      [['pacman', '-Sy', '--noconfirm', '--needed', 'valkey']],
      [['pacman', '-Sy', '--noconfirm', '--needed', 'redis']],
    ],
    typed: 'pacman -Sy valkey',
  },
  macos: { program: 'brew', attempts: [[['brew', 'install', 'redis']]], typed: 'brew install redis', asUser: true },
};

// Nobody is there to answer the questions of a package, and a new machine may still be busy with its first updates.
function aptGet(...words) {
  return ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-o', 'DPkg::Lock::Timeout=120', ...words];
}

const families = [
  ['debian', /\b(debian|ubuntu)\b/],
  ['fedora', /\b(fedora|rhel|centos)\b/],
  ['alpine', /\balpine\b/],
  ['arch', /\barch\b/],
];

const packageManager = (machine) => {
  const known = managers[systemFamily(machine)];
  if (known !== undefined && isOnPath(machine, known.program)) return known;
  return Object.values(managers).find((manager) => isOnPath(machine, manager.program));
};

// https://www.freedesktop.org/software/systemd/man/latest/os-release.html: ID is the system, ID_LIKE its relatives.
const systemFamily = (machine) => {
  if (machine.platform === 'darwin') return 'macos';
  const ids = readOr(machine.osRelease, '')
    .split('\n')
    .filter((line) => /^ID(_LIKE)?=/.test(line))
    .join(' ');
  const found = families.find(([, pattern]) => pattern.test(ids));
  return found === undefined ? undefined : found[0];
};

// Homebrew refuses to run as root; the others refuse to run as anyone else.
const rightToInstall = (machine, manager) => {
  if (manager.asUser || machine.isRoot) return [];
  return isOnPath(machine, 'sudo') && run(machine, ['sudo', '-n', 'true']).ok ? ['sudo', '-n'] : undefined;
};

const byHand = (machine, manager) => {
  if (manager.asUser || machine.isRoot) return manager.typed;
  return isOnPath(machine, 'sudo') ? `sudo ${manager.typed}` : `su -c '${manager.typed}'`;
};

const runAll = (machine, prefix, commands) =>
  commands
    .map((command) => run(machine, [...prefix, ...command]))
    .filter((done) => !done.ok)
    .map((done) => done.output)
    .join('');

// Builds the program when its sources are not those of the last build.
function buildProgram(machine) {
  const done = run(machine, [process.execPath, join(machine.root, 'scripts', 'build.mjs'), '--if-stale'], 'inherit');
  return done.ok ? undefined : 'The program cannot be built; the lines above say why.';
}

const isOnPath = (machine, program) =>
  (machine.env.PATH || '').split(delimiter).some((folder) => folder !== '' && isExecutable(join(folder, program)));

const isExecutable = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
};

// Without standard input nothing can stop to ask; what a command prints is shown only when it fails.
const run = (machine, [program, ...words], output = 'pipe') => {
  const done = spawnSync(program, words, {
    cwd: machine.root,
    env: machine.env,
    stdio: ['ignore', output, output],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const said = [done.stdout, done.stderr, done.error?.message];
  return { ok: done.status === 0, output: said.filter(Boolean).join('\n') };
};

const readOr = (file, otherwise) => (existsSync(file) ? readFileSync(file, 'utf8') : otherwise);

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href)
  process.exitCode = setUp(process.argv[2]);
