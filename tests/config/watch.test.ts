import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import type { Problem } from '../../src/config/problem.ts';
import { watchConfig } from '../../src/config/watch.ts';
import { folderWith, goodEnv, goodFiles } from './folder.ts';

type Told = { good: string[] } | { bad: Problem[] };

/** Watches a folder with a good configuration; `next` waits for what is told next. */
const watched = (how: { looks: 'by hand' | 'by the system' }) => {
  const folder = folderWith(goodFiles);
  const load = () => loadConfig({ folder, env: goodEnv });
  const current = load();
  if (!current.ok) throw new Error('the configuration to begin with is not good');
  const told: Told[] = [];
  let heard: (() => void) | undefined;
  const tell = (what: Told) => {
    told.push(what);
    heard?.();
  };
  const next = async (): Promise<Told | undefined> => {
    if (told.length === 0) await new Promise<void>((resolve) => (heard = resolve));
    return told.shift();
  };
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  let look = (): void => undefined;

  watchConfig({
    folder,
    load,
    current: current.config,
    onGood: (_, good) => tell({ good }),
    onBad: (bad) => tell({ bad }),
    signal: stop.signal,
    debounceMs: 0,
    repeat: (again) => {
      if (how.looks === 'by hand') look = again;
    },
  });
  return { folder, next, told, look: () => look(), stop: () => stop.abort() };
};

const tea = 'brand: Acme Tea\nkeywords:\n  - { id: name, query: tea }\n';
const brandFile = join('brands', 'acme.yaml');

describe('watching the configuration', () => {
  it('tells of a file that was written anew', async () => {
    const { folder, next } = watched({ looks: 'by the system' });

    writeFileSync(join(folder, brandFile), `${goodFiles['brands/acme.yaml']}  - { id: tea, query: tea }\n`);

    expect(await next()).toEqual({ good: ['1 keyword added in Acme Coffee'] });
  });

  it('tells of a file that an editor put in the place of another', async () => {
    const { folder, next } = watched({ looks: 'by the system' });

    writeFileSync(join(folder, 'brands', '.acme.yaml.swp'), tea);
    renameSync(join(folder, 'brands', '.acme.yaml.swp'), join(folder, brandFile));

    expect(await next()).toEqual({ good: ['1 brand added, 1 removed'] });
  });

  it('notices by looking what the system does not tell, like a folder that came later', async () => {
    const { folder, next, look } = watched({ looks: 'by hand' });
    rmSync(join(folder, 'brands'), { recursive: true });
    look();
    await next();

    mkdirSync(join(folder, 'brands'));
    writeFileSync(join(folder, 'brands', 'tea.yaml'), tea);
    look();

    expect(await next()).toEqual({ good: ['1 brand added'] });
  });

  it.each(['lexicons', 'replies'])('tells of changed %s, also when no setting changed', async (name) => {
    const { folder, next, look } = watched({ looks: 'by hand' });

    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'en.yaml'), 'down: [Sorry.]\n');
    look();

    expect(await next()).toEqual({ good: ['the lexicons or replies changed'] });
  });

  it('tells of a mistake, and of its end even when all is as it was before', async () => {
    const { folder, next } = watched({ looks: 'by the system' });

    writeFileSync(join(folder, 'earshot.yaml'), 'sources: everywhere\n');
    const mistake = await next();
    writeFileSync(join(folder, 'earshot.yaml'), goodFiles['earshot.yaml']);
    const end = await next();

    expect(mistake).toMatchObject({ bad: [{ line: 1, message: '"sources" must be a list, not "everywhere"' }] });
    expect(end).toEqual({ good: ['everything is as it was before'] });
  });

  it('says nothing about a file that is not its own', async () => {
    const { folder, next, told } = watched({ looks: 'by the system' });

    writeFileSync(join(folder, 'notes.txt'), 'nothing');
    writeFileSync(join(folder, 'brands', 'tea.yaml'), tea);
    const first = await next();

    expect(first).toEqual({ good: ['1 brand added'] });
    expect(told).toEqual([]);
  });

  it('ends with its signal', () => {
    const { folder, told, look, stop } = watched({ looks: 'by hand' });

    stop();
    writeFileSync(join(folder, 'earshot.yaml'), 'sources: everywhere\n');
    look();

    expect(told).toEqual([]);
  });
});
