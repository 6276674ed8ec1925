import { expect, test } from 'vitest';
import { Failure } from '../../../src/lib/failure.ts';
import { twitter, xDialect } from '../../../src/sources/twitter.ts';
import { arrangeX, noon, posts, textsOf } from './arrange.ts';

const failureOf = async (promise: Promise<unknown>): Promise<Failure> => {
  const [outcome] = await Promise.allSettled([promise]);
  if (outcome.status === 'rejected' && outcome.reason instanceof Failure) return outcome.reason;
  throw new Error(`expected a Failure, got ${JSON.stringify(outcome)}`);
};

const resetIn = (seconds: number): string => String(noon.getTime() / 1000 + seconds);

const problems = [
  {
    what: 'no credits',
    status: 402,
    body: { title: 'CreditsDepleted', type: 'https://api.twitter.com/2/problems/credits' },
    expected: { kind: 'exhausted', retryAfterMs: 3_600_000, remedy: expect.stringContaining('credits') },
  },
  {
    what: 'a used-up monthly cap',
    status: 429,
    headers: { 'x-rate-limit-limit': '450', 'x-rate-limit-reset': resetIn(60) },
    body: { title: 'UsageCapExceeded', period: 'Monthly', type: 'https://api.twitter.com/2/problems/usage-capped' },
    expected: { kind: 'exhausted' },
  },
  {
    what: 'an app without a project',
    status: 403,
    body: { title: 'Client Forbidden', reason: 'client-not-enrolled' },
    expected: { kind: 'unauthorized', remedy: expect.stringContaining('console.x.com') },
  },
  {
    what: 'a full rate window, counted by the clock of X',
    status: 429,
    headers: { 'x-rate-limit-reset': resetIn(400), date: new Date(noon.getTime() + 100_000).toUTCString() },
    body: { title: 'Too Many Requests' },
    expected: { kind: 'throttled', retryAfterMs: 300_000 },
  },
  {
    what: 'a rate window that a wrong clock makes endless',
    status: 429,
    headers: { 'x-rate-limit-reset': resetIn(86_400), date: noon.toUTCString() },
    body: { title: 'Too Many Requests' },
    expected: { kind: 'throttled', retryAfterMs: 960_000 },
  },
  {
    what: 'a rate window that is over already',
    status: 429,
    headers: { 'x-rate-limit-reset': resetIn(-5), date: noon.toUTCString() },
    body: { errors: [{ code: 88, message: 'Rate limit exceeded' }] },
    expected: { kind: 'throttled', retryAfterMs: 1000 },
  },
  {
    what: 'a throttle without any hint',
    status: 429,
    body: '',
    expected: { kind: 'throttled', retryAfterMs: 60_000 },
  },
  {
    what: 'an address that is gone',
    status: 404,
    body: { title: 'Not Found Error', type: 'https://api.twitter.com/2/problems/resource-not-found' },
    expected: { kind: 'recipient' },
  },
  {
    what: 'a gateway page',
    status: 503,
    body: '<html><title>503</title></html>',
    expected: { kind: 'transient' },
  },
];

test.each(problems)('$what is told apart', async ({ expected, ...answer }) => {
  const { x, poll } = await arrangeX();
  x.next({ type: 'answer', ...answer });

  const failure = await failureOf(poll(null));

  expect(failure).toMatchObject(expected);
});

test('an answer with nothing but errors says that there is nothing to show', async () => {
  const { x, poll } = await arrangeX({ settings: { user_id: '42', search: false } });
  x.next({ type: 'answer', body: { errors: [{ title: 'Not Found Error', detail: 'Could not find user 42.' }] } });

  const failure = await failureOf(poll(null));

  expect(failure).toMatchObject({ kind: 'recipient', sample: 'Could not find user 42.' });
});

test('a redirect is a matter for a person, since the token must not follow it', async () => {
  const { x, poll } = await arrangeX();
  x.next({ type: 'redirect', to: 'https://example.com/' });

  const failure = await failureOf(poll(null));

  expect(failure).toMatchObject({ kind: 'unauthorized', remedy: expect.stringContaining('base_url') });
});

test('the only query, refused, is a failure that names it', async () => {
  const { poll } = await arrangeX({ context: { queries: ['acme min_faves:10'] } });

  const failure = await failureOf(poll(null));

  expect(failure).toMatchObject({
    kind: 'message',
    status: 400,
    message: expect.stringContaining('acme min_faves:10'),
  });
});

test('one refused query of several is left out for an hour and named, and the others go on', async () => {
  const { x, sweep, later } = await arrangeX({ posts: posts(2), context: { queries: ['-acme', 'acme'] } });

  const first = await sweep(null);
  later(30);
  const second = await sweep(first.cursor);
  later(31);
  const third = await sweep(second.cursor);

  expect(textsOf(first.mentions)).toHaveLength(2);
  expect(first.notes).toEqual([expect.stringContaining('X refuses the query -acme')]);
  expect(second.notes).toEqual([]);
  expect(third.notes).toHaveLength(1);
  expect(x.requests.map(({ query }) => query.get('query'))).toEqual(['-acme', 'acme', 'acme', '-acme', 'acme']);
});

test('too many requests in a quarter of an hour wait for its end', async () => {
  const { poll, later } = await arrangeX();
  for (let count = 0; count < 450; count += 1) await poll(null);
  later(5);

  const failure = await failureOf(poll(null));

  expect(failure).toMatchObject({ kind: 'throttled', retryAfterMs: 600_000 });
});

test.each([
  [{}, 'X needs a credential'],
  [{ api_key: 'a', api_secret: 'b' }, 'set all four'],
  [{ bearer_token: 'a', mentions: true }, 'needs user_id'],
  [{ bearer_token: 'a', user_id: '@acme' }, 'long number'],
])('the settings %j are refused with a sentence', (settings, sentence) => {
  const { error } = twitter.settings.safeParse({ id: 'x', kind: 'twitter', ...settings });

  expect(error?.issues.map(({ message }) => message)).toEqual([expect.stringContaining(sentence)]);
});

test('keywords are written the way X reads them', () => {
  const { word, phrase, handle, hashtag, domain, not } = xDialect;

  expect(word('café')).toBe('café');
  expect(word('AT&T')).toBe('"AT&T"');
  expect(word('or')).toBe('"or"');
  expect(phrase('acme "the" coffee')).toBe('"acme  the  coffee"');
  expect(handle('acme')).toBe('@acme');
  expect(handle('much-too-long-for-x')).toBeUndefined();
  expect(hashtag('acme')).toBe('#acme');
  expect(domain('acme.com')).toBe('url:"acme.com"');
  expect(not?.('"road runner"')).toBe('-"road runner"');
});
