import { describe, expect, it } from 'vitest';
import { deliveryCommands, overdueDeliveries } from '../../src/store/alerts.ts';
import { transact } from '../../src/store/transaction.ts';
import { scriptedChannel } from '../support/scripted-channel.ts';
import { alertsOf, openTeam } from '../support/team.ts';

const minute = 60_000;
const steps = ['{ at: 0%, notify: [phone] }', '{ at: 50%, notify: [phone] }'];

describe('the audit', () => {
  it('puts back every lost notification, however many others wait for their turn', async () => {
    const phone = scriptedChannel('phone');
    const world = openTeam(steps, phone);
    const { redis, keys } = world.app;
    await world.hear([{ text: '[3 negative] acme is late' }]);
    await world.settle();
    const [alert] = await alertsOf(world);
    const waitingLong = Array.from({ length: 600 }, (_, version) => ({
      alertId: alert?.id ?? '',
      kind: 'edit' as const,
      channel: 'phone',
      step: 0,
      version: 1000 + version,
    }));
    await transact(redis, keys, [], deliveryCommands(keys, waitingLong, new Date(world.now().getTime() - minute)));

    await world.audit();

    expect(await overdueDeliveries(redis, keys, world.now())).toHaveLength(600);
    expect(world.waiting.deliveries).toHaveLength(600);
  });
});

describe('the ticker', () => {
  it('goes on to the other alerts when one cannot be read', async () => {
    const phone = scriptedChannel('phone');
    const world = openTeam(steps, phone);
    const { redis, keys } = world.app;
    for (const id of ['lucia', 'marek']) {
      await world.hear([{ text: `[3 negative] acme is late, says ${id}`, author: { id } }]);
      await world.settle();
      await world.pass(1000);
    }
    const [broken] = await alertsOf(world);
    await redis.hset(keys.alert(broken?.id ?? ''), 'j', '{}');

    await world.pass(31 * minute);

    expect(phone.rung).toHaveLength(3);
  });
});
