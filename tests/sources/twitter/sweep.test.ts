import { expect, test } from 'vitest';
import { recordingBudget } from '../../support/context.ts';
import { arrangeX, minutesAgo, noon, posts, textsOf } from './arrange.ts';

const staleId = {
  type: 'answer',
  status: 400,
  body: {
    errors: [
      {
        parameters: { since_id: ['100'] },
        message: "'since_id' must be a tweet id created after 2026-08-13T10:50Z.",
      },
    ],
    title: 'Invalid Request',
    detail: 'One or more parameters to your request was invalid.',
    type: 'https://api.twitter.com/2/problems/invalid-request',
  },
} as const;

const deadToken = {
  type: 'answer',
  status: 400,
  body: { errors: [{ parameters: { next_token: ['b2k'] }, message: 'Invalid next_token' }], title: 'Invalid Request' },
} as const;

test('a sweep follows every page with the same parameters and reads each post once', async () => {
  const { x, sweep } = await arrangeX({ posts: posts(250) });

  const { mentions, polls } = await sweep(null);

  expect(new Set(textsOf(mentions)).size).toBe(250);
  expect(polls).toBe(3);
  const [first, ...others] = x.requests.map(({ query }) => {
    const { next_token: _, ...rest } = Object.fromEntries(query);
    return rest;
  });
  expect(first).toMatchObject({ query: 'acme', max_results: '100', expansions: 'author_id' });
  expect(others).toEqual([first, first]);
});

test('a sweep that is interrupted loses neither its old end nor what came meanwhile', async () => {
  const { x, poll, sweep, later } = await arrangeX({ posts: posts(150) });
  const first = await poll(null);
  later(2);
  x.add({ by: 'ana', text: 'acme, meanwhile' });

  const rest = await sweep(first.cursor);
  const next = await sweep(rest.cursor);

  expect(first.outcome).toBe('partial');
  expect(new Set(textsOf([...first.mentions, ...rest.mentions])).size).toBe(150);
  expect(textsOf(next.mentions)).toContain('acme, meanwhile');
});

test('a page without posts is not the end while X names a further one', async () => {
  const { x, poll } = await arrangeX({ posts: posts(3) });
  x.next({ type: 'answer', body: { meta: { result_count: 0, next_token: 'more' } } });

  const page = await poll(null);

  expect(page).toMatchObject({ mentions: [], outcome: 'partial' });
});

test('a post that X indexed late, with an older id, is still found', async () => {
  const { x, sweep, later } = await arrangeX({ posts: [{ by: 'ana', text: 'acme on time', at: minutesAgo(1) }] });
  const { cursor } = await sweep(null);
  x.add({ by: 'ben', text: 'acme indexed late', at: minutesAgo(4) });
  later(2);

  const { mentions } = await sweep(cursor);

  expect(textsOf(mentions)).toContain('acme indexed late');
});

test('the first look goes back as far as the settings say', async () => {
  const { x, sweep } = await arrangeX({
    settings: { look_back: '2h' },
    posts: [
      { by: 'ana', text: 'acme yesterday', at: minutesAgo(1440) },
      { by: 'ana', text: 'acme this morning', at: minutesAgo(110) },
    ],
  });

  const { mentions } = await sweep(null);

  expect(textsOf(mentions)).toEqual(['acme this morning']);
  expect(x.requests[0]?.query.get('start_time')).toBe('2026-08-20T10:00:00Z');
});

test('what is written between two looks without any post is not lost', async () => {
  const { x, sweep, later } = await arrangeX();
  const { cursor } = await sweep(null);
  later(60);
  x.add({ by: 'ana', text: 'acme during the pause' });
  later(300);

  const { mentions } = await sweep(cursor);

  expect(textsOf(mentions)).toEqual(['acme during the pause']);
});

test('after more than a week it reads what X still shows and names the gap', async () => {
  const { x, sweep, later } = await arrangeX({ posts: posts(1) });
  const { cursor } = await sweep(null);
  later(8 * 1440);
  x.add({ by: 'ana', text: 'acme after the holidays' });

  const { mentions, notes } = await sweep(cursor);
  const next = await sweep(cursor);

  expect(x.requests.at(-1)?.query.has('since_id')).toBe(false);
  expect(textsOf(mentions)).toEqual(['acme after the holidays']);
  expect(notes).toEqual([expect.stringContaining('was not read between 2026-08-20T12:00:00')]);
  expect(next.notes).toHaveLength(1);
});

test('a quiet week without a pause leaves no gap to report', async () => {
  const { sweep, later } = await arrangeX();
  let { cursor } = await sweep(null);
  const notes: string[] = [];
  for (let day = 0; day < 9; day += 1) {
    later(1440);
    const swept = await sweep(cursor);
    cursor = swept.cursor;
    notes.push(...swept.notes);
  }

  expect(notes).toEqual([]);
});

test('when X calls the id too old, the sweep starts again as far back as X allows', async () => {
  const { x, sweep, later } = await arrangeX({ posts: posts(2) });
  const { cursor } = await sweep(null);
  later(2);
  x.add({ by: 'ana', text: 'acme once more' });
  x.next(staleId);

  const { mentions } = await sweep(cursor);

  expect(x.requests.at(-1)?.query.get('start_time')).toBe('2026-08-13T12:03:00Z');
  expect(textsOf(mentions)).toContain('acme once more');
});

