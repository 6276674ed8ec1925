import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { completed } from '../../scripts/complete-lock.mjs';
import { shipped } from '../../src/lib/paths.ts';

test('a program for another system that npm left out is added as its parent pins it', () => {
  const packages = {
    '': { version: '1.0.0' },
    'node_modules/tool': {
      dev: true,
      optionalDependencies: {
        'tool-linux-x64-gnu': '2.1.0',
        'tool-linux-arm64-musl': '2.1.0',
        'tool-darwin-x64': '2.1.0',
      },
    },
    'node_modules/tool-linux-x64-gnu': { version: '2.1.0', optional: true },
  };

  const full = completed(packages);

  expect(full).toEqual({
    ...packages,
    'node_modules/tool-darwin-x64': { version: '2.1.0', dev: true, optional: true, os: ['darwin'], cpu: ['x64'] },
    'node_modules/tool-linux-arm64-musl': {
      version: '2.1.0',
      dev: true,
      optional: true,
      os: ['linux'],
      cpu: ['arm64'],
      libc: ['musl'],
    },
  });
});

test('the lock file serves every system (if not, run node scripts/complete-lock.mjs)', () => {
  const { packages } = JSON.parse(readFileSync(shipped('package-lock.json'), 'utf8'));

  expect(Object.keys(packages)).toEqual(expect.arrayContaining(Object.keys(completed(packages))));
});
