import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeBacktest } from '../../src/cli/backtest/describe.ts';
import { withOneScan } from '../../src/cli/backtest/one-scan.ts';
import { type Backtest, compare } from '../../src/cli/backtest.ts';
import type { Config } from '../../src/config/schema.ts';
import type { App } from '../../src/pipeline/app.ts';
import { act } from '../../src/server/actions.ts';
import { folderWith, goodEnv, goodFiles } from '../config/folder.ts';
import { under } from '../support/under.ts';
import { configOf, openWorld } from '../support/world.ts';
import { run } from './arrange.ts';

const sources = `
sources:
  - { id: x, kind: twitter, every: 1m, bearer_token: '\${TOKEN}' }
`;
const channels = 'channels:\n  - { id: terminal, kind: console }\ntime_zone: Europe/Madrid\n';

const config = (keywords: string[], more = ''): Config =>
  configOf(`${sources}${channels}${more}`, {
    acme: ['brand: Acme', 'keywords:', ...keywords.map((keyword) => `  - ${keyword}`), ''].join('\n'),
  });

const inForce = ['{ id: name, query: acme }', '{ id: twin, query: "acme coffee" }'];
const beginning = { since: new Date(0), examples: 3 };

/** A day of mentions, heard under the configuration in force. */
const openDay = async () => {
  const world = openWorld(config(inForce));
  await world.hear([
    { externalId: 'down', text: '[1 negative] acme is down', author: { handle: 'a' } },
    { externalId: 'anvil', text: '[3 negative] acme anvil fell on me', author: { handle: 'b' } },
    { externalId: 'late', text: '[3 negative] acme coffee is late', author: { handle: 'c' } },
    { externalId: 'shop', text: '[2 negative] the latte shop charged me twice', author: { handle: 'd' } },
    { externalId: 'unsure', text: '[3 unsure] acme, hm', author: { handle: 'e' } },
    { externalId: 'other', text: '[1 negative] somebody else', author: { handle: 'f' } },
  ]);
  await world.settle();
  return world;
};

const say = async ({ app }: Awaited<ReturnType<typeof openDay>>, id: string, verdict: string): Promise<void> => {
  const alertId = JSON.parse((await app.redis.hget(app.keys.mention(`twitter:${id}`), 'c')) ?? '{}').alertId;
  await act(app, alertId, 'feedback', { verdict }, 'ana');
};

const changed = ['{ id: name, query: acme -anvil }', '{ id: shop, query: latte }'];

const idsOf = ({ examples }: Backtest) =>
  Object.fromEntries(Object.entries(examples).map(([kind, list]) => [kind, list.map(({ id }) => id)]));

