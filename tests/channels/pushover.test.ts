import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Channel, Press, Waiting } from '../../src/channels/channel.ts';
import { openChannel } from '../../src/channels/index.ts';
import type { Context } from '../../src/lib/context.ts';
import { Failure } from '../../src/lib/failure.ts';
import { type PushoverMessage, type PushoverStandIn, startPushover } from '../../src/stand-ins/pushover.ts';
import { alertMessage, markerToken } from '../support/alerts.ts';
import { testContext } from '../support/context.ts';

const arrange = async (settings: Record<string, unknown> = {}) => {
  const context = testContext();
  const pushover = await startPushover({ now: context.now });
  onTestFinished(() => pushover.close());
  const { token, user, url } = pushover;
  const channel = openChannel({ id: 'phone', kind: 'pushover', token, user, base_url: url, ...settings });
  return { pushover, context, channel };
};

const shownOn = (pushover: PushoverStandIn): PushoverMessage => {
  const [message] = pushover.shown();
  if (!message) throw new Error('the phone shows nothing');
  return message;
};

test('a suggestion is left to where there is more room', async () => {
  const { pushover, channel, context } = await arrange();

  await channel.send(alertMessage({ suggestion: 'Sentimos mucho lo ocurrido.' }), context);

  expect(JSON.stringify(shownOn(pushover))).not.toContain('Sentimos');
});

describe('loudness', () => {
  test.each([
    [1, 2],
    [2, 1],
    [3, 0],
    [4, -1],
    [5, -2],
  ] as const)('level %i has priority %i', async (urgency, priority) => {
    const { pushover, channel, context } = await arrange();

    await channel.send(alertMessage({ alert: { urgency } }), context);

    expect(shownOn(pushover).priority).toBe(priority);
  });

  test.each([
    [1, -1],
    [4, -1],
    [5, -2],
  ] as const)('a soft alert of level %i has priority %i', async (urgency, priority) => {
    const { pushover, channel, context } = await arrange();

    await channel.send(alertMessage({ alert: { urgency, soft: true } }), context);

    expect(shownOn(pushover).priority).toBe(priority);
  });
});

describe('an alarm', () => {
  test.each([
    ['until the deadline', '2026-08-20T12:53:00.000Z', { expire: 3180, retry: 64 }],
    ['three hours at most', '2026-08-21T12:00:00.000Z', { expire: 10_800, retry: 216 }],
    ['ten minutes when it is late', '2026-08-20T11:00:00.000Z', { expire: 600, retry: 60 }],
  ])('rings %s, and never more than 50 times', async (_, deadline, expected) => {
    const { pushover, channel, context } = await arrange();

    await channel.send(alertMessage({ alert: { deadline: new Date(deadline) } }), context);

    expect(shownOn(pushover)).toMatchObject(expected);
  });

  test('rings as often as is asked for', async () => {
    const { pushover, channel, context } = await arrange({ repeat_every: '5m' });

    await channel.send(alertMessage(), context);

    expect(shownOn(pushover).retry).toBe(300);
  });

  test.each(['29s', '11m'])('does not ring every %s', (repeat_every) => {
    const open = () => openChannel({ id: 'phone', kind: 'pushover', token: 'a', user: 'u', repeat_every });

    expect(open).toThrow('repeat_every must be between 30s and 10m');
  });

  test('whose first attempt may have arrived is silenced before it is sent again', async () => {
    const { pushover, channel, context } = await arrange();
    pushover.next({ type: 'cut' });
    await expect(channel.send(alertMessage(), context)).rejects.toMatchObject({ kind: 'unknown' });

    await channel.send({ ...alertMessage(), attempt: 2 }, context);

    expect(pushover.messages).toHaveLength(2);
    expect(pushover.shown()).toHaveLength(1);
  });

  test('is sent again even when the first attempt cannot be silenced', async () => {
    const { pushover, channel, context } = await arrange();
    pushover.next({ type: 'answer', status: 500, body: '' });

    await channel.send({ ...alertMessage(), attempt: 2 }, context);

    expect(pushover.shown()).toHaveLength(1);
  });

  test('of another person goes on when one is cleared', async () => {
    const { pushover, channel, context } = await arrange();
    const { token, user, url } = pushover;
    const other = openChannel({ id: 'bens-phone', kind: 'pushover', token, user, base_url: url });
    const receipt = await channel.send(alertMessage(), context);
    await other.send(alertMessage(), context);

    await channel.clear?.(receipt, alertMessage(), context);

    expect(pushover.shown()).toMatchObject([{ tags: 'al_01_step0_bens-phone' }]);
  });

  test('a message that never rang needs no clearing', async () => {
    const { pushover, channel, context } = await arrange();
    const message = alertMessage({ alert: { urgency: 3 } });
    const receipt = await channel.send(message, context);

    await channel.clear?.(receipt, message, context);

    expect(pushover.requests).toHaveLength(1);
  });
});

