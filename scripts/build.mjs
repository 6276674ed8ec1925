// Compiles src and workers to dist, with the files beside the sources that are no TypeScript (styles, models).
// The build is made next to its place and moved there whole: a half build never counts.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const checkout = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = ['src', 'workers'];
const settings = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts/build.mjs'];

/** Builds a checkout and returns the exit code. */
export const build = (root, { ifStale = false, say = console.log } = {}) => {
  const stamp = buildStamp(root);
  const dist = join(root, 'dist');
  if (ifStale && isBuilt(dist, stamp)) return 0;

  say('Building (tsc) ...');
  const draft = join(root, 'node_modules', `.earshot-build-${process.pid}`);
  try {
    const status = compile(root, draft, say);
    if (status !== 0) return status;
    copyRest(root, draft);
    writeFileSync(join(draft, '.stamp'), stamp);
    replace(dist, draft);
    return 0;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
};

const compile = (root, outDir, say) => {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const words = [tsc, '-p', 'tsconfig.build.json', '--outDir', outDir];
  const { status, stdout } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' });
  if (status !== 0) say(stdout.trim());
  return status ?? 1;
};

const copyRest = (root, draft) => {
  for (const file of sourceFiles(root).filter((path) => !/\.tsx?$/.test(path))) {
    mkdirSync(dirname(join(draft, file)), { recursive: true });
    cpSync(join(root, file), join(draft, file));
  }
};

const replace = (dist, draft) => {
  const old = `${draft}-old`;
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(draft, dist);
  rmSync(old, { recursive: true, force: true });
};

const isBuilt = (dist, stamp) =>
  existsSync(join(dist, '.stamp')) && readFileSync(join(dist, '.stamp'), 'utf8') === stamp;

// The contents decide, not the times: a checkout of another branch may put older files in place of newer ones.
const buildStamp = (root) => {
  const hash = createHash('sha256');
  for (const file of [...settings, ...sourceFiles(root)]) {
    const contents = readFileSync(join(root, file));
    hash.update(`${file} ${contents.length}\n`).update(contents);
  }
  return hash.digest('hex');
};

const sourceFiles = (root) =>
  sources.flatMap((folder) => (existsSync(join(root, folder)) ? filesBelow(root, folder) : [])).sort();

const filesBelow = (root, folder) =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(root, path) : [path];
  });

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href)
  process.exitCode = build(checkout, { ifStale: process.argv.includes('--if-stale') });
