import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/domain/verdict.ts';
import { classify } from '../../src/pipeline/classify.ts';
import { createCorrections } from '../../src/pipeline/corrections.ts';
import { teach } from '../../src/pipeline/teach.ts';
import { loadMentions, type StoredMention } from '../../src/store/mentions.ts';
import { loadVerdicts, removeVerdict } from '../../src/store/verdicts.ts';
import { judgedAs, misreader } from '../learn/arrange.ts';
import { codedOutage, everyday, slangPraise } from '../learn/lines.ts';
import { configOf, openWorld, type World } from '../support/world.ts';

const main = `
sources:
  - { id: x, kind: twitter, every: 1m, bearer_token: token }
  - { id: shop, kind: intake, family: review, brand: Acme, secret: c2VjcmV0LW9mLXRoZS1oZWxwZGVzaw== }
channels:
  - { id: phone, kind: console }
`;
const brand = (more = '') => ({ acme: `brand: Acme\nkeywords:\n  - { id: name, query: acme }\n${more}` });

/** A brand whose customers say "filthy" for delicious, heard by a classifier that does not know. */
const openShop = (more?: string, classifier = misreader): World => {
  const world = openWorld(configOf(main, brand(more)));
  world.app.setup = { ...world.app.setup, classifier };
  return world;
};

/** Hears these texts and returns what became of them. */
const hearing = async (world: World, texts: readonly string[], fields = {}): Promise<StoredMention[]> => {
  const written = await world.app.redis.zcard(world.app.keys.mentions);
  const ids = texts.map((_, n) => String(written + n));
  await world.hear(
    texts.map((text, n) => ({
      text: `acme: ${text}`,
      externalId: ids[n] ?? '',
      author: { handle: `customer_${ids[n]}` },
      ...fields,
    })),
  );
  await world.settle();
  return loadMentions(
    world.app.redis,
    world.app.keys,
    ids.map((id) => `twitter:${id}`),
  );
};
const outcomesOf = (mentions: readonly StoredMention[]) => mentions.map(({ judgement }) => judgement?.outcome);

const sayOf = async ({ app }: World, mentions: readonly StoredMention[], verdict: Verdict): Promise<string[]> => {
  const ids: string[] = [];
  for (const mention of mentions) ids.push((await teach(app, { mention }, verdict, 'ana')).id);
  return ids;
};

const praise = { verdict: 'wrong_sentiment', sentiment: 'positive' } as const;
const down = { verdict: 'wrong_level', level: 1 } as const;
const notUs = { verdict: 'not_us' } as const;
const undone = { at: '2026-11-20T12:00:00.000Z', by: 'ana' };