test('when X has forgotten its own token, the sweep starts again from its first page', async () => {
  const { x, poll, sweep } = await arrangeX({ posts: posts(150) });
  const first = await poll(null);
  x.next(deadToken);

  const rest = await sweep(first.cursor);

  expect(new Set(textsOf(rest.mentions)).size).toBe(150);
});

test('a token that is refused twice ends the round, and the next one begins anew', async () => {
  const { x, poll, sweep, later } = await arrangeX({ posts: posts(150) });
  const first = await poll(null);
  x.next(deadToken);
  const restarted = await poll(first.cursor);
  const again = await poll(restarted.cursor);
  x.next(deadToken);

  const given = await poll(again.cursor);
  later(1);
  const next = await sweep(given.cursor);

  expect(given).toMatchObject({ outcome: 'empty', notes: [expect.stringContaining('lost its place')] });
  expect(new Set(textsOf(next.mentions)).size).toBe(150);
});

test('feeds take turns, so that a busy one starves none', async () => {
  const { poll } = await arrangeX({
    posts: [...posts(250), { by: 'ana', text: 'zebra', at: minutesAgo(1) }],
    context: { queries: ['acme', 'zebra'] },
  });

  const first = await poll(null);
  const second = await poll(first.cursor);

  expect(first.mentions).toHaveLength(100);
  expect(textsOf(second.mentions)).toEqual(['zebra']);
});

test('a query that is configured no more is forgotten, with its place', async () => {
  const { poll, sweep } = await arrangeX({ posts: posts(150), context: { queries: ['acme', 'zebra'] } });
  const first = await poll(null);

  const { cursor } = await sweep(first.cursor, { queries: ['zebra'] });

  expect(JSON.stringify(cursor)).toContain('zebra');
  expect(JSON.stringify(cursor)).not.toContain('acme');
});

test('it asks for as many posts as the budget grants and books what came, like X', async () => {
  const budget = recordingBudget(40);
  const { x, sweep, later } = await arrangeX({ posts: posts(60), context: { budget } });

  const { cursor } = await sweep(null);
  later(2);
  await sweep(cursor);

  const booked = new Set(budget.settled.flatMap(({ externalIds }) => externalIds));
  expect(x.requests.map(({ query }) => query.get('max_results'))).toEqual(['40', '40', '40', '40']);
  expect(booked.size).toBe(x.billed('2026-08-20'));
});

test('a budget too small for the smallest page asks nothing and says so', async () => {
  const budget = recordingBudget(9);
  const { x, poll } = await arrangeX({ posts: posts(60), context: { budget } });

  const page = await poll(null);

  expect(x.requests).toEqual([]);
  expect(page.notes).toEqual([expect.stringContaining('budget')]);
  expect(budget.settled).toEqual([{ reserved: 9, externalIds: [] }]);
});

test('the mentions of our account are read beside the search when its number is known', async () => {
  const { x, sweep } = await arrangeX({
    settings: { user_id: '42' },
    accounts: [{ id: '42', handle: 'acmecoffee', name: 'Acme', followers: 10 }],
    posts: [{ by: 'ana', text: '@acmecoffee hello', at: minutesAgo(2) }],
  });

  const { mentions } = await sweep(null);

  expect(x.requests.map(({ path }) => path)).toEqual(['/2/users/42/mentions', '/2/tweets/search/recent']);
  expect(textsOf(mentions)).toEqual(['@acmecoffee hello']);
});

test('a timeline that ends at its depth says that older mentions may be missing', async () => {
  const { sweep } = await arrangeX({
    settings: { user_id: '42', search: false },
    accounts: [{ id: '42', handle: 'acmecoffee', name: 'Acme', followers: 10 }],
    posts: posts(820).map((post) => ({ ...post, text: `@acmecoffee ${post.text}` })),
  });

  const { mentions, notes } = await sweep(null);

  expect(mentions).toHaveLength(800);
  expect(notes).toEqual([expect.stringContaining('newest 800')]);
});

test('new field names are asked for and read when the settings say so', async () => {
  const { x, sweep } = await arrangeX({ settings: { field_names: 'new' } });
  const question = x.add({ by: 'ana', text: 'where is acme?', at: minutesAgo(3) });
  const long = `acme ${'and so on '.repeat(60)}until the end https://acme.example/a?b=1&c=2`;
  x.reply(question, { by: 'ben', text: long, at: minutesAgo(2) });

  const { mentions } = await sweep(null);

  expect(x.requests[0]?.query.has('tweet.fields')).toBe(false);
  expect(mentions.find(({ text }) => text === long)).toMatchObject({ inReplyTo: question, author: { handle: 'ben' } });
});

test('an edited post keeps its id and gets the new text', async () => {
  const { x, sweep, later } = await arrangeX();
  const id = x.add({ by: 'ana', text: 'acme is fine', at: minutesAgo(1) });
  const { cursor } = await sweep(null);
  later(2);
  x.edit(id, 'acme is not fine at all');

  const { mentions } = await sweep(cursor);

  expect(mentions).toMatchObject([{ externalId: id, text: 'acme is not fine at all', createdAt: minutesAgo(1) }]);
  expect(mentions[0]?.updatedAt).toEqual(new Date(noon.getTime() + 2 * 60_000));
});

test('without any keyword it asks nothing and says why', async () => {
  const { x, poll } = await arrangeX({ context: { queries: [] } });

  const page = await poll(null);

  expect(x.requests).toEqual([]);
  expect(page).toMatchObject({ outcome: 'empty', notes: [expect.stringContaining('no keyword')] });
});
