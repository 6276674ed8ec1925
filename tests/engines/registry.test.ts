import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EngineSettings, engineKinds, openEngine } from '../../src/engines/index.ts';
import { shipped } from '../../src/lib/paths.ts';

const folder = shipped('src/engines');
const written = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && name !== 'engine.ts')
  .filter((name) => readFileSync(join(folder, name), 'utf8').includes('defineEngine({'))
  .map((name) => basename(name, '.ts'));

describe('the registry of engines', () => {
  it('lists every engine that is written, under the name of its file', () => {
    expect([...engineKinds.keys()].sort()).toEqual(written.sort());
  });

  it.each([...engineKinds.keys()])('knows tests of %s', (kind) => {
    expect(existsSync(shipped('tests/engines', `${kind}.test.ts`))).toBe(true);
  });

  it('opens an engine by its kind, and calls or loads nothing', () => {
    const engine = openEngine({ kind: 'transformers' });

    expect(engine).toMatchObject({ kind: 'transformers', enabled: true, atOnce: 4, patienceMs: 15_000 });
  });

  it('refuses an unknown kind', () => {
    const { error } = EngineSettings.safeParse({ kind: 'oracle' });

    expect(() => openEngine({ kind: 'oracle' })).toThrow(/openai/);
    expect(error?.issues[0]?.path).toEqual(['kind']);
  });
});
