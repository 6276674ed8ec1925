import { describe, expect, onTestFinished, test } from 'vitest';
import type { Page } from '../../src/sources/source.ts';
import { trustpilot } from '../../src/sources/trustpilot.ts';
import type { StandInAnswer } from '../../src/stand-ins/stand-in.ts';
import { type PlayedReview, startTrustpilot } from '../../src/stand-ins/trustpilot.ts';
import { describeSourceContract, type Scene, sourceFixture } from '../contracts/source.ts';
import { testSourceContext } from '../support/context.ts';

const recorded: { reviews: object[] } = JSON.parse(sourceFixture('trustpilot', 'page.json'));
const late = { id: '673dc0ffee0000000000beef', stars: 1, text: 'Closed?', createdAt: '2026-11-20T09:00:00.000Z' };
const noon = new Date('2026-11-20T12:00:00Z');

const answer = (scene: Scene): StandInAnswer => {
  if (scene === 'empty') return { body: { links: [], reviews: [] } };
  const additions = { page: [], broken: [{ ...late, stars: 'five' }], later: [late] };
  return { body: { ...recorded, reviews: [...additions[scene], ...recorded.reviews] } };
};

describeSourceContract({
  transport: 'http',
  definition: trustpilot,
  settings: (url) => ({
    base_url: url,
    brand: 'Blue Heron',
    business_unit: '46d6a890000064000500e0c3',
    api_key: 'tp-key-that-nobody-may-see',
  }),
  answer,
  context: { now: () => noon },
  laterId: '673dc0ffee0000000000beef',
});

const dayMs = 86_400_000;
const hourMs = 3_600_000;

const arrange = async (reviews: PlayedReview[] = [], settings: Record<string, unknown> = {}) => {
  let now = noon;
  const site = await startTrustpilot({ now: () => now, apiKey: 'right', reviews });
  onTestFinished(() => site.close());
  const wait = (ms: number): void => {
    now = new Date(now.getTime() + ms);
  };
  const source = trustpilot.open({
    id: 'tp',
    kind: 'trustpilot',
    base_url: site.url,
    business_unit: '46d6a890000064000500e0c3',
    api_key: 'right',
    ...settings,
  });
  const context = testSourceContext({ now: () => now });
  const sweep = async (cursor: unknown): Promise<Page> => {
    const found = await source.poll?.(cursor, context);
    if (!found) throw new Error('Trustpilot is polled');
    if (found.outcome !== 'partial') return found;
    const rest = await sweep(found.cursor);
    return { ...rest, mentions: [...found.mentions, ...rest.mentions] };
  };
  return { site, sweep, source, context, wait };
};

const written = (count: number, everyMs: number): PlayedReview[] =>
  Array.from({ length: count }, (_, index) => ({
    stars: 3,
    text: `Review ${index}`,
    createdAt: new Date(noon.getTime() - index * everyMs),
  }));

describe('new reviews', () => {
  test('are found on the first page, without reading the whole list again', async () => {
    const { site, sweep, wait } = await arrange(written(250, 6 * hourMs));
    const first = await sweep(null);
    const before = site.requests.length;
    wait(hourMs);
    const id = site.add({ stars: 1, text: 'Cold coffee' });

    const second = await sweep(first.cursor);

    expect(first.mentions).toHaveLength(250);
    expect(before).toBe(3);
    expect(site.requests).toHaveLength(before + 1);
    expect(second.mentions[0]).toMatchObject({ externalId: id, rating: 1, text: 'Cold coffee', ownerReply: null });
  });

  test('the first look goes back ninety days', async () => {
    const { sweep } = await arrange(written(400, dayMs));

    const first = await sweep(null);

    expect(first.mentions).toHaveLength(100);
  });
});

describe('edits and replies', () => {
  test('of old reviews are found when the list is read back, six hours later', async () => {
    const { site, sweep, wait } = await arrange(written(150, 12 * hourMs));
    const { mentions, cursor } = await sweep(null);
    const old = mentions[120]?.externalId ?? '';
    wait(hourMs);
    site.edit(old, { stars: 1, text: 'It broke' });
    site.reply(old, 'We are sorry.');

    const soon = await sweep(cursor);
    wait(6 * hourMs);
    const later = await sweep(soon.cursor);

    expect(soon.mentions.map(({ externalId }) => externalId)).not.toContain(old);
    expect(later.mentions).toContainEqual(
      expect.objectContaining({
        externalId: old,
        rating: 1,
        text: 'It broke',
        updatedAt: new Date('2026-11-20T13:00:00Z'),
        ownerReply: { text: 'We are sorry.', at: new Date('2026-11-20T13:00:00Z') },
      }),
    );
  });

  test('looking again at single reviews tells answers from deletions', async () => {
    const { site, source, context } = await arrange();
    const kept = site.add({ stars: 1, text: 'Cold coffee' });
    const removed = site.add({ stars: 1, text: 'Colder coffee' });
    site.reply(kept, 'Come back, the next one is on us.');
    site.remove(removed);

    const seen = await source.recheck?.([kept, removed], context);

    expect(seen).toMatchObject({
      gone: [removed],
      mentions: [{ externalId: kept, ownerReply: { text: 'Come back, the next one is on us.' } }],
    });
  });
});

describe('the business unit', () => {
  test('may be a domain, which is looked up once', async () => {
    const { site, sweep } = await arrange(written(2, hourMs), { business_unit: 'acme-coffee.example' });

    const first = await sweep(null);
    await sweep(first.cursor);

    expect(site.requests.map(({ path }) => path.split('/').at(-1))).toEqual(['find', 'reviews', 'reviews']);
  });

  test('that is neither an id nor a domain is refused', () => {
    const settings = { id: 'tp', kind: 'trustpilot', business_unit: 'Acme Coffee', api_key: 'x' };

    expect(() => trustpilot.open(settings)).toThrow(/24 hex digits/);
  });
});

describe('the key', () => {
  test('travels in a header, never in the address', async () => {
    const { site, sweep } = await arrange();

    await sweep(null);

    expect(site.requests[0]?.headers['apikey']).toBe('right');
    expect(site.requests[0]?.query.has('apikey')).toBe(false);
  });

  test('that is wrong needs a person', async () => {
    const { sweep } = await arrange([], { api_key: 'wrong' });

    await expect(sweep(null)).rejects.toMatchObject({ kind: 'unauthorized', status: 401 });
  });
});
