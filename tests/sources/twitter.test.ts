import { twitter } from '../../src/sources/twitter.ts';
import type { SeenRequest, StandInAnswer } from '../../src/stand-ins/stand-in.ts';
import { describeSourceContract, type Scene, sourceFixture } from '../contracts/source.ts';

const recorded = JSON.parse(sourceFixture('twitter', 'page.json'));
const laterPost = JSON.parse(sourceFixture('twitter', 'later-post.json'));

interface Page {
  data?: { id: unknown }[];
  meta: Record<string, unknown>;
}

const scenes: Record<Scene, Page> = {
  page: recorded,
  empty: { meta: { result_count: 0 } },
  broken: { ...recorded, data: [...recorded.data, { id: 7, text: null }] },
  later: {
    ...recorded,
    data: [laterPost, ...recorded.data],
    meta: { ...recorded.meta, newest_id: laterPost.id, result_count: 5 },
  },
};

// Like X, shows what is newer than `since_id` only.
const pageSince = (page: Page, sinceId: string): Page => {
  const data = page.data?.filter(({ id }) => typeof id !== 'string' || BigInt(id) > BigInt(sinceId)) ?? [];
  return data.length > 0 ? { ...page, data } : { meta: { result_count: 0 } };
};

const answer = (scene: Scene, { path, query }: SeenRequest): StandInAnswer => {
  if (path === '/2/tweets/search/recent') return { body: pageSince(scenes[scene], query.get('since_id') ?? '0') };
  if (path === '/2/usage/tweets') return { body: { data: { project_cap: '3000000', project_usage: '1234' } } };
  return { status: 404 };
};

describeSourceContract({
  transport: 'http',
  definition: twitter,
  settings: (url) => ({
    base_url: url,
    bearer_token: 'marker-of-the-bearer-token',
    api_key: 'marker-of-the-api-key',
    api_secret: 'marker-of-the-api-secret',
    access_token: 'marker-of-the-access-token',
    access_secret: 'marker-of-the-access-secret',
  }),
  answer,
  context: { queries: ['acme -is:retweet'], now: () => new Date('2026-08-20T10:10:00.000Z') },
  laterId: laterPost.id,
});
