import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/schema.ts';
import type { Mention } from '../../src/domain/mention.ts';
import { createForeteller, type Fate } from '../../src/pipeline/foretell.ts';
import { intake } from '../../src/pipeline/intake.ts';
import type { StoredMention } from '../../src/store/mentions.ts';
import { readHeard } from '../../src/store/views.ts';
import { misreader } from '../learn/arrange.ts';
import { under } from '../support/under.ts';
import { configOf, openWorld, type World } from '../support/world.ts';

const begun = Date.parse('2026-11-20T08:00:00Z');
const minute = 60_000;

const main = (more = ''): string => `
sources:
  - { id: x, kind: twitter, every: 1m, bearer_token: '\${TOKEN}' }
  - { id: helpdesk, kind: intake, family: review, brand: Acme, secret: '\${SECRET}' }
channels:
  - { id: terminal, kind: console }
${more}`;

const brand = (more: string): string => `brand: Acme\n${more}`;

const config = (settings: string, acme: string): Config => configOf(main(settings), { acme: brand(acme) });

const old = (): Config => config('', 'keywords:\n  - { id: name, query: acme }\n');

const next = (): Config =>
  config(
    'confidence_floor: 0.1\nrules:\n  - { when: { urgency: [2] }, then: list }\n  - { when: { negative: true }, then: ring }\n',
    'own_accounts: { twitter: user9 }\nkeywords:\n  - { id: name, query: acme -anvil }\n  - { id: shop, query: coffee }\n',
  );

const texts = [
  '[1 negative] acme is down',
  '[3 negative] acme coffee is late',
  '[2 negative] acme charged me twice',
  '[3 asks] where is the acme shop',
  '[3 unsure] acme, hm, what is this',
  '[1 negative] an acme anvil fell on me',
  '[3 negative] cold coffee everywhere, nobody answers here at all',
  '[5 positive] coffee!',
  '[4 negative] nothing to do with anybody',
];

/** Posts by a few authors who come back, some late, some undated, some through a source that is bound to the brand. */
const posts = (count: number): { mention: Mention; at: number; source: string; first: boolean }[] =>
  Array.from({ length: count }, (_, n) => {
    const at = begun + n * 3 * minute;
    const late = n % 11 === 0 ? 300 * minute : 0;
    const mention: Mention = {
      source: 'twitter',
      family: 'social',
      url: null,
      externalId: `p${n}`,
      author: { handle: `user${n % 14}` },
      text: texts[n % texts.length] ?? '',
      createdAt: new Date(at - late),
    };
    if (n % 17 === 0) delete mention.createdAt;
    if (n % 6 === 0) mention.conversation = `thread-${n % 4}`;
    return { mention, at, source: n % 8 === 0 ? 'helpdesk' : 'x', first: n % 13 === 0 };
  });

/** A world under a configuration in which the posts were heard when they came. */
const heardBy = async (settings: Config, count: number): Promise<World> => {
  let time = begun;
  const world = openWorld(settings, { now: () => new Date(time) });
  for (const { mention, at, source, first } of posts(count)) {
    time = at;
    const origin = world.app.setup.sources.get(source) ?? { id: source };
    await intake(world.app, { source: origin, mentions: [mention], first });
    await world.settle();
  }
  return world;
};

const stored = async ({ app }: World): Promise<StoredMention[]> => {
  const all: StoredMention[] = [];
  for await (const stretch of readHeard(app.redis, app.keys, new Date(0))) all.push(...stretch);
  return all;
};

/** Mentions by what became of them, and which rang together. */
const grouped = (fates: readonly { id: string; outcome: string; why: string; alertId?: string | undefined }[]) => {
  const names = new Map<string, string>();
  return fates.map(({ id, outcome, why, alertId }) => {
    if (alertId && !names.has(alertId)) names.set(alertId, `alert of ${id}`);
    return { id, outcome, why, alert: alertId ? names.get(alertId) : undefined };
  });
};

const foretold = async (world: World, settings: Config) => {
  const after = under(world.app, settings);
  const foretell = createForeteller(after, { judgedBy: world.app, anew: false });
  return (await stored(world)).flatMap((one) => {
    const fate: Fate | undefined = foretell(one);
    return fate ? [{ id: one.id, ...fate }] : [];
  });
};

describe('what is foretold', () => {
  it.each([
    { of: 'changed files', settings: next },
    { of: 'the files in force', settings: old },
  ])('of $of is what the pipeline decides with them, alert by alert', async ({ settings }) => {
    const world = await heardBy(old(), 150);
    const real = await heardBy(settings(), 150);

    const fates = await foretold(world, settings());

    const decided = (await stored(real)).flatMap(({ id, judgement }) => (judgement ? [{ id, ...judgement }] : []));
    expect(decided.filter(({ outcome }) => outcome === 'ring').length).toBeGreaterThan(30);
    expect(grouped(fates)).toEqual(grouped(decided));
  });

  it('judges only what was never judged', async () => {
    const world = await heardBy(old(), 20);

    const fates = await foretold(world, next());

    const judgedNow = fates.filter(({ judgedNow }) => judgedNow).map(({ why, keywords }) => ({ why, keywords }));
    expect(judgedNow.length).toBeGreaterThan(0);
    expect(judgedNow.length).toBeLessThan(fates.length / 2);
  });

  it('counts what verdicts taught once', async () => {
    const world = openWorld(old());
    world.app.setup = { ...world.app.setup, classifier: misreader };
    world.app.corrections = {
      refresh: async () => undefined,
      correct: (_brand, classification) => ({
        classification: {
          ...classification,
          confidence: classification.confidence / 2,
          reasons: [{ signal: 'learnt', text: 'latte', weight: -1 }],
        },
        notOurs: false,
      }),
    };
    await world.hear([{ text: 'acme latte', externalId: '1' }]);
    await world.settle();
    const foretell = createForeteller(world.app, { judgedBy: world.app, anew: false });

    const [one] = await stored(world);

    expect(one && foretell(one)?.judgedNow).toBe(true);
    expect(one && foretell(one)?.why).toBe(one?.judgement?.why);
  });

  it('hears nothing of a source that is left out', async () => {
    const world = await heardBy(old(), 9);
    const without = configOf('channels:\n  - { id: terminal, kind: console }\n', {
      acme: brand('keywords:\n  - { id: name, query: acme }\n'),
    });

    const fates = await foretold(world, without);

    expect(fates).toEqual([]);
  });
});
