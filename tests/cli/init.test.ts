import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type InitFlags, type InitOptions, init } from '../../src/cli/init.ts';
import { loadConfig } from '../../src/config/load.ts';
import { folderWith } from '../config/folder.ts';

const run = async (flags: InitFlags, options: Partial<InitOptions> = {}) => {
  const cwd = options.cwd ?? folderWith();
  const folder = join(cwd, 'config');
  const printed: string[] = [];
  let topics = 0;
  const newTopic = () => `earshot-${++topics}`;
  const print = (line: string) => void printed.push(line);
  const code = await init({ folder, flags, print, cwd, newTopic, ...options });
  return { code, cwd, folder, printed };
};

const environmentIn = (cwd: string): Record<string, string> =>
  Object.fromEntries(
    readFileSync(join(cwd, '.env'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => {
        const [name = '', ...value] = line.split('=');
        return [name, value.join('=') || 'filled in by hand'];
      }),
  );

const everything: InitFlags = {
  brand: 'Zoë\'s "Café"',
  x: '@zoescafe',
  languages: 'es, en',
  appstore: '987654321',
  rss: 'https://news.example/feed',
  slack: 'https://hooks.slack.com/services/T0/B0/x',
  timeZone: 'Europe/Madrid',
};

describe('earshot init', () => {
  it('writes a configuration from flags that runs once its environment is filled in', async () => {
    const { code, cwd, folder } = await run(everything);

    const loaded = loadConfig({ folder, env: environmentIn(cwd), requireSecrets: true });
    expect(code).toBe(0);
    expect(loaded).toMatchObject({ ok: true, warnings: [] });
    const config = loaded.ok ? loaded.config : undefined;
    expect(config).toMatchObject({ language: 'es', time_zone: 'Europe/Madrid' });
    expect(config?.sources.map(({ kind }) => kind)).toEqual(['twitter', 'appstore', 'rss', 'hackernews']);
    expect(config?.channels.map(({ kind }) => kind)).toEqual(['ntfy', 'slack', 'console']);
    expect(config?.brands).toMatchObject([
      { brand: 'Zoë\'s "Café"', own_accounts: { twitter: ['zoescafe'] }, keywords: [{ languages: ['es', 'en'] }] },
    ]);
  });

  it('asks a person who is there, and takes empty answers for none', async () => {
    const asked: string[] = [];
    const ask = async (question: string) => {
      asked.push(question);
      return question.startsWith('Name') ? 'Acme Coffee' : '';
    };

    const { cwd, folder, printed } = await run({ timeZone: 'UTC' }, { ask });

    const loaded = loadConfig({ folder, env: environmentIn(cwd), requireSecrets: true });
    expect(asked).toHaveLength(7);
    expect(loaded).toMatchObject({ ok: true, config: { sources: [{ kind: 'hackernews' }] } });
    expect(printed).toContain('on your phone: install the ntfy app and subscribe to earshot-1');
  });

  it('keeps secrets out of the configuration and shows them to their owner only', async () => {
    const { cwd, folder } = await run(everything);

    const written = ['earshot.yaml', 'brands/zoe-s-cafe.yaml'].map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(written.join()).not.toMatch(/earshot-1|hooks\.slack/);
    expect(statSync(join(cwd, '.env')).mode & 0o777).toBe(0o600);
  });

  it('writes over nothing, unless told to', async () => {
    const { cwd, folder } = await run({ brand: 'Acme Coffee' });
    writeFileSync(join(folder, 'earshot.yaml'), '# mine\n');

    const refused = await run({ brand: 'Acme Coffee' }, { cwd });
    const kept = readFileSync(join(folder, 'earshot.yaml'), 'utf8');
    const forced = await run({ brand: 'Acme Coffee', force: true }, { cwd });

    expect(refused.code).toBe(1);
    expect(refused.printed.join('\n')).toContain('is there already');
    expect(kept).toBe('# mine\n');
    expect(forced.code).toBe(0);
    expect(readFileSync(join(folder, 'earshot.yaml'), 'utf8')).not.toBe('# mine\n');
  });

  it('leaves an existing .env alone and prints the lines to add', async () => {
    const cwd = folderWith({ '.env': 'MINE=1\n' });

    const { printed } = await run({ brand: 'Acme Coffee' }, { cwd });

    expect(readFileSync(join(cwd, '.env'), 'utf8')).toBe('MINE=1\n');
    expect(printed).toContain('  EARSHOT_NTFY_TOPIC=earshot-1');
  });

  it('says what it needs when nobody is there to ask', async () => {
    const { code, printed } = await run({});

    expect(code).toBe(1);
    expect(printed).toEqual(['give the name of the brand: npx earshot init --brand "Acme Coffee"']);
  });

  it('can do without a phone', async () => {
    const { cwd, folder } = await run({
      brand: 'Acme',
      ntfy: false,
      slack: 'https://hooks.slack.com/services/T0/B0/x',
    });

    const loaded = loadConfig({ folder, env: environmentIn(cwd), requireSecrets: true });
    expect(loaded).toMatchObject({ ok: true, config: { people: [{ channels: ['team'] }] } });
  });
});
