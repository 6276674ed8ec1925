import { expect, test } from 'vitest';
import { arrangeX, minutesAgo } from './arrange.ts';

const brand = { id: '42', handle: 'acmecoffee', name: 'Acme Coffee', followers: 10 };
const userTokens = {
  api_key: 'key',
  api_secret: 'key-secret',
  access_token: '42-access',
  access_secret: 'access-secret',
};

test('our reply to someone who waits is found by a search for our own posts', async () => {
  const { x, sweep } = await arrangeX({ accounts: [brand], context: { accounts: ['AcmeCoffee'], queries: [] } });
  const question = x.add({ by: 'ana', text: 'the app is down', at: minutesAgo(200) });
  const followUp = x.reply(question, { by: 'ana', text: 'hello?', at: minutesAgo(30) });
  const reply = x.reply(followUp, { by: 'acmecoffee', text: 'we are on it', at: minutesAgo(5) });

  const { answers, mentions } = await sweep(null, { awaiting: [{ externalId: question }] });

  expect(answers).toEqual([
    {
      inReplyTo: followUp,
      conversation: question,
      at: minutesAgo(5),
      url: `https://x.com/acmecoffee/status/${reply}`,
    },
  ]);
  expect(mentions).toEqual([]);
  expect(x.requests[0]?.query.get('query')).toBe('(from:AcmeCoffee) is:reply -is:retweet');
});

test('while nobody waits our own posts are not asked for', async () => {
  const { x, sweep } = await arrangeX({ context: { accounts: ['acmecoffee'] } });

  await sweep(null);

  expect(x.requests.map(({ query }) => query.get('query'))).toEqual(['acme']);
});

test('our own replies are looked for once a minute at most', async () => {
  const { x, sweep, later } = await arrangeX({ accounts: [brand], context: { accounts: ['acmecoffee'] } });
  const question = x.add({ by: 'ana', text: 'the app is down', at: minutesAgo(10) });
  const awaiting = [{ externalId: question }];

  const first = await sweep(null, { awaiting });
  later(0.5);
  const second = await sweep(first.cursor, { awaiting });
  later(0.5);
  await sweep(second.cursor, { awaiting });

  const asked = x.requests.map(({ query }) => query.get('query')?.includes('from:'));
  expect(asked).toEqual([true, false, false, true, false]);
});

test('with the tokens of the account its timeline is read as the account itself', async () => {
  const { x, sweep } = await arrangeX({
    accounts: [brand],
    settings: { ...userTokens, mentions: false, search: false },
    context: { accounts: ['acmecoffee'] },
  });
  const question = x.add({ by: 'ana', text: 'the app is down', at: minutesAgo(10) });
  x.reply(question, { by: 'acmecoffee', text: 'we are on it', at: minutesAgo(5) });

  const { answers } = await sweep(null, { awaiting: [{ externalId: question }] });

  expect(x.requests).toHaveLength(1);
  expect(x.requests[0]).toMatchObject({
    path: '/2/users/42/tweets',
    headers: { authorization: expect.stringMatching(/^OAuth .*oauth_token="42-access"/) },
  });
  expect(answers).toMatchObject([{ inReplyTo: question }]);
});

test('a post of our own that a keyword finds is marked as ours and counts as an answer', async () => {
  const { x, sweep } = await arrangeX({ accounts: [brand], context: { accounts: ['acmecoffee'] } });
  const question = x.add({ by: 'ana', text: 'acme is down', at: minutesAgo(10) });
  x.reply(question, { by: 'acmecoffee', text: 'acme is back', at: minutesAgo(5) });

  const { answers, mentions } = await sweep(null);

  expect(mentions.map(({ text, own }) => ({ text, own }))).toEqual([
    { text: 'acme is back', own: true },
    { text: 'acme is down', own: undefined },
  ]);
  expect(answers).toMatchObject([{ inReplyTo: question }]);
});

test('reposts are no mentions', async () => {
  const { x, sweep } = await arrangeX();
  const post = {
    id: '2090379563627446377',
    text: 'RT @ana: acme',
    created_at: '2026-08-20T11:00:00.000Z',
    referenced_tweets: [{ type: 'retweeted', id: '2090379311969206376' }],
  };
  x.next({ type: 'answer', body: { data: [post], meta: { result_count: 1 } } });

  const { mentions } = await sweep(null);

  expect(mentions).toEqual([]);
});
