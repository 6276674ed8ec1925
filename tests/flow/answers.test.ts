import { describe, expect, it } from 'vitest';
import { answersSeen, postsGone } from '../../src/pipeline/answer.ts';
import { awaitingAnswers } from '../../src/pipeline/awaiting.ts';
import { scriptedChannel } from '../support/scripted-channel.ts';
import { alertsOf, openTeam } from '../support/team.ts';

const minute = 60_000;
const open = () => openTeam(['{ at: 0%, notify: [phone] }'], scriptedChannel('phone'));
const states = async (world: ReturnType<typeof open>) => (await alertsOf(world)).map(({ state }) => state);

describe('our own public answer', () => {
  it('closes an alert that is opened in the very moment the answer is seen', async () => {
    const world = open();
    await world.hear([{ text: '[3 negative] acme is late', externalId: '7' }]);
    const { redis } = world.app;
    world.app.redis = new Proxy(redis, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (name !== 'evalsha') return typeof member === 'function' ? member.bind(target) : member;
        return async (...args: Parameters<typeof target.evalsha>) => {
          world.app.redis = target;
          await world.settle();
          return target.evalsha(...args);
        };
      },
    });

    await answersSeen(world.app, 'twitter', [{ inReplyTo: '7', at: new Date(world.now().getTime() + minute) }]);

    expect(await states(world)).toEqual(['answered']);
  });

  it('in a thread that the brand began closes only the alert of the customer it answers', async () => {
    const world = open();
    const thread = { conversation: 'ours', inReplyTo: 'ours' };
    await world.hear([
      { text: '[3 negative] acme is late', externalId: 'a', author: { id: 'a' }, ...thread },
      { text: '[1 negative] acme burnt my hand', externalId: 'b', author: { id: 'b' }, ...thread },
    ]);
    await world.settle();
    const at = new Date(world.now().getTime() + minute);

    await answersSeen(world.app, 'twitter', [{ inReplyTo: 'a', conversation: 'ours', at }]);

    const alerts = await alertsOf(world);
    expect(alerts.map(({ urgency, state }) => `${urgency} ${state}`).sort()).toEqual(['1 open', '3 answered']);
  });

  it('counts by the latest, in whatever order a source shows them', async () => {
    const world = open();
    const at = (minutes: number) => new Date(world.now().getTime() + minutes * minute);

    await answersSeen(world.app, 'twitter', [
      { inReplyTo: '7', at: at(5) },
      { inReplyTo: '7', at: at(-5) },
    ]);

    expect(await world.app.redis.get(world.app.keys.answered('twitter', '7'))).toBe(String(at(5).getTime()));
  });

  it('is looked for below posts that can still be answered in time, however many others wait', async () => {
    const world = open();
    const { redis, keys } = world.app;
    await world.hear([{ text: '[3 negative] acme is late', externalId: '7' }]);
    await world.settle();
    for (let n = 0; n < 250; n += 1)
      await redis.zadd(keys.active, world.now().getTime() - n * minute - 1, `al_old${n}`);

    expect(await awaitingAnswers(world.app, 'twitter')).toEqual([{ externalId: '7' }]);
  });
});

describe('posts that are deleted', () => {
  it('one after the other resolve their alert with the last one', async () => {
    const world = open();
    await world.hear([
      { text: '[3 negative] acme is late', externalId: '1' },
      { text: '[3 negative] acme is still late', externalId: '2' },
    ]);
    await world.settle();

    await postsGone(world.app, 'twitter', ['1']);
    const afterFirst = await states(world);
    await postsGone(world.app, 'twitter', ['2']);

    expect(afterFirst).toEqual(['open']);
    expect((await alertsOf(world))[0]).toMatchObject({ state: 'resolved', resolution: 'gone', count: 2 });
  });
});
