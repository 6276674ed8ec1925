// Completes package-lock.json for all systems. npm leaves out of it the optional packages (a tool's programs for other
// systems) that it did not look up, and `npm ci` then refuses the lock file: https://github.com/npm/cli/issues/4828.
// Their parents pin them to exact versions, so nothing has to be asked. Run it after adding a package.
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const lockFile = fileURLToPath(new URL('../package-lock.json', import.meta.url));

/** Returns a lock file's packages with the ones that were left out. */
export const completed = (packages) => {
  const { '': root, ...rest } = packages;
  const all = { ...missingFrom(packages), ...rest };
  return { '': root, ...Object.fromEntries(Object.entries(all).sort(([a], [b]) => a.localeCompare(b, 'en'))) };
};

const missingFrom = (packages) =>
  Object.fromEntries(
    Object.entries(packages).flatMap(([path, parent]) =>
      Object.entries(parent.optionalDependencies ?? {})
        .filter(([name]) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`])
        .filter(([, version]) => /^\d+\.\d+\.\d+/.test(version))
        .map(([name, version]) => [`node_modules/${name}`, entryOf(name, version, parent)]),
    ),
  );

// The name ends in the system: `binding-linux-arm64-musl`, `cli-darwin-x64`.
const entryOf = (name, version, parent) => {
  const [, os, cpu, abi] =
    /(android|darwin|freebsd|linux|openharmony|win32)-([a-z0-9]+)(?:-([a-z0-9]+))?$/.exec(name) ?? [];
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    ...(parent.dev && { dev: true }),
    ...(os === 'linux' && (abi === 'gnu' || abi === 'musl') && { libc: [abi === 'gnu' ? 'glibc' : 'musl'] }),
    optional: true,
    ...(os && { os: [os] }),
    ...(parent.engines && { engines: parent.engines }),
  };
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  const lock = JSON.parse(readFileSync(lockFile, 'utf8'));
  writeFileSync(lockFile, `${JSON.stringify({ ...lock, packages: completed(lock.packages) }, null, 2)}\n`);
}
