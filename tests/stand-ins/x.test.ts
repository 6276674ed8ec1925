import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { startX, type XOptions } from '../../src/stand-ins/x.ts';

const noon = new Date('2026-08-20T12:00:00.000Z');

const PageBody = z.object({
  data: z.array(z.looseObject({ id: z.string(), text: z.string() })).default([]),
  meta: z.object({ next_token: z.string().optional(), result_count: z.number() }).optional(),
  errors: z.array(z.looseObject({ message: z.string().optional() })).default([]),
});

const arrange = async (options: XOptions = {}) => {
  const x = await startX({ now: () => noon, ...options });
  onTestFinished(() => x.close());

  const get = async (path: string, params: Record<string, string> = {}, token = 'any') => {
    const url = `${x.url}/2/${path}?${new URLSearchParams(params)}`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    return { status: response.status, headers: response.headers, ...PageBody.parse(await response.json()) };
  };
  return { x, get };
};

const texts = [
  'acme coffee is great',
  'Café ACME #latte',
  '@acme your shop https://acme.com/menu is closed',
  'acmecorp has nothing to do with it',
  'road runner buys from acme again',
];

test.each([
  ['acme', [0, 1, 2, 4]],
  ['"acme coffee"', [0]],
  ['cafe', [1]],
  ['#latte OR "road runner"', [1, 4]],
  ['acme -"road runner"', [0, 1, 2]],
  ['@acme', [2]],
  ['url:"acme.com"', [2]],
  ['from:by4', [4]],
  ['(coffee OR shop) acme', [0, 2]],
  ['acme lang:pl', [1]],
  ['acme -is:retweet -is:nullcast', [0, 1, 2, 4]],
])('the query %s finds what X would find', async (query, expected) => {
  const { get } = await arrange({
    posts: texts.map((text, index) => ({
      by: `by${index}`,
      text,
      lang: index === 1 ? 'pl' : 'en',
      at: new Date(noon.getTime() - 60_000),
    })),
  });

  const { data } = await get('tweets/search/recent', { query, 'tweet.fields': 'author_id' });

  const wanted = expected.map((index) => (texts[index] ?? '').replace(/https?:\S+/, 'https://t.co/'));
  expect(data.map(({ text }) => text.replace(/(https:\/\/t\.co\/)\w+/, '$1')).sort()).toEqual(wanted.sort());
});

test.each([
  ['a query of negations only', { query: '-acme' }],
  ['an operator X does not know', { query: 'acme min_faves:3' }],
  ['an open parenthesis', { query: '(acme' }],
  ['a query that is too long', { query: 'a'.repeat(513) }],
  ['no query', {}],
  ['a page that is too small', { query: 'acme', max_results: '9' }],
  ['two beginnings', { query: 'acme', since_id: '2090379563627446377', start_time: '2026-08-20T00:00:00Z' }],
  ['a beginning before the last seven days', { query: 'acme', start_time: '2026-08-13T11:59:59Z' }],
  ['an id from before the last seven days', { query: 'acme', since_id: '100' }],
  ['a token of another request', { query: 'acme', next_token: 'b2k7e1s9tokenpage2' }],
])('%s is refused with status 400', async (_what, params) => {
  const { get } = await arrange();

  const { status, errors } = await get('tweets/search/recent', params);

  expect(status).toBe(400);
  expect(errors).toHaveLength(1);
});

test('thousands of posts are served page by page, each once, and each billed once a day', async () => {
  const count = 8333;
  const { x, get } = await arrange({
    posts: Array.from({ length: count }, (_, index) => ({
      by: `by${index % 50}`,
      text: `acme ${index}`,
      at: new Date(noon.getTime() - (count - index) * 1000),
    })),
  });
  const ids = new Set<string>();
  let token: string | undefined;

  do {
    const next: Record<string, string> = token === undefined ? {} : { next_token: token };
    const { data, meta } = await get('tweets/search/recent', { query: 'acme', max_results: '100', ...next });
    for (const { id } of data) ids.add(id);
    token = meta?.next_token;
  } while (token !== undefined);
  await get('tweets/search/recent', { query: 'acme' });

  expect(ids.size).toBe(count);
  expect(x.requests).toHaveLength(85);
  expect(x.billed('2026-08-20')).toBe(count);
});

test('a post of the future shows up when its time has come', async () => {
  const clock = { now: noon };
  const { x, get } = await arrange({ now: () => clock.now });
  x.add({ by: 'ana', text: 'acme in a minute', at: new Date(noon.getTime() + 60_000) });

  const before = await get('tweets/search/recent', { query: 'acme' });
  clock.now = new Date(noon.getTime() + 60_000);
  const after = await get('tweets/search/recent', { query: 'acme' });

  expect(before.data).toHaveLength(0);
  expect(after.data).toHaveLength(1);
});

test('only the right token is let in, and every answer counts down the rate window', async () => {
  const { get } = await arrange({ bearerToken: 'right' });

  const wrong = await get('tweets/search/recent', { query: 'acme' }, 'wrong');
  const right = await get('tweets/search/recent', { query: 'acme' }, 'right');

  expect(wrong.status).toBe(401);
  expect(right.headers.get('x-rate-limit-remaining')).toBe('449');
  expect(right.headers.get('x-rate-limit-reset')).toBe(String(noon.getTime() / 1000 + 900));
});

test('a removed post and a suspended author are missing where X leaves them out', async () => {
  const suspended = { id: '9', handle: 'ghost', name: 'Ghost', followers: 0, suspended: true };
  const { x, get } = await arrange({ accounts: [suspended] });
  const removed = x.add({ by: 'ana', text: 'acme, regretted', at: new Date(noon.getTime() - 1000) });
  x.add({ by: 'ghost', text: 'acme, still here', at: new Date(noon.getTime() - 2000) });
  x.remove(removed);

  const { data, errors } = await get('tweets/search/recent', { query: 'acme', expansions: 'author_id' });

  expect(data).toMatchObject([{ text: 'acme, still here', author_id: '9' }]);
  expect(errors).toMatchObject([{ resource_id: '9' }]);
});
