import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/lib/paths.ts';

/** Which folders of `src` a folder may import from: downwards only, adapters and engines never from each other. */
const mayUse: Record<string, string[]> = {
  domain: [],
  lib: ['domain'],
  sources: ['domain', 'lib'],
  match: ['domain', 'lib'],
  classify: ['domain', 'lib'],
  engines: ['domain', 'lib'],
  channels: ['domain', 'lib'],
  store: ['domain', 'lib'],
  replies: ['domain', 'lib', 'config'],
  learn: ['domain', 'lib', 'match', 'classify'],
  'stand-ins': ['domain', 'lib', 'stand-ins'],
};

const sources = readdirSync(join(packageRoot, 'src'), { recursive: true, encoding: 'utf8' })
  .map((file) => `src/${file.replaceAll('\\', '/')}`)
  .filter((file) => /\.tsx?$/.test(file));

const importsOf = (file: string): string[] =>
  [...readFileSync(join(packageRoot, file), 'utf8').matchAll(/from '(\.[^']+)'|import\('(\.[^']+)'\)/g)].map(
    ([, path, lazy]) => normalize(join(dirname(file), path ?? lazy ?? '')).replaceAll('\\', '/'),
  );

const folderOf = (file: string): string => file.split('/')[1] ?? '';

describe('the layout', () => {
  it.each(Object.entries(mayUse))('src/%s imports only from itself and %j', (folder, allowed) => {
    const strays = sources
      .filter((file) => folderOf(file) === folder)
      .flatMap((file) =>
        importsOf(file)
          .filter((path) => ![folder, ...allowed].includes(folderOf(path)))
          .map((path) => `${file} → ${path}`),
      );

    expect(strays).toEqual([]);
  });

  it('has one place that builds the app: everything else of the pipeline gets it as an argument', () => {
    const builders = sources.filter((file) => importsOf(file).some((path) => path === 'src/setup.ts'));

    expect(builders).toEqual(['src/app.ts']);
  });
});
