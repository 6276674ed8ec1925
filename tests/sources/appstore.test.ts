import { describe, expect, onTestFinished, test } from 'vitest';
import { appstore } from '../../src/sources/appstore.ts';
import type { Page } from '../../src/sources/source.ts';
import { type PlayedAppReview, startAppStore } from '../../src/stand-ins/app-store.ts';
import type { SeenRequest, StandInAnswer } from '../../src/stand-ins/stand-in.ts';
import { describeSourceContract, type Scene, sourceFixture } from '../contracts/source.ts';
import { testSourceContext } from '../support/context.ts';

const recorded: { feed: { entry: object[] } } = JSON.parse(sourceFixture('appstore', 'page.json'));
const entryOf = (id: string, rating: string): object => ({
  id: { label: id },
  'im:rating': { label: rating },
  content: { label: 'Back again.' },
});

const answer = (scene: Scene, { path }: SeenRequest): StandInAnswer => {
  if (scene === 'empty') return { body: sourceFixture('appstore', path.endsWith('xml') ? 'empty.xml' : 'empty.json') };
  const additions = { page: [], broken: [entryOf('1', 'five')], later: [entryOf('11987654399', '2')] };
  return { body: { feed: { ...recorded.feed, entry: [...additions[scene], ...recorded.feed.entry] } } };
};

describeSourceContract({
  transport: 'http',
  definition: appstore,
  settings: (url) => ({ base_url: url, app_id: 987654321, countries: ['us'] }),
  answer,
  laterId: '11987654399',
});

const noon = new Date('2026-11-20T12:00:00Z');

const arrange = async (countries: string[], reviews: Record<string, PlayedAppReview[]> = {}) => {
  const store = await startAppStore({ now: () => noon, reviews });
  onTestFinished(() => store.close());
  const source = appstore.open({ id: 'app', kind: 'appstore', base_url: store.url, app_id: '987654321', countries });
  const context = testSourceContext({ now: () => noon });
  const sweep = async (cursor: unknown): Promise<Page> => {
    const found = await source.poll?.(cursor, context);
    if (!found) throw new Error('the App Store is polled');
    if (found.outcome !== 'partial') return found;
    const rest = await sweep(found.cursor);
    const notes = [...(found.notes ?? []), ...(rest.notes ?? [])];
    return { ...rest, mentions: [...found.mentions, ...rest.mentions], notes };
  };
  return { store, sweep, source, context };
};

const written = (count: number, from = 0): PlayedAppReview[] =>
  Array.from({ length: count }, (_, index) => ({
    id: String(from + index + 1),
    rating: 1,
    title: 'Broken',
    text: `Crash ${from + index}`,
    at: new Date(noon.getTime() + (from + index) * 1000),
  }));

const pathsOf = (requests: SeenRequest[]): string[] => requests.map(({ path }) => path);
const emptyJson: StandInAnswer = { body: sourceFixture('appstore', 'empty.json') };

describe('reading storefronts', () => {
  test('every country is read in turn and keeps its own reviews', async () => {
    const { sweep } = await arrange(['us', 'es', 'pl'], {
      us: written(2),
      es: [{ id: '77', rating: 5, title: 'Bien', text: 'Todo bien & rápido' }],
    });

    const found = await sweep(null);

    expect(found.mentions.map(({ externalId }) => externalId)).toEqual(['2', '1', '77']);
    expect(found.mentions[2]).toMatchObject({ rating: 5, text: 'Bien\n\nTodo bien & rápido', raw: { country: 'es' } });
  });

  test('it turns pages only while they hold something unknown', async () => {
    const { store, sweep } = await arrange(['us'], { us: written(120) });

    const first = await sweep(null);
    const before = store.requests.length;
    for (const review of written(60, 120)) store.add('us', review);
    const second = await sweep(first.cursor);

    expect(first.mentions).toHaveLength(120);
    expect(before).toBe(3);
    expect(pathsOf(store.requests.slice(before)).map((path) => /page=(\d+)/.exec(path)?.[1])).toEqual(['1', '2', '3']);
    expect(second.mentions.slice(0, 60).map(({ externalId }) => Number(externalId))).toEqual(
      Array.from({ length: 60 }, (_, index) => 180 - index),
    );
  });

  test('ten pages of strangers after downtime are reported as a gap', async () => {
    const { store, sweep } = await arrange(['us'], { us: written(10) });

    const first = await sweep(null);
    for (const review of written(600, 10)) store.add('us', review);
    const second = await sweep(first.cursor);

    expect(second.mentions).toHaveLength(500);
    expect(second.notes).toEqual([expect.stringContaining('older reviews may be lost')]);
  });

  test('an edited review comes again with the date of the edit', async () => {
    const { store, sweep } = await arrange(['us'], { us: written(3) });
    const first = await sweep(null);
    const editedAt = new Date('2026-11-21T08:00:00Z');

    store.add('us', { id: '1', rating: 1, title: 'Worse', text: 'Now it eats beans.', at: editedAt });
    const second = await sweep(first.cursor);

    expect(second.mentions[0]).toMatchObject({
      externalId: '1',
      text: 'Worse\n\nNow it eats beans.',
      updatedAt: editedAt,
    });
  });
});

describe('the moods of the feed', () => {
  test('a JSON page that comes back empty is read as XML', async () => {
    const { store, sweep } = await arrange(['us'], { us: written(2) });
    store.next({ type: 'answer', ...emptyJson });

    const found = await sweep(null);

    expect(found.mentions.map(({ text }) => text)).toEqual(['Broken\n\nCrash 1', 'Broken\n\nCrash 0']);
    expect(pathsOf(store.requests)[1]).toMatch(/\/xml$/);
  });

  test('a storefront that had reviews is tried in the other spelling too, and reported the third time', async () => {
    const { store, sweep } = await arrange(['us'], { us: written(2) });
    let { cursor } = await sweep(null);
    const empty = { type: 'answer', body: '<feed></feed>' } as const;
    const emptyAll = () => store.next({ type: 'answer', ...emptyJson }, empty, empty);

    const notes: (string[] | undefined)[] = [];
    for (let round = 0; round < 3; round += 1) {
      emptyAll();
      const found = await sweep(cursor);
      notes.push(found.notes);
      cursor = found.cursor;
    }
    const recovered = await sweep(cursor);

    expect(notes).toEqual([[], [], [expect.stringContaining('empty 3 times')]]);
    expect(pathsOf(store.requests)[3]).toContain('/id=987654321/page=1/sortBy=mostRecent/xml');
    expect(recovered.mentions).toHaveLength(2);
  });

  test('a refusal at the edge is a matter of pace, not of credentials', async () => {
    const { store, sweep } = await arrange(['us']);
    store.next({ type: 'answer', status: 403, body: '<html>Forbidden</html>' });

    await expect(sweep(null)).rejects.toMatchObject({ kind: 'throttled', status: 403, retryAfterMs: 60_000 });
  });

  test('the check reads one page', async () => {
    const { store, source, context } = await arrange(['us'], { us: written(2) });

    const sentence = await source.check?.(context);

    expect(sentence).toBe('2 reviews on the first page of the storefront "us"');
    expect(store.requests).toHaveLength(1);
  });
});