describe('a comparison of two configurations', () => {
  it('finds nothing between a configuration and itself', async () => {
    const { app } = await openDay();

    const result = await compare(app, under(app, config(inForce)), beginning);

    expect(result.mentions).toBe(6);
    expect(result.before).toEqual({ found: 4, rung: 3, alerts: 3 });
    expect(result.after).toEqual(result.before);
    expect(result.totals).toEqual({ gained: 0, lost: 0, newlyRung: 0, noLongerRung: 0 });
    expect(result.unknown.filter((sentence) => sentence.includes('x was'))).toEqual([]);
  });

  it('counts what is gained, lost, newly rung and no longer rung, by day, keyword and rule', async () => {
    const { app } = await openDay();

    const result = await compare(app, under(app, config(changed, 'confidence_floor: 0.1\n')), beginning);

    expect(idsOf(result)).toEqual({
      gained: ['twitter:shop'],
      lost: ['twitter:anvil'],
      newlyRung: ['twitter:shop', 'twitter:unsure'],
      noLongerRung: ['twitter:anvil'],
    });
    expect(result.days).toEqual([
      { day: '2026-11-20', gained: 1, lost: 1, newlyRung: 2, noLongerRung: 1, rungBefore: 3, rungAfter: 4 },
    ]);
    expect(result.keywords).toEqual(
      expect.arrayContaining([
        { brand: 'Acme', keyword: 'name', before: 4, after: 3, gained: 0, lost: 1, newlyRung: 1, noLongerRung: 1 },
        { brand: 'Acme', keyword: 'twin', before: 1, after: 0, gained: 0, lost: 1, newlyRung: 0, noLongerRung: 0 },
        { brand: 'Acme', keyword: 'shop', before: 0, after: 1, gained: 1, lost: 0, newlyRung: 1, noLongerRung: 0 },
      ]),
    );
    expect(result.rules).toContainEqual({
      rule: 'urgency 3, any reply_wanted negative: ring',
      before: 3,
      after: 2,
      newlyRung: 1,
      noLongerRung: 1,
    });
    expect(result.judgedNow).toBe(1);
  });

  it('says what people said of what changes', async () => {
    const day = await openDay();
    await say(day, 'anvil', 'not_us');
    await say(day, 'down', 'right');

    const result = await compare(day.app, under(day.app, config(['{ id: coffee, query: coffee }'])), beginning);

    expect(result.verdicts.lost).toEqual({ not_us: 1, right: 1 });
    expect(result.examples.lost.map(({ id, verdict }) => ({ id, verdict }))).toContainEqual({
      id: 'twitter:anvil',
      verdict: 'not_us',
    });
  });

  it('shows what somebody gave a verdict on before anything newer', async () => {
    const day = await openDay();
    await say(day, 'anvil', 'not_us');

    const result = await compare(day.app, under(day.app, config(['{ id: none, query: none }'])), {
      ...beginning,
      examples: 1,
    });

    expect(idsOf(result)).toMatchObject({ lost: ['twitter:anvil'] });
  });

  it('counts what the posts of a paid source cost', async () => {
    const { app } = await openDay();

    const { costs } = await compare(app, under(app, config(['{ id: name, query: acme -anvil }'])), beginning);

    expect(costs).toEqual([{ source: 'x', postsBefore: 4, postsAfter: 3, usdBefore: 0.02, usdAfter: 0.02 }]);
  });

  it('names what a source was never asked for, and what it was asked without', async () => {
    const { app } = openWorld(config(['{ id: name, query: "acme -anvil" }']));

    const added = await compare(
      app,
      under(app, config(['{ id: name, query: "acme -anvil" }', '{ id: shop, query: latte }'])),
      beginning,
    );
    const widened = await compare(app, under(app, config(['{ id: name, query: acme }'])), beginning);

    expect(added.unknown[0]).toMatch(/^x was never asked for latte: /);
    expect(widened.unknown[0]).toMatch(/^x was asked a narrower question: /);
  });

  it('looks at nothing older than asked for, and at nothing whose text is gone', async () => {
    const { app } = await openDay();
    const key = app.keys.mention('twitter:down');
    const mention: object = JSON.parse((await app.redis.hget(key, 'j')) ?? '{}');
    await app.redis.hset(key, 'j', JSON.stringify({ ...mention, text: '', author: {} }));

    const all = await compare(app, under(app, config(inForce)), beginning);
    const later = await compare(app, under(app, config(inForce)), { ...beginning, since: new Date('2026-11-21') });

    expect(all.mentions).toBe(5);
    expect(all.unknown).toContainEqual(
      expect.stringMatching(/^1 mention left out: their source wants texts forgotten/),
    );
    expect(later.mentions).toBe(0);
  });

  it('writes nothing', async () => {
    const { app } = await openDay();
    const keysBefore = (await app.redis.keys(`${app.keys.prefix}*`)).sort();

    await compare(app, under(app, config(changed)), beginning);

    expect((await app.redis.keys(`${app.keys.prefix}*`)).sort()).toEqual(keysBefore);
  });

  it('is told in tables, with the posts to read', async () => {
    const { app } = await openDay();

    const lines = describeBacktest(await compare(app, under(app, config(changed)), beginning), 'Europe/Madrid');

    expect(lines[0]).toBe('6 stored mentions, 1970-01-01 01:00:00 to 2026-11-20 13:00:00');
    const text = lines.join('\n');
    expect(text).toMatch(/^ {2}found +4 +4 +gained 1, lost 1$/m);
    expect(text).toMatch(/^ {2}rung +3 +3 +newly rung 1, no longer rung 1$/m);
    expect(text).toMatch(/^ {2}2026-11-20 +1 +1 +1 +1 +3 +3$/m);
    expect(text).toMatch(/^ {2}Acme, shop +0 +1 +1 +0 +1 +0$/m);
    expect(text).toContain('Example: lost\n  “[3 negative] acme anvil fell on me”');
    expect(text).toContain('    new   no keyword finds it');
    expect(text).toContain('What history cannot know\n  x was never asked for latte');
  });
});

describe('one scan for two configurations', () => {
  it('finds for each what its own matcher finds, in its own order', () => {
    const [first, second] = [
      ['{ id: name, query: acme }', '{ id: late, query: "acme late" }', '{ id: same, query: coffee }'],
      ['{ id: same, query: coffee }', '{ id: late, query: "acme coffee" }', '{ id: name, query: acme -anvil }'],
    ].map((keywords) => openWorld(config(keywords)).app) as [App, App];
    const texts = ['acme is late', 'acme coffee is late', 'acme anvil', 'coffee', 'nothing', 'acme coffee'];

    const both = withOneScan(first, second);

    const found = ({ setup }: App) =>
      texts.map((text) =>
        setup.matcher.match({ text }).map(({ brand, keyword, terms }) => ({ brand, keyword, terms })),
      );
    expect(both.map(found)).toEqual([first, second].map(found));
  });
});

describe('earshot backtest', () => {
  it('lays the folder it is given beside the one in force', async () => {
    const [folder, next, home] = [folderWith(goodFiles), folderWith(goodFiles), folderWith()];
    const env = {
      ...goodEnv,
      EARSHOT_CONFIG: folder,
      EARSHOT_HOME: join(home, 'data'),
      PATH: process.env['PATH'] ?? '',
    };

    const { code, output } = await run(['backtest', '--config', next, '--format', 'json'], { env });

    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ mentions: 0, totals: { gained: 0, lost: 0 }, keywords: [], costs: [] });
  });

  it('asks for another folder than the one in force', async () => {
    const folder = folderWith(goodFiles);

    const { code, errors } = await run(['backtest'], { env: { EARSHOT_CONFIG: folder } });

    expect(code).toBe(1);
    expect(errors).toContain('name the folder with the changed files: --config NEW');
  });

  it('says what is wrong with the changed files, and does nothing', async () => {
    const [folder, next] = [folderWith(goodFiles), folderWith({ ...goodFiles, 'earshot.yaml': 'sources: 7\n' })];

    const { code, errors } = await run(['backtest', '--config', next], { env: { EARSHOT_CONFIG: folder } });

    expect(code).toBe(1);
    expect(errors).toContain('cannot be used; nothing was done');
  });
});