describe('verdicts of people', () => {
  it('silence praise that was taken for a complaint, and say which words taught it', async () => {
    const world = openShop();
    await hearing(world, everyday);
    const first = await hearing(world, slangPraise.slice(0, 10));
    await sayOf(world, first, praise);

    const later = await hearing(world, slangPraise.slice(10));

    expect(outcomesOf(first)).toEqual(first.map(() => 'ring'));
    expect(outcomesOf(later).filter((outcome) => outcome === 'digest').length).toBeGreaterThanOrEqual(8);
    expect(later[0]?.judgement?.classification.reasons).toContainEqual(
      expect.objectContaining({ signal: 'learnt', text: 'filthy' }),
    );
  });

  it('make a code word for an outage ring, in every process at once', async () => {
    const world = openShop();
    await hearing(world, everyday);
    await sayOf(world, await hearing(world, codedOutage.slice(0, 10)), down);
    const { app } = world;
    const other = { ...app, corrections: createCorrections(app.redis, app.keys, app.secret) };
    await world.hear([{ text: 'acme hopper grey at the museum', externalId: 'other', author: { handle: 'eve' } }]);

    await classify(other, world.waiting.classify.shift() ?? [], new AbortController().signal);

    const [stored] = await loadMentions(app.redis, app.keys, ['twitter:other']);
    expect(stored?.judgement).toMatchObject({ outcome: 'ring', classification: { urgency: 1, replyWanted: true } });
  });

  it('are forgotten when they are taken back', async () => {
    const world = openShop();
    const ids = await sayOf(world, await hearing(world, slangPraise.slice(0, 10)), praise);
    for (const id of ids) await removeVerdict(world.app.redis, world.app.keys, id, undone);

    const later = await hearing(world, slangPraise.slice(10));

    expect(outcomesOf(later)).toEqual(later.map(() => 'ring'));
    expect(later.flatMap(({ judgement }) => judgement?.classification.reasons ?? [])).not.toContainEqual(
      expect.objectContaining({ signal: 'learnt' }),
    );
  });

  it('of "not us" put what has the same words on the list, but no bad review', async () => {
    const world = openShop();
    const anvils = [
      'filthy anvil fell on the coyote',
      'filthy coyote, heavy anvil',
      'one more filthy anvil, poor coyote',
    ];
    await sayOf(world, await hearing(world, anvils), notUs);

    const [anvil] = await hearing(world, ['the coyote wants a filthy anvil']);
    const [review] = await hearing(world, ['the coyote wants a filthy anvil'], { rating: 1 });
    const [coffee] = await hearing(world, ['filthy cup, filthy table']);

    expect(anvil?.judgement).toMatchObject({ outcome: 'list', why: expect.stringContaining('not about you') });
    expect(outcomesOf([review, coffee].flatMap((one) => one ?? []))).toEqual(['ring', 'ring']);
  });

  it('never silence a bad review or a certain level 1: they are listed at least', async () => {
    const certain = judgedAs(1, 0.92, 'negative', 0.95);
    const world = openShop('', {
      classify: ({ text }) => (text.includes('dead') ? certain : misreader.classify({ text })),
    });
    const jokes = Array.from(
      { length: 30 },
      (_, n) => `filthy dead parrot joke ${'abcdefghijklmnopqrstuvwxyzäöüß'[n]}`,
    );
    await sayOf(world, await hearing(world, [...jokes, ...slangPraise]), { verdict: 'wrong_level', level: 5 });

    const [dead] = await hearing(world, ['filthy dead parrot joke']);
    const [review] = await hearing(world, ['filthy latte'], { rating: 2 });
    const [post] = await hearing(world, ['filthy latte']);

    expect(dead?.judgement).toMatchObject({ outcome: 'list', classification: { urgency: 5 } });
    expect(review?.judgement).toMatchObject({ outcome: 'list', why: expect.stringContaining('before your verdicts') });
    expect(post?.judgement?.outcome).toBe('digest');
  });

  it('change nothing for a brand that does not learn', async () => {
    const world = openShop('learn: false\n');
    await sayOf(world, await hearing(world, slangPraise.slice(0, 10)), praise);

    const later = await hearing(world, slangPraise.slice(10));

    expect(outcomesOf(later)).toEqual(later.map(() => 'ring'));
  });

  it('are kept without readable words where the source wants texts forgotten, and teach all the same', async () => {
    const world = openShop();
    const { app } = world;
    const x = app.setup.sources.get('x');
    if (!x) throw new Error('no source x');
    app.setup = { ...app.setup, sources: new Map([['x', { ...x, retainContentForMs: 86_400_000 }]]) };
    await sayOf(world, await hearing(world, slangPraise.slice(0, 10)), praise);

    const later = await hearing(world, slangPraise.slice(10));

    expect(JSON.stringify(await loadVerdicts(app.redis, app.keys, 'Acme'))).not.toContain('filthy');
    expect(outcomesOf(later).filter((outcome) => outcome === 'digest').length).toBeGreaterThanOrEqual(8);
    expect(later[0]?.judgement?.classification.reasons).toContainEqual(
      expect.objectContaining({ signal: 'learnt', text: 'filthy' }),
    );
  });

  it('leave what others taught when some are taken back, in any order', async () => {
    const world = openShop();
    const { app } = world;
    const mentions = await hearing(world, [...slangPraise.slice(0, 4), ...codedOutage.slice(0, 4)]);
    const texts = [...slangPraise, ...codedOutage];
    const judgeAll = async () => {
      await app.corrections.refresh();
      return texts.map((text) => app.corrections.correct('Acme', misreader.classify({ text }), text));
    };

    await fc.assert(
      fc.asyncProperty(
        fc.subarray(mentions, { minLength: 1 }),
        fc.shuffledSubarray(mentions, { minLength: 1 }),
        async (kept, passing) => {
          const keptIds = await sayOf(world, kept, praise);
          const before = await judgeAll();
          const passingIds = await sayOf(world, passing, down);
          for (const id of passingIds.reverse()) await removeVerdict(app.redis, app.keys, id, undone);

          expect(await judgeAll()).toEqual(before);
          for (const id of keptIds) await removeVerdict(app.redis, app.keys, id, undone);
        },
      ),
      { numRuns: 15 },
    );
  });
});
