import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shipped } from '../../src/lib/paths.ts';
import { openSource, SourceSettings, sourceKinds } from '../../src/sources/index.ts';

const folder = shipped('src/sources');
const written = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && name !== 'source.ts')
  .filter((name) => readFileSync(join(folder, name), 'utf8').includes('= defineSource({'))
  .map((name) => basename(name, '.ts'));

test('every source that is written is listed, under the name of its file', () => {
  expect([...sourceKinds.keys()].sort()).toEqual(written.sort());
});

describe.each([...sourceKinds.keys()])('the source %s', (kind) => {
  test('has fixtures', () => {
    const fixtures = shipped('tests/fixtures/sources', kind);

    expect(existsSync(fixtures) ? readdirSync(fixtures) : []).not.toEqual([]);
  });

  test('is put through the contract', () => {
    const path = shipped('tests/sources', `${kind}.test.ts`);

    expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toMatch(/^describeSourceContract\(/m);
  });
});

test('a configured source is opened by its kind', () => {
  const source = openSource({ id: 'x', kind: 'twitter', bearer_token: 'some-token' });

  expect(source).toMatchObject({ id: 'x', kind: 'twitter', family: 'social', every: '2m' });
});

test('an unknown kind is refused with the list of known ones', () => {
  const { error } = SourceSettings.safeParse({ id: 'x', kind: 'myspace' });

  expect(() => openSource({ id: 'x', kind: 'myspace' })).toThrow(/twitter/);
  expect(error?.issues[0]?.path).toEqual(['kind']);
});
