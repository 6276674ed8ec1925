import { describe, expect, it } from 'vitest';
import { change } from '../../src/pipeline/acknowledge.ts';
import { scriptedChannel } from '../support/scripted-channel.ts';
import { alertsOf, openTeam } from '../support/team.ts';

const steps = ['{ at: 0%, notify: [phone] }'];
const storm = (n: number) => ({
  text: '[3 negative] acme checkout fails with an error for everybody',
  author: { id: `u${n}` },
});

const openRung = async () => {
  const phone = scriptedChannel('phone');
  const world = openTeam(steps, phone);
  await world.hear([storm(0)]);
  await world.settle();
  const acknowledge = async () => {
    const [alert] = await alertsOf(world);
    await change(world.app, alert?.id ?? '', { type: 'acknowledge', by: 'ana', at: world.now() });
  };
  return { phone, world, acknowledge };
};

describe('a mention that changes before it is judged', () => {
  it('is judged as it stands, not as it was heard first', async () => {
    const phone = scriptedChannel('phone');
    const world = openTeam(steps, phone);
    await world.hear([{ externalId: '7', text: '[5 neutral] acme is fine' }]);
    await world.hear([{ externalId: '7', text: '[2 negative] acme charged me twice' }]);

    await world.settle();

    expect(phone.rung).toHaveLength(1);
    expect(await alertsOf(world)).toMatchObject([{ urgency: 2, count: 1 }]);
  });

  it('is judged once, also when a page holds it in two versions', async () => {
    const phone = scriptedChannel('phone');
    const world = openTeam(steps, phone);

    await world.hear([
      { externalId: '7', text: '[2 negative] acme is down' },
      { externalId: '7', text: '[1 negative] acme is down everywhere' },
    ]);
    await world.settle();

    expect(phone.rung).toHaveLength(1);
    expect(await alertsOf(world)).toMatchObject([{ urgency: 1, count: 1 }]);
  });
});

describe('messages that were already sent', () => {
  it('count a storm at most every ten seconds', async () => {
    const { phone, world } = await openRung();

    for (let n = 1; n < 60; n += 1) {
      await world.hear([{ ...storm(n), text: `${storm(n).text} ${n}` }]);
      await world.settle();
      await world.pass(1000);
    }
    await world.pass(20_000);

    expect(phone.edits.filter(({ step }) => step === 0).length).toBeLessThanOrEqual(8);
    expect(phone.edits.at(-1)?.count).toBe(60);
  });

  it('say at once who has it, also in a storm', async () => {
    const { phone, world, acknowledge } = await openRung();
    await world.hear([storm(1)]);
    await world.settle();
    await world.pass(10_000);
    const counted = phone.edits.length;

    await acknowledge();
    await world.settle();

    expect(counted).toBe(1);
    expect(phone.edits.at(-1)?.state).toBe('acknowledged');
  });

  it('show the last state when an older edit arrives after a newer one', async () => {
    const { phone, world, acknowledge } = await openRung();
    await world.hear([storm(1)]);
    await world.settle();
    phone.beforeEdit = async () => {
      phone.beforeEdit = async () => undefined;
      await acknowledge();
      await world.settle();
    };

    await world.pass(60_000);

    expect(phone.edits.map(({ state }) => state)).toEqual(['acknowledged', 'open', 'acknowledged']);
  });

  it('include the one that went out in the very moment somebody took the alert', async () => {
    const phone = scriptedChannel('phone');
    const world = openTeam(steps, phone);
    await world.hear([storm(0)]);
    const { redis } = world.app;
    await world.app.queues.addClassify([]);
    const batch = world.waiting.classify;
    expect(batch).toHaveLength(1);
    const pending = world.waiting.deliveries;
    const { addDeliveries } = world.app.queues;
    // Judges only: the ring waits.
    world.app.queues.addDeliveries = async () => undefined;
    await world.settle();
    world.app.queues.addDeliveries = addDeliveries;
    const [alert] = await alertsOf(world);
    let overtaken = false;
    world.app.redis = new Proxy(redis, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (name !== 'hgetall') return typeof member === 'function' ? member.bind(target) : member;
        return async (key: string) => {
          const before = await target.hgetall(key);
          if (!overtaken) {
            overtaken = true;
            pending.push({
              delivery: { alertId: alert?.id ?? '', kind: 'ring', channel: 'phone', step: 0, version: 1 },
              dueAt: 0,
            });
            await world.settle();
          }
          return before;
        };
      },
    });

    await change(world.app, alert?.id ?? '', { type: 'acknowledge', by: 'ana', at: world.now() });
    await world.settle();

    expect(phone.rung).toHaveLength(1);
    expect(phone.edits.map(({ state }) => state)).toEqual(['acknowledged']);
  });
});
