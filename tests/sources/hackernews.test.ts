import { describe, expect, onTestFinished, test } from 'vitest';
import { hackernews } from '../../src/sources/hackernews.ts';
import type { Page } from '../../src/sources/source.ts';
import { type PlayedPost, startHackerNews } from '../../src/stand-ins/hacker-news.ts';
import type { SeenRequest, StandInAnswer } from '../../src/stand-ins/stand-in.ts';
import { describeSourceContract, type Scene, sourceFixture } from '../contracts/source.ts';
import { testSourceContext } from '../support/context.ts';

const page: { hits: object[] } = JSON.parse(sourceFixture('hackernews', 'page.json'));
const late = {
  objectID: '45000009',
  created_at_i: 1787223600,
  author: 'mo',
  comment_text: 'Acme is back.',
  parent_id: 1,
};

const answer = (scene: Scene, { query }: SeenRequest): StandInAnswer => {
  const hits: Record<Scene, object[]> = {
    page: page.hits,
    empty: [],
    broken: [{ objectID: '1', author: null }, ...page.hits],
    later: [late, ...page.hits],
  };
  const shown = query.has('query') ? hits[scene] : [late];
  return { body: { ...page, hits: shown, nbHits: shown.length } };
};

describeSourceContract({
  transport: 'http',
  definition: hackernews,
  settings: (url) => ({ base_url: `${url}/api/v1` }),
  answer,
  context: { queries: ['"acme"'] },
  requestsPerPoll: 2,
  laterId: '45000009',
});

const noon = new Date('2026-08-20T12:00:00Z');
const hourMs = 3_600_000;

const arrange = async (options: Partial<Parameters<typeof startHackerNews>[0]> = {}, queries = ['"acme"']) => {
  let now = noon;
  const site = await startHackerNews({ now: () => now, ...options });
  onTestFinished(() => site.close());
  const wait = (ms: number): void => {
    now = new Date(now.getTime() + ms);
  };
  const source = hackernews.open({ id: 'hn', kind: 'hackernews', base_url: site.url });
  const context = testSourceContext({ now: () => now, queries });
  const poll = async (cursor: unknown): Promise<Page> => {
    const found = await source.poll?.(cursor, context);
    if (!found) throw new Error('Hacker News is polled');
    return found;
  };
  const sweep = async (cursor: unknown): Promise<Page> => {
    const found = await poll(cursor);
    if (found.outcome !== 'partial') return found;
    const rest = await sweep(found.cursor);
    return { ...rest, mentions: [...found.mentions, ...rest.mentions] };
  };
  return { site, poll, sweep, wait };
};

const ago = (ms: number): Date => new Date(noon.getTime() - ms);
const textsOf = ({ mentions }: Page): string[] => mentions.map(({ text }) => text);

describe('searching', () => {
  test('only whole words of the text count, not those of an author or of somebody’s link', async () => {
    const { site, sweep } = await arrange();
    site.add({ author: 'acme', text: 'Good morning.' });
    site.add({ title: 'A clone', url: 'https://example.com/acme' });
    site.add({ text: 'The acmes of this world.' });
    site.add({ text: 'Is Acme down?' });

    const found = await sweep(null);

    expect(textsOf(found)).toEqual(['Is Acme down?']);
  });

  test('a domain counts in links as well', async () => {
    const { site, sweep } = await arrange({}, ['"acme.com"']);
    site.add({ title: 'They raised money', url: 'https://www.acme.com/blog' });

    const found = await sweep(null);

    expect(textsOf(found)).toEqual(['They raised money\n\nhttps://www.acme.com/blog']);
  });

  test('each question is a request of its own, and nothing is asked without one', async () => {
    const { site, sweep } = await arrange({}, ['"acme"', '"acme coffee"', '"acmecoffee"']);
    const silent = await arrange({}, []);

    await sweep(null);
    const nothing = await silent.sweep(null);

    expect(site.requests.flatMap(({ query }) => query.getAll('query'))).toEqual([
      '"acme"',
      '"acme coffee"',
      '"acmecoffee"',
    ]);
    expect(nothing).toMatchObject({ mentions: [], outcome: 'empty' });
    expect(silent.site.requests).toEqual([]);
  });

  test('more than a thousand hits are read in slices of time', async () => {
    const posts: PlayedPost[] = Array.from({ length: 2300 }, (_, index) => ({
      id: String(index + 1),
      text: `Acme ${index}`,
      at: ago((index + 1) * 60_000),
    }));
    const { site, sweep } = await arrange({ posts });

    const found = await sweep(null);

    expect(new Set(found.mentions.map(({ externalId }) => externalId)).size).toBe(2300);
    expect(site.requests.filter(({ query }) => query.has('query'))).toHaveLength(3);
  });
});

describe('resuming', () => {
  test('it looks back three hours, and three days once a day', async () => {
    const { site, sweep, wait } = await arrange();
    site.add({ text: 'Acme works.', at: noon });

    const first = await sweep(null);
    site.add({ text: 'Acme late by two hours', at: ago(2 * hourMs) });
    site.add({ text: 'Acme late by a day', at: ago(24 * hourMs) });
    const second = await sweep(first.cursor);
    wait(24 * hourMs);
    const third = await sweep(second.cursor);

    expect(textsOf(second)).toEqual(['Acme works.', 'Acme late by two hours']);
    expect(textsOf(third)).toEqual(['Acme works.', 'Acme late by two hours', 'Acme late by a day']);
  });
});

describe('an index that stands still', () => {
  test('is named as such, instead of passing for silence', async () => {
    const { sweep } = await arrange({ behindMs: 5 * hourMs });

    const found = await sweep(null);

    expect(found).toMatchObject({ mentions: [], outcome: 'empty', notes: [expect.stringContaining('is behind')] });
  });

  test('is looked for every half hour, not at every poll', async () => {
    const { site, sweep, wait } = await arrange();

    const first = await sweep(null);
    const second = await sweep(first.cursor);
    wait(hourMs / 2);
    await sweep(second.cursor);

    expect(site.requests.map(({ query }) => query.has('query'))).toEqual([true, false, true, true, false]);
  });
});
