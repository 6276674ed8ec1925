import { describe, expect, it } from 'vitest';
import { change } from '../../src/pipeline/acknowledge.ts';
import { loadHistory } from '../../src/store/alerts.ts';
import { scriptedChannel } from '../support/scripted-channel.ts';
import { alertsOf, openTeam, putChannels } from '../support/team.ts';

const minute = 60_000;
const escalating = ['{ at: 0%, notify: [phone] }', '{ at: 50%, notify: [spare] }'];
const alone = ['{ at: 0%, notify: [phone] }', '{ at: 50%, notify: [phone] }'];

describe('a channel that was taken out of the configuration', () => {
  it('passes its ring on to the next step', async () => {
    const [phone, spare] = [scriptedChannel('phone'), scriptedChannel('spare')];
    const world = openTeam(escalating, phone, spare);
    await world.hear([{ text: '[3 negative] acme is late' }]);
    phone.fail('transient');
    await world.settle();

    putChannels(world, spare);
    await world.pass(10_000);

    expect(spare.rung).toHaveLength(1);
    const [alert] = await alertsOf(world);
    expect((await loadHistory(world.app.redis, world.app.keys, alert?.id ?? '')).map(({ what }) => what)).toContain(
      'brought forward',
    );
  });

  it('is noticed by the audit: nobody works on its queue any more', async () => {
    const [phone, spare] = [scriptedChannel('phone'), scriptedChannel('spare')];
    const world = openTeam(escalating, phone, spare);
    phone.fail('transient');
    await world.hear([{ text: '[3 negative] acme is late' }]);
    await world.settle();
    putChannels(world, spare);
    world.waiting.deliveries.length = 0;
    world.app.queues.addDeliveries = async () => undefined;

    await world.pass(minute);
    await world.audit();
    const left = await world.app.redis.zrange(world.app.keys.deliveries, 0, '-1');

    expect(left.map((json) => JSON.parse(json).channel)).toEqual(['spare']);
  });

  it('was the only one: what is there now rings', async () => {
    const [phone, spare] = [scriptedChannel('phone'), scriptedChannel('spare')];
    const world = openTeam(alone, phone);
    phone.fail('transient');
    await world.hear([{ text: '[3 negative] acme is late' }]);
    await world.settle();

    putChannels(world, spare);
    await world.pass(2 * minute);

    expect(spare.rung).toHaveLength(1);
  });
});

describe('a channel that cannot be used', () => {
  it.each(['transient', 'unauthorized'] as const)(
    'and is the only one (%s): rings once when it is back, however late',
    async (kind) => {
      const phone = scriptedChannel('phone', { idempotency: 'key' });
      const world = openTeam(alone, phone);
      phone.fail(kind);
      await world.hear([{ text: '[2 negative] acme charged me twice' }]);
      await world.settle();
      await world.pass(50 * minute);
      const inOutage = phone.rung.length;

      phone.fail();
      await world.pass(30 * minute);

      expect([inOutage, phone.rung.length]).toEqual([0, 1]);
      expect((await alertsOf(world))[0]).toMatchObject({ breached: true, plan: [] });
    },
  );

  it('does not ring late once somebody has settled the alert elsewhere', async () => {
    const phone = scriptedChannel('phone');
    const world = openTeam(alone, phone);
    phone.fail('unauthorized');
    await world.hear([{ text: '[2 negative] acme charged me twice' }]);
    await world.settle();
    const [alert] = await alertsOf(world);

    await change(world.app, alert?.id ?? '', { type: 'resolve', by: 'ana', resolution: 'by_hand', at: world.now() });
    phone.fail();
    await world.pass(40 * minute);

    expect(phone.rung).toHaveLength(0);
  });

  it('keeps its ring on the list until the next step is brought forward, so that a crash in between loses nothing', async () => {
    const [phone, spare] = [scriptedChannel('phone'), scriptedChannel('spare')];
    const world = openTeam(escalating, phone, spare);
    phone.fail('unauthorized');
    await world.hear([{ text: '[3 negative] acme is late' }]);
    const { redis } = world.app;
    world.app.redis = new Proxy(redis, {
      get: (target, name) => {
        if (name === 'hgetall')
          return async (key: string) => {
            if (key.endsWith(':sends')) throw new Error('the process dies here');
            return target.hgetall(key);
          };
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });

    await expect(world.settle()).rejects.toThrow('the process dies here');
    world.app.redis = redis;
    await world.pass(minute);
    await world.audit();
    await world.pass(minute);

    expect(spare.rung).toHaveLength(1);
  });
});

describe('a fallback', () => {
  it.each([
    ['refuses connections', 'transient', {}],
    ['hangs', 'unknown', {}],
    ['asks to wait ten minutes', 'throttled', { retryAfterMs: 10 * minute }],
    ['asks to wait two minutes', 'throttled', { retryAfterMs: 2 * minute }],
  ] as const)(
    'rings within 45 s on level 1 and 3 min on level 2 when the first channel %s',
    async (_, kind, details) => {
      const times: Record<number, number> = {};
      for (const level of [1, 2]) {
        const [phone, spare] = [scriptedChannel('phone'), scriptedChannel('spare')];
        const world = openTeam(escalating, phone, spare);
        phone.fail(kind, details);
        const began = world.now().getTime();
        await world.hear([{ text: `[${level} negative] acme is down` }]);
        await world.settle();
        while (spare.rung.length === 0 && world.now().getTime() < began + 5 * minute) await world.pass(5000);
        times[level] = world.now().getTime() - began;
      }

      expect(times[1]).toBeLessThanOrEqual(45_000);
      expect(times[2]).toBeLessThanOrEqual(3 * minute);
    },
  );
});

describe('a ring whose message cannot be put together', () => {
  it('was no attempt: it rings when that passes', async () => {
    const phone = scriptedChannel('phone');
    const world = openTeam(alone, phone);
    phone.fail('transient');
    await world.hear([{ text: '[3 negative] acme is late' }]);
    await world.settle();
    phone.fail();
    const { setup } = world.app;
    world.app.setup = {
      ...setup,
      get people(): never {
        throw new Error('passing trouble');
      },
    };

    await expect(world.pass(10_000)).rejects.toThrow('passing trouble');
    world.app.setup = setup;
    await world.pass(minute);
    await world.audit();
    await world.settle();

    expect(phone.rung).toHaveLength(1);
  });
});

describe('a refusal of the credential', () => {
  it('by a channel that worked a moment ago may be a slip: it rests only after the second one', async () => {
    const phone = scriptedChannel('phone');
    const world = openTeam(['{ at: 0%, notify: [phone] }'], phone);
    const rest = () => world.app.redis.hget(world.app.keys.health('channel', 'phone'), 'suspendedUntil');
    await world.hear([{ text: '[3 negative] acme is late', author: { id: 'u1' } }]);
    await world.settle();
    phone.fail('unauthorized');

    await world.hear([{ text: '[3 negative] acme broke my cup', author: { id: 'u2' } }]);
    await world.settle();
    const afterFirst = await rest();
    await world.hear([{ text: '[3 negative] acme never answers', author: { id: 'u3' } }]);
    await world.settle();

    expect(afterFirst).toBeNull();
    expect(await rest()).not.toBeNull();
  });
});