describe('the one link', () => {
  test('of an alarm is the post, as the app itself acknowledges', async () => {
    const { pushover, channel, context } = await arrange();

    await channel.send(alertMessage(), context);

    expect(shownOn(pushover)).toMatchObject({
      url: 'https://x.com/i/web/status/2090379311969206376',
      url_title: 'Open · x.com',
    });
  });

  test('of anything quieter acknowledges, and the address of the post stands in the text', async () => {
    const { pushover, channel, context } = await arrange();

    await channel.send(alertMessage({ alert: { urgency: 2 } }), context);

    expect(shownOn(pushover)).toMatchObject({
      url: 'https://earshot.example/a/page',
      url_title: "I'm on it · earshot.example",
      message: expect.stringContaining('https://x.com/i/web/status/2090379311969206376'),
    });
  });

  test('is the inbox when the address of the post is too long', async () => {
    const { pushover, channel, context } = await arrange();
    const message = { ...alertMessage(), url: `https://x.com/${'a'.repeat(600)}` };

    await channel.send(message, context);

    expect(shownOn(pushover).url).toBe('https://earshot.example/alerts/al_01');
  });
});

describe('what the vendor says counts', () => {
  test.each([
    [400, { token: 'invalid' }, 'unauthorized'],
    [400, { user: 'invalid' }, 'recipient'],
    [400, { message: 'cannot be blank' }, 'message'],
    [200, { message: 'cannot be blank' }, 'message'],
    [429, { message: 'over quota' }, 'exhausted'],
    [500, {}, 'transient'],
  ])('%i with %j is a failure of kind %s', async (status, fields, kind) => {
    const { failure } = await failureAfter({ status, body: { ...fields, errors: ['refused'], status: 0 } });

    expect(failure.kind).toBe(kind);
  });

  test('a used-up quota returns when the vendor says', async () => {
    const headers = {
      'x-limit-app-limit': '10000',
      'x-limit-app-remaining': '0',
      'x-limit-app-reset': '1788238800',
    };

    const { failure } = await failureAfter({ status: 429, headers, body: '' });

    expect(failure.resetAt).toEqual(new Date('2026-09-01T05:00:00.000Z'));
  });

  test('and on the first of the month when it does not say', async () => {
    const { failure } = await failureAfter({ status: 429, body: '' });

    expect(failure.resetAt).toEqual(new Date('2026-09-01T00:00:00.000Z'));
  });

  test('a server in trouble is left alone for five seconds at least', async () => {
    const { failure } = await failureAfter({ status: 503, body: '' });

    expect(failure.retryAfterMs).toBe(5000);
  });
});

test.each([
  [1001, false],
  [500, true],
])('with %i messages left, the log warns: %s', async (left, warns) => {
  const { pushover, channel, context } = await arrange();
  pushover.left(left);

  await channel.send(alertMessage(), context);

  expect(context.logged.some((line) => line.includes('nearly used up'))).toBe(warns);
});

test('the check tells what is left of the month', async () => {
  const { channel, context } = await arrange();

  const sentence = await channel.check?.(context);

  expect(sentence).toBe("Pushover knows 2 of the recipient's devices; 10000 of 10000 messages are left this month");
});

