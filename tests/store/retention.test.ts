import { describe, expect, it } from 'vitest';
import type { Mention } from '../../src/domain/mention.ts';
import { change } from '../../src/pipeline/acknowledge.ts';
import { loadMentions, savePage } from '../../src/store/mentions.ts';
import { forget } from '../../src/store/retention.ts';
import { openTestStore } from '../support/redis.ts';
import { scriptedChannel } from '../support/scripted-channel.ts';
import { alertsOf, openTeam } from '../support/team.ts';

const day = 86_400_000;
const retention = { mentionsMs: 90 * day, unmatchedMs: 30 * day, unmatchedMost: 1000, contentMs: new Map() };

describe('forgetting', () => {
  it('removes what is old with its closed alert, and keeps what somebody still has to answer', async () => {
    const world = openTeam(['{ at: 0%, notify: [phone] }'], scriptedChannel('phone'));
    const { app } = world;
    await world.hear([
      { text: '[3 negative] acme is late', externalId: 'closed', author: { id: 'u1' } },
      { text: '[3 negative] acme broke my cup', externalId: 'open', author: { id: 'u2' } },
    ]);
    await world.settle();
    const closed = (await alertsOf(world)).find(({ mentions }) => mentions[0]?.externalId === 'closed');
    await change(app, closed?.id ?? '', { type: 'resolve', by: 'ana', resolution: 'by_hand', at: world.now() });

    await forget(app.redis, app.keys, retention, new Date(world.now().getTime() + 91 * day));

    const left = await loadMentions(app.redis, app.keys, ['twitter:closed', 'twitter:open']);
    expect(left.map(({ id }) => id)).toEqual(['twitter:open']);
    expect((await alertsOf(world)).map(({ state }) => state)).toEqual(['open']);
    const { alert, history, sends } = app.keys;
    const id = closed?.id ?? '';
    expect(await app.redis.exists(alert(id), history(id), sends(id))).toBe(0);
  });

  it('drops the texts of thousands of mentions that came at the same instant', async () => {
    const { redis, keys } = openTestStore();
    const seen = new Date('2026-08-20T12:00:00.000Z');
    const page = Array.from({ length: 4500 }, (_, n): { mention: Mention; matches: []; mode: 'baseline' } => ({
      mention: {
        source: 'reviews',
        externalId: String(n),
        family: 'review',
        url: null,
        author: { name: 'Marta' },
        text: 'lovely',
      },
      matches: [],
      mode: 'baseline',
    }));
    await savePage(redis, keys, page, seen);

    for (let minutes = 1; minutes <= 2; minutes += 1)
      await forget(
        redis,
        keys,
        { ...retention, contentMs: new Map([['reviews', day]]) },
        new Date(seen.getTime() + day + minutes * 60_000),
      );

    const stored = await loadMentions(
      redis,
      keys,
      page.map(({ mention }) => `reviews:${mention.externalId}`),
    );
    expect(stored.filter(({ mention }) => mention.text !== '')).toEqual([]);
  });
});
