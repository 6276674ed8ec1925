import { describe, expect, it } from 'vitest';
import { ack } from '../../src/cli/ack.ts';
import { status } from '../../src/cli/status-text.ts';
import { testAlert } from '../../src/cli/test-alert.ts';
import { holdLease } from '../../src/store/lease.ts';
import { recordFailure, recordSuccess } from '../../src/store/sources.ts';
import { openAcme, topic } from './acme.ts';
import { printer } from './arrange.ts';

const minute = 60_000;

describe('earshot ack', () => {
  it('stops the ringing and says whose it is', async () => {
    const { app, world, hear, settle, alerts } = await openAcme();
    const { print, text } = printer();
    await hear([{ text: '[2 negative] acme charged me twice' }]);
    await settle();
    const [alert] = await alerts();

    const code = await ack(app, { alertId: alert?.id ?? '', by: 'ana', print });

    await world.settle();
    expect(code).toBe(0);
    expect(text()).toBe(`${alert?.id} is ana's. The ringing stops.`);
    expect((await alerts())[0]).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'ana' });
  });

  it('is content when somebody has it already', async () => {
    const { app, hear, settle, alerts } = await openAcme();
    const { print, lines } = printer();
    await hear([{}]);
    await settle();
    const alertId = (await alerts())[0]?.id ?? '';
    await ack(app, { alertId, by: 'ana', print });

    const code = await ack(app, { alertId, by: 'ben', print });

    expect(code).toBe(0);
    expect(lines.at(-1)).toBe('Nothing to do: ana is already on it.');
  });

  it('knows no alert of that name', async () => {
    const { app } = await openAcme();

    const acknowledging = ack(app, { alertId: 'al_none', print: () => undefined });

    await expect(acknowledging).rejects.toThrow(
      'there is no alert al_none; npx earshot status lists those that are open',
    );
  });
});

describe('earshot status', () => {
  it('orders open alerts by the time left and tells how sources, channels and budgets stand', async () => {
    const { app, hear, settle, pass, now } = await openAcme();
    const { print, text } = printer();
    await hear([{ text: '[3 negative] acme app crashes', author: { handle: 'one' } }]);
    await hear([{ text: '[1 negative] acme is down', author: { handle: 'two' } }]);
    await settle();
    await pass(5 * minute);
    await recordSuccess(app.redis, app.keys, 'source', 'x', now(), { outcome: 'items', newestAt: now(), heard: 2 });
    await recordFailure(app.redis, app.keys, 'channel', 'phone', now(), { problem: '401 from ntfy' });

    const code = await status(app, { format: 'table', print });

    expect(code).toBe(0);
    expect(text().replace(/ +$/gm, '')).toMatch(
      /10 min left +1 down +Acme +open +al_\w+ +https:\/\/x\.com.*\n +55 min left +3 problem/,
    );
    expect(text()).toMatch(
      /x +twitter +every 1m +works, 0 s ago +newest 0 s ago +2 mentions heard +posts paid: 0 today, 0 of 1000/,
    );
    expect(text()).toMatch(/phone +ntfy +FAILED 0 s ago \(1 in a row\): 401 from ntfy/);
    expect(text()).toContain('Earshot is not running');
  });

  it('says what waits too long', async () => {
    const { app, hear, settle, waiting, now } = await openAcme();
    const { print, lines } = printer();
    await hear([{ text: '[1 negative] acme is down' }]);
    await settle();
    await hear([{ text: 'acme, not judged yet' }]);
    await app.redis.zadd(app.keys.plan, now().getTime() - 3 * minute, 'al_forgotten');

    await status(app, { format: 'json', print });

    expect(waiting.classify).toHaveLength(1);
    expect(JSON.parse(lines.join('\n'))).toMatchObject({
      running: false,
      overdue: { alertId: 'al_forgotten', since: new Date(now().getTime() - 3 * minute).toISOString() },
      pending: { mentions: 1, oldest: now().toISOString() },
      alerts: [{ brand: 'Acme', level: 'down', minutesLeft: 15 }],
      moreAlerts: 0,
    });
  });

  it('knows a running daemon', async () => {
    const { app } = await openAcme();
    const { print, lines } = printer();
    await holdLease(app.redis, app.keys, 'escalate', 'another', 60_000);

    await status(app, { format: 'table', print });

    expect(lines[0]).toBe('Earshot is running.');
  });
});

describe('earshot test-alert', () => {
  const signal = new AbortController().signal;

  it('without a daemon sends itself, hears the tap and says how long it took', async () => {
    const { app, ntfy, alerts } = await openAcme();
    const { print, lines } = printer();

    const running = testAlert(app, { wait: true, print, signal });
    const [rung] = await expect
      .poll(() => ntfy.published(topic))
      .toHaveLength(1)
      .then(() => ntfy.published(topic));
    await expect.poll(() => lines.join()).toContain('Acknowledge it there');
    await expect
      .poll(
        async () => {
          if (rung) await ntfy.press(rung, "I'm on it");
          return lines.join();
        },
        { interval: 500, timeout: 10_000 },
      )
      .toContain('acknowledged it after');

    expect(await running).toBe(0);
    expect(rung).toMatchObject({ priority: 5 });
    expect(lines[1]).toMatch(/phone +accepted/);
    expect(lines.at(-1)).toBe('phone acknowledged it after 0 s');
    expect((await alerts())[0]).toMatchObject({ brand: 'Earshot test', state: 'resolved', acknowledgedBy: 'phone' });
  });

  it('closes what nobody acknowledged, and says so', async () => {
    const { app, alerts } = await openAcme();
    const { print, text } = printer();

    const code = await testAlert(app, { wait: true, print, signal, patienceMs: 1 });

    expect(code).toBe(1);
    expect(text()).toContain('Nobody acknowledged it.');
    expect((await alerts())[0]).toMatchObject({ state: 'resolved', resolution: 'by_hand' });
  });

  it('tells a channel that failed at once', async () => {
    const { app, ntfy, alerts } = await openAcme();
    const { print, text } = printer();
    ntfy.always({ type: 'answer', status: 403, body: { code: 40301, error: 'forbidden' } });

    const code = await testAlert(app, { wait: true, print, signal });

    expect(code).toBe(1);
    expect(text()).toMatch(/phone +failed: /);
    expect((await alerts())[0]?.state).toBe('resolved');
  });

  it('with a daemon at work leaves the sending to it', async () => {
    const { app, world, alerts, ntfy } = await openAcme();
    const { print, text } = printer();
    await holdLease(app.redis, app.keys, 'escalate', 'another', 60_000);

    const running = testAlert(app, { channel: 'phone', wait: false, print, signal });
    await expect.poll(() => world.waiting.deliveries).toHaveLength(1);
    await world.settle();

    expect(await running).toBe(0);
    expect(text()).toMatch(/phone +accepted/);
    expect(ntfy.published(topic)).toHaveLength(1);
    expect((await alerts())[0]?.state).toBe('open');
  });

  it('knows no channel of that name', async () => {
    const { app } = await openAcme();

    const ringing = testAlert(app, { channel: 'fax', wait: false, print: () => undefined, signal });

    await expect(ringing).rejects.toThrow('there is no channel fax that is switched on; there are: phone');
  });
});
