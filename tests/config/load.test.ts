import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openChannel } from '../../src/channels/index.ts';
import { type Loaded, type LoadOptions, loadConfig } from '../../src/config/load.ts';
import { Secret } from '../../src/lib/schema.ts';
import { openSource } from '../../src/sources/index.ts';
import { folderWith, goodEnv, goodFiles } from './folder.ts';

const main = (...lines: string[]): string => `${goodFiles['earshot.yaml']}${lines.join('\n')}\n`;

const load = (files: Record<string, string>, options: Partial<LoadOptions> = {}): Loaded =>
  loadConfig({ folder: folderWith({ ...goodFiles, ...files }), env: goodEnv, ...options });

const configOf = (loaded: Loaded) => {
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  return loaded.config;
};
const problemsOf = (loaded: Loaded) => (loaded.ok ? [] : loaded.problems.map(({ message }) => message));
const warningsOf = (loaded: Loaded) => loaded.warnings.map(({ message }) => message);

describe('a good configuration', () => {
  it('gives settings that sources and channels can be opened with', () => {
    const loaded = load({
      'earshot.yaml': main('').replace("feed' }", "feed', history: 2h }"),
    });

    const { sources, channels } = configOf(loaded);
    expect(openSource(sources[0])).toMatchObject({ id: 'news', historyMs: 7_200_000 });
    expect(openChannel(channels[0])).toMatchObject({ id: 'phone', wakes: true });
  });

  it('fills in defaults, and the time zone and language of people who name none', () => {
    const people = 'people: [{ id: ana, channels: [phone] }, { id: jan, channels: [phone], language: pl }]';

    const config = configOf(load({ 'earshot.yaml': main(people, 'language: es', 'time_zone: Europe/Madrid') }));

    expect(config.confidence_floor).toBe(0.5);
    expect(config.retention.mentions).toBe(90 * 86_400_000);
    expect(config.people).toMatchObject([
      { id: 'ana', language: 'es', time_zone: 'Europe/Madrid' },
      { id: 'jan', language: 'pl', time_zone: 'Europe/Madrid' },
    ]);
  });

  it('is frozen all the way down', () => {
    const config = configOf(load({}));

    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.brands[0]?.keywords[0])).toBe(true);
    expect(Object.isFrozen(config.sources[0])).toBe(true);
  });

  it('has a hash that changes with any of its files and with nothing else', () => {
    const folder = folderWith(goodFiles);

    const [first, again] = [1, 2].map(() => configOf(loadConfig({ folder, env: goodEnv })).hash);
    const other = configOf(load({ 'brands/tea.yaml': 'brand: Acme Tea\n' })).hash;

    expect(first).toMatch(/^[0-9a-f]{12}$/);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('may repeat itself by anchors', () => {
    const steps =
      'policies: [{ id: default, steps: &steps [{ at: 0%, notify: [phone] }] }, { id: other, steps: *steps }]';

    const { policies } = configOf(load({ 'earshot.yaml': main(steps) }));

    expect(policies[1]?.steps).toEqual(policies[0]?.steps);
  });
});

