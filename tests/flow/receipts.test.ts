import { expect, it, onTestFinished, vi } from 'vitest';
import { openChannel } from '../../src/channels/index.ts';
import { change } from '../../src/pipeline/acknowledge.ts';
import { listen } from '../../src/pipeline/listen.ts';
import { startPushover } from '../../src/stand-ins/pushover.ts';
import { scriptedChannel } from '../support/scripted-channel.ts';
import { alertsOf, openTeam } from '../support/team.ts';
import type { World } from '../support/world.ts';

const openRung = async () => {
  let world: World | undefined;
  const pushover = await startPushover({ now: () => world?.now() ?? new Date() });
  onTestFinished(() => pushover.close());
  const { token, user, url } = pushover;
  const phone = openChannel({ id: 'phone', kind: 'pushover', token, user, base_url: url });
  world = openTeam(['{ at: 0%, notify: [phone] }'], phone, scriptedChannel('spare'));
  await world.hear([{ text: '[1 negative] acme is down for everybody' }]);
  await world.settle();
  return { world, pushover, phone };
};

it('an alarm falls silent as soon as somebody acknowledges elsewhere', async () => {
  const { world, pushover } = await openRung();
  expect(pushover.shown()).toHaveLength(1);
  const [alert] = await alertsOf(world);

  await change(world.app, alert?.id ?? '', { type: 'acknowledge', by: 'ana', at: world.now() });
  await world.settle();

  expect(pushover.shown()).toEqual([]);
});

it('a tap on the alarm acknowledges the alert', async () => {
  const { world, pushover, phone } = await openRung();
  const [alarm] = pushover.shown();
  if (alarm) pushover.acknowledge(alarm, 'anas-phone');
  const stop = new AbortController();

  const listening = listen(world.app, phone, stop.signal);
  await vi.waitFor(async () => expect(await alertsOf(world)).toMatchObject([{ state: 'acknowledged' }]));
  stop.abort();
  await listening;

  expect(await alertsOf(world)).toMatchObject([{ acknowledgedBy: 'anas-phone' }]);
});
