import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { status } from '../../src/cli/status-text.ts';
import { startOpenAi } from '../../src/stand-ins/openai.ts';
import { saveEngineHealth } from '../../src/store/opinions.ts';
import { folderWith } from '../config/folder.ts';
import { configOf, openWorld } from '../support/world.ts';
import { run } from './arrange.ts';

const brand = 'brand: Acme\nkeywords:\n  - { id: name, query: acme }\n';

const section = (url: string, more: string) =>
  `second_opinion: { kind: openai, base_url: '${url}', model: played-mini, ${more} }\n`;

const arrange = async (more: string) => {
  const server = await startOpenAi({ apiKey: 'sk-right' });
  onTestFinished(() => server.close());
  return { server, main: section(`${server.url}/v1`, more) };
};

const doctor = (main: string, key: string) =>
  run(['doctor', '--config', folderWith({ 'earshot.yaml': main, 'brands/acme.yaml': brand })], {
    env: { REDIS_URL: `unix://${inject('redisSocket')}`, EARSHOT_OPENAI_API_KEY: key },
  });

describe('earshot doctor', () => {
  it('asks the engine one short question', async () => {
    const { server, main } = await arrange(`api_key: '\${EARSHOT_OPENAI_API_KEY}'`);

    const { output } = await doctor(main, 'sk-right');

    expect(output).toMatch(/^ok +second opinion +openai played-mini judges “Thank you .*” as neutral$/m);
    expect(server.requests).toHaveLength(1);
  });

  it('says when its key does not work, and shows no key', async () => {
    const { main } = await arrange(`api_key: '\${EARSHOT_OPENAI_API_KEY}'`);

    const { output } = await doctor(main, 'sk-wrong');

    expect(output).toMatch(/^WRONG {2}second opinion +POST 127\.0\.0\.1:\d+ answered 401$/m);
    expect(output).not.toContain('sk-wrong');
  });
});

describe('earshot status', () => {
  it('shows how the engine is doing and what it has cost', async () => {
    const prices = 'usd_per_month: 5, usd_per_million_input: 1, usd_per_million_output: 1';
    const { main } = await arrange(`budget: { requests_per_day: 200, ${prices} }`);
    const { app, now } = openWorld(configOf(main, { acme: brand }));
    const health = { triedAt: now().toISOString(), failures: 3, problem: 'POST engine.example answered 503' };
    await saveEngineHealth(app.redis, app.keys, 'openai played-mini', health);
    const lines: string[] = [];

    await status(app, { format: 'table', print: (line) => void lines.push(line) });

    expect(lines.join('\n')).toMatch(
      /Second opinion\n +openai played-mini +FAILED .*\(3 in a row\): POST engine\.example answered 503 +asked 0 of 200 today +\$0\.00 of \$5 this month/,
    );
  });

  it('says nothing of it when nobody is asked', async () => {
    const { app } = openWorld(configOf('', { acme: brand }));
    const lines: string[] = [];

    await status(app, { format: 'table', print: (line) => void lines.push(line) });

    expect(lines.join('\n')).not.toContain('Second opinion');
  });
});