describe('secrets', () => {
  const topicOf = (loaded: Loaded) => configOf(loaded).channels[0]?.['topic'];

  it('come from the environment and print as [secret]', () => {
    const loaded = load({});

    const topic = topicOf(loaded);
    expect(topic instanceof Secret && topic.reveal()).toBe(goodEnv.EARSHOT_NTFY_TOPIC);
    expect(`${JSON.stringify(loaded)}${inspect(loaded, { depth: null })}`).not.toContain(goodEnv.EARSHOT_NTFY_TOPIC);
  });

  it('come from the file that the _FILE twin names, without the line end', () => {
    const folder = folderWith({ topic: 'from-a-file\n' });

    const topic = topicOf(load({}, { env: { EARSHOT_NTFY_TOPIC_FILE: join(folder, 'topic') } }));

    expect(topic instanceof Secret && topic.reveal()).toBe('from-a-file');
  });

  it('that are not set are a warning to check and a problem to run', () => {
    const checked = load({}, { env: {} });
    const run = load({}, { env: {}, requireSecrets: true });

    expect(checked.ok).toBe(true);
    expect(warningsOf(checked)).toEqual(['EARSHOT_NTFY_TOPIC is not set']);
    expect(problemsOf(run)).toEqual(['EARSHOT_NTFY_TOPIC is not set']);
  });

  it('whose file cannot be read are named with that file', () => {
    const checked = load({}, { env: { EARSHOT_NTFY_TOPIC_FILE: '/nowhere/topic' } });

    expect(warningsOf(checked)).toEqual([
      'EARSHOT_NTFY_TOPIC is not set: the file that EARSHOT_NTFY_TOPIC_FILE names cannot be read',
    ]);
  });

  it('written out in the file are used and complained about', () => {
    const loaded = load({ 'earshot.yaml': goodFiles['earshot.yaml'].replace(/'\$.*'/, 'my-own-topic') });

    expect(warningsOf(loaded)).toEqual([
      `a credential is written out here; move it to the environment, and write \${NAME} in its place`,
    ]);
    const topic = topicOf(loaded);
    expect(topic instanceof Secret && topic.reveal()).toBe('my-own-topic');
  });

  it('never appear in what is said about a setting they were put into', () => {
    const files = { 'earshot.yaml': main(`time_zone: '\${WRONG}'`, `targets: { down: 'x \${WRONG}' }`) };

    const problems = problemsOf(load(files, { env: { ...goodEnv, WRONG: 'hunter2-hunter2' } }));

    expect(problems).toHaveLength(2);
    expect(problems.join()).toContain(`\${WRONG}`);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('leave an entry out that cannot be read without them, and what else is wrong is still told', () => {
    const feed = goodFiles['earshot.yaml'].replace("'https://news.example/feed'", `'\${FEED_URL}'`);

    const checked = load({ 'earshot.yaml': feed });
    const wrong = load({ 'earshot.yaml': `${feed}language: xx\n` });

    expect(configOf(checked).sources).toEqual([]);
    expect(warningsOf(checked)).toEqual(['FEED_URL is not set']);
    expect(problemsOf(wrong)).toEqual(['"language" must be en, es or pl, not "xx"']);
  });

  it.each([
    ['EARSHOT_INTAKE_SECRET_HELP_DESK', 'secret'],
    ['EARSHOT_INTAKE_TOKEN_HELP_DESK', 'token'],
  ])('of a sender are found under %s', (name, setting) => {
    const sender = goodFiles['earshot.yaml'].replace(
      'sources:',
      'sources:\n  - { id: help-desk, kind: intake, family: review }',
    );

    const loaded = load({ 'earshot.yaml': sender }, { env: { ...goodEnv, [name]: 'sender-secret' } });

    const secret = configOf(loaded).sources[0]?.[setting];
    expect(secret instanceof Secret && secret.reveal()).toBe('sender-secret');
    expect(loaded.warnings).toEqual([]);
  });
});

describe('what is missing', () => {
  it('is said of a folder without any configuration', () => {
    const loaded = loadConfig({ folder: folderWith(), env: {} });

    expect(problemsOf(loaded)).toEqual(['there is no such file; `npx earshot init` writes a first one']);
  });

  it('is only a warning as long as there are brand files to try keywords with', () => {
    const loaded = loadConfig({ folder: folderWith({ 'brands/acme.yaml': goodFiles['brands/acme.yaml'] }), env: {} });

    expect(configOf(loaded).brands).toHaveLength(1);
    expect(warningsOf(loaded)).toContain('there is no such file; `npx earshot init` writes a first one');
  });

  it('is said of an empty main file', () => {
    const loaded = loadConfig({ folder: folderWith({ 'earshot.yaml': '# later\n' }), env: {} });

    expect(warningsOf(loaded)).toEqual([
      'no sources: there is nothing to listen to',
      'no brands: write whom to listen for in brands/<name>.yaml',
      expect.stringMatching(/^no channel can wake anybody/),
    ]);
  });

  it('stops a run when rules ring and no channel wakes anybody', () => {
    const files = {
      'earshot.yaml': goodFiles['earshot.yaml'].replace(/ - \{ id: phone.*/, ' - { id: log, kind: console }'),
    };

    const run = load(files, { requireSecrets: true });
    const silent = load(
      { 'earshot.yaml': `${files['earshot.yaml']}rules: [{ when: {}, then: list }]\n` },
      { requireSecrets: true },
    );

    expect(problemsOf(run)).toEqual([expect.stringMatching(/^no channel can wake anybody/)]);
    expect(silent.ok).toBe(true);
  });

  it('is said of a source that searches without keywords', () => {
    const loaded = load({
      'earshot.yaml': goodFiles['earshot.yaml'].replace('sources:', 'sources:\n  - { id: hn, kind: hackernews }'),
      'brands/acme.yaml': 'brand: Acme Coffee\n',
    });

    expect(warningsOf(loaded)).toEqual(['no brand has keywords: this source has nothing to search for']);
  });
});

describe('warnings', () => {
  it('name an account of a kind of source that was probably misspelt', () => {
    const loaded = load({ 'brands/acme.yaml': `${goodFiles['brands/acme.yaml']}own_accounts: { twiter: acme }\n` });

    expect(loaded.warnings).toMatchObject([
      { line: 4, column: 17, message: '"twiter" is no kind of source', suggestion: 'twitter' },
    ]);
  });

  it('name a policy that rings one person only while there are others', () => {
    const loaded = load({
      'earshot.yaml': main(
        'people: [{ id: ana, channels: [phone] }, { id: jan, channels: [phone] }]',
        'policies: [{ id: default, steps: [{ at: 0%, notify: [ana] }, { at: 50%, notify: [ana] }] }]',
      ),
    });

    expect(warningsOf(loaded)).toEqual(['every step of this policy rings ana, and nobody else']);
  });
});

it('plain http to other machines is allowed where the operator says so', () => {
  const files = {
    'earshot.yaml': goodFiles['earshot.yaml'].replace("feed' }", "feed', base_url: 'http://gateway.example' }"),
  };

  const refused = load(files);
  const allowed = load(files, { env: { ...goodEnv, EARSHOT_ALLOW_INSECURE_BASE_URLS: '1' } });

  expect(refused.ok).toBe(false);
  expect(allowed.ok).toBe(true);
});

it('a file that cannot be read is named, and what is in it is not guessed at', () => {
  const readFile = (path: string): string => {
    if (path.endsWith('acme.yaml')) throw Object.assign(new Error('denied'), { code: 'EACCES' });
    return goodFiles['earshot.yaml'];
  };

  const loaded = load({}, { readFile });

  expect(problemsOf(loaded)).toEqual(['this file cannot be read (EACCES)']);
});