describe('listening', () => {
  test('a tap in the app is heard, with the name of the device and never the key of the user', async () => {
    const { pushover, channel, context } = await arrange();
    const waiting = await ring(channel, context);
    pushover.acknowledge(shownOn(pushover), 'anas-phone');

    const ear = listen(channel, context, waiting);
    await vi.waitFor(() => expect(ear.state.position).not.toBeNull());
    await ear.stop();

    expect(ear.heard).toMatchObject([{ token: markerToken, who: { channel: 'phone', name: 'anas-phone' } }]);
    expect(JSON.stringify([ear.heard, ear.state])).not.toContain(pushover.user);
  });

  test('what was heard once is not heard again after a restart', async () => {
    const { pushover, channel, context } = await arrange();
    const waiting = await ring(channel, context);
    pushover.acknowledge(shownOn(pushover));
    const first = listen(channel, context, waiting);
    await vi.waitFor(() => expect(first.state.position).not.toBeNull());
    await first.stop();
    const asked = pushover.requests.length;

    const second = listen(channel, context, waiting, first.state.position);
    await vi.waitFor(() => expect(second.passes()).toBe(1));
    await second.stop();

    expect(second.heard).toEqual([]);
    expect(pushover.requests).toHaveLength(asked);
  });

  test('what was heard once stays heard when other alarms come and go, as after a reopening', async () => {
    const { pushover, channel, context } = await arrange();
    const waiting = await ring(channel, context);
    pushover.acknowledge(shownOn(pushover));
    const first = listen(channel, context, waiting);
    await vi.waitFor(() => expect(first.state.position).not.toBeNull());
    await first.stop();
    const other = { receipt: { ref: { receipt: 'rForgotten', tag: 't' }, confirmed: false }, token: markerToken };
    const second = listen(channel, context, [other], first.state.position);
    await vi.waitFor(() => expect(second.state.position).toContain('rForgotten'));
    await second.stop();

    const third = listen(channel, context, waiting, second.state.position);
    await vi.waitFor(() => expect(third.passes()).toBe(1));
    await third.stop();

    expect(third.heard).toEqual([]);
  });

  test('a press that could not be stored is heard again', async () => {
    const { pushover, channel, context } = await arrange();
    const waiting = await ring(channel, context);
    pushover.acknowledge(shownOn(pushover));
    const state = { load: async () => null, save: async () => undefined, waiting: async () => waiting };

    const failing = channel.listen?.(state, () => Promise.reject(new Error('the store is away')), context);
    await expect(failing).rejects.toThrow('the store is away');
    const ear = listen(channel, context, waiting);
    await vi.waitFor(() => expect(ear.heard).toHaveLength(1));
    await ear.stop();

    expect(ear.heard).toMatchObject([{ token: markerToken }]);
  });

  test('an alarm that was cancelled presses nothing and is not asked for again', async () => {
    const { channel, context } = await arrange();
    const waiting = await ring(channel, context);
    const [alarm] = waiting;
    if (alarm) await channel.clear?.(alarm.receipt, alertMessage(), context);

    const ear = listen(channel, context, waiting);
    await vi.waitFor(() => expect(ear.state.position).toBe(JSON.stringify([alarm?.receipt.ref?.['receipt']])));
    await ear.stop();

    expect(ear.heard).toEqual([]);
  });

  test('a receipt the vendor has forgotten is let go', async () => {
    const { channel, context } = await arrange();
    const forgotten = { receipt: { ref: { receipt: 'rForgotten', tag: 't' }, confirmed: false }, token: markerToken };

    const ear = listen(channel, context, [forgotten]);
    await vi.waitFor(() => expect(ear.state.position).toBe('["rForgotten"]'));
    await ear.stop();

    expect(ear.heard).toEqual([]);
  });

  test('while nothing rings, the vendor is left alone', async () => {
    const { pushover, channel, context } = await arrange();
    const quiet: Waiting = { receipt: { ref: null, confirmed: false }, token: markerToken };

    const ear = listen(channel, context, [quiet]);
    await vi.waitFor(() => expect(ear.passes()).toBe(1));
    await ear.stop();

    expect(pushover.requests).toEqual([]);
  });

  test('a token the vendor no longer knows is a failure of the credential', async () => {
    const { pushover, channel, context } = await arrange();
    const waiting = await ring(channel, context);
    pushover.always({ type: 'answer', status: 400, body: { status: 0, token: 'invalid', errors: [] } });

    await expect(listen(channel, context, waiting).ended).rejects.toMatchObject({ kind: 'unauthorized' });
  });
});

const failureAfter = async (answer: { status: number; headers?: Record<string, string>; body: unknown }) => {
  const { pushover, channel, context } = await arrange();
  pushover.always({ type: 'answer', ...answer });
  const [outcome] = await Promise.allSettled([channel.send(alertMessage(), context)]);
  if (outcome.status === 'rejected' && outcome.reason instanceof Failure) return { failure: outcome.reason };
  throw new Error('it did not fail');
};

const ring = async (channel: Channel, context: Context): Promise<Waiting[]> => [
  { receipt: await channel.send(alertMessage(), context), token: markerToken },
];

/** A position that a store would keep, everything that was heard, and how often the store was asked. */
const listen = (channel: Channel, context: Context, waiting: Waiting[], position: string | null = null) => {
  const state = { position };
  const heard: Press[] = [];
  const stop = new AbortController();
  let passes = 0;
  const ended = Promise.resolve(
    channel.listen?.(
      {
        load: async () => state.position,
        save: async (next) => {
          state.position = next;
        },
        waiting: async () => {
          passes += 1;
          return waiting;
        },
      },
      async (press) => void heard.push(press),
      { ...context, signal: stop.signal },
    ),
  );
  return {
    state,
    heard,
    passes: () => passes,
    ended,
    stop: () => {
      stop.abort();
      return ended;
    },
  };
};
