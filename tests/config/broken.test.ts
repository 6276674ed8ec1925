import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { formatProblem } from '../../src/config/problem.ts';

const fixtures = 'tests/fixtures/config';
const env = {
  X_BEARER_TOKEN: 'x-bearer-token',
  EARSHOT_SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T0/B0/x',
  EARSHOT_NTFY_TOPIC: 'acme-topic-5c1f0f2e9d',
};

describe('a broken configuration', () => {
  const cases = readdirSync(fixtures).filter((name) => name !== 'design-example');

  it.each(cases)('%s is told line by line, all of it at once', (name) => {
    const folder = join(fixtures, name);
    const expected = readFileSync(join(folder, 'expected.txt'), 'utf8').trimEnd().split('\n');

    const loaded = loadConfig({ folder, env });

    const told = loaded.ok ? [] : loaded.problems.map(formatProblem);
    expect(told.map((line) => line.replaceAll(`${folder}/`, ''))).toEqual(expected);
  });

  it('stands here in at least twelve ways', () => {
    expect(cases.length).toBeGreaterThanOrEqual(12);
  });
});

describe('the example of the design', () => {
  it('loads with its environment set', () => {
    const folder = join(fixtures, 'design-example');

    const loaded = loadConfig({
      folder,
      env: { ...env, EARSHOT_TRUSTPILOT_API_KEY: 'trustpilot-key' },
      requireSecrets: true,
    });

    expect(loaded).toMatchObject({ ok: true, warnings: [] });
    const config = loaded.ok ? loaded.config : undefined;
    expect(config?.sources.map(({ kind }) => kind)).toEqual(['twitter', 'trustpilot', 'rss']);
    expect(config?.policies[0]?.steps.map(({ at }) => at)).toEqual([0, 0.25, 0.5, 0.8]);
    expect(config?.brands[0]?.own_accounts).toEqual({ twitter: ['acmecoffee'] });
  });
});
