import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Channel, Press } from '../../src/channels/channel.ts';
import { openChannel } from '../../src/channels/index.ts';
import type { Context } from '../../src/lib/context.ts';
import { Failure } from '../../src/lib/failure.ts';
import { type NtfyMessage, type NtfyStandIn, startNtfy } from '../../src/stand-ins/ntfy.ts';
import { startStandIn } from '../../src/stand-ins/stand-in.ts';
import { alertMessage, markerToken, mentionView } from '../support/alerts.ts';
import { testContext } from '../support/context.ts';

const topic = 'acme-earshot-7f3k9q2m';
const ackTopic = 'acme-earshot-ack-0b5x8w1z';

const arrange = async (settings: Record<string, unknown> = {}) => {
  const context = testContext();
  const ntfy = await startNtfy({ now: context.now });
  onTestFinished(() => ntfy.close());
  const channel = openChannel({ id: 'phone', kind: 'ntfy', topic, base_url: ntfy.url, ...settings });
  return { ntfy, context, channel };
};

const shownOn = (ntfy: NtfyStandIn): NtfyMessage => {
  const [message] = ntfy.shown(topic);
  if (!message) throw new Error('the phone shows nothing');
  return message;
};

describe('a suggestion', () => {
  const suggestion = 'Sentimos mucho lo ocurrido.';

  test('comes last, after everything that must be read first', async () => {
    const { ntfy, channel, context } = await arrange();

    await channel.send(alertMessage({ suggestion }), context);

    expect(shownOn(ntfy).message?.split('\n').at(-1)).toBe(`You could begin: ${suggestion}`);
  });

  test('stays away where the message is already long, and costs the customer no word', async () => {
    const { ntfy, channel, context } = await arrange();
    const text = 'nadie contesta '.repeat(60).trim();

    await channel.send(alertMessage({ suggestion, mentions: [mentionView({ text })] }), context);

    expect(shownOn(ntfy).message).not.toContain(suggestion);
    expect(shownOn(ntfy).message).toContain(text);
  });
});

describe('loudness', () => {
  test.each([
    [1, 5],
    [2, 4],
    [3, 3],
    [4, 2],
    [5, 1],
  ] as const)('level %i has priority %i', async (urgency, priority) => {
    const { ntfy, channel, context } = await arrange();

    await channel.send(alertMessage({ alert: { urgency } }), context);

    expect(shownOn(ntfy).priority).toBe(priority);
  });

  test.each([
    [1, 2],
    [4, 2],
    [5, 1],
  ] as const)('a soft alert of level %i has priority %i', async (urgency, priority) => {
    const { ntfy, channel, context } = await arrange();

    await channel.send(alertMessage({ alert: { urgency, soft: true } }), context);

    expect(shownOn(ntfy).priority).toBe(priority);
  });

  test('an edit makes no sound', async () => {
    const { ntfy, channel, context } = await arrange();
    const receipt = await channel.send(alertMessage(), context);

    await channel.edit?.(receipt, alertMessage({ alert: { state: 'acknowledged' } }), context);

    expect(shownOn(ntfy).priority).toBe(1);
  });
});

describe('buttons', () => {
  test('write to the second topic when there is one, with a token that may only do that', async () => {
    const { ntfy, channel, context } = await arrange({ ack_topic: ackTopic, ack_token: 'tk_only_to_write' });

    await channel.send(alertMessage(), context);

    expect(shownOn(ntfy).actions).toMatchObject([
      {
        label: "I'm on it",
        url: `${ntfy.url}/${ackTopic}`,
        method: 'POST',
        body: markerToken,
        headers: { authorization: 'Bearer tk_only_to_write' },
        clear: true,
      },
      { label: 'Open', url: 'https://x.com/i/web/status/2090379311969206376' },
    ]);
  });

  test('never hand our own token to the phone', async () => {
    const { ntfy, channel, context } = await arrange({ ack_topic: ackTopic, token: 'tk_all_powerful' });

    await channel.send(alertMessage(), context);

    expect(JSON.stringify(ntfy.published(topic))).not.toContain('tk_all_powerful');
  });

  test('call our address when there is no second topic', async () => {
    const { ntfy, channel, context } = await arrange();

    await channel.send(alertMessage(), context);

    expect(shownOn(ntfy).actions).toMatchObject([
      { url: 'https://earshot.example/a/page', body: '' },
      { label: 'Open' },
    ]);
  });

  test('only open the post when nobody could hear us', async () => {
    const { ntfy, channel, context } = await arrange();
    const { acknowledgeUrl: _, ...message } = alertMessage();

    await channel.send(message, context);

    expect(shownOn(ntfy).actions).toMatchObject([{ label: 'Open' }]);
  });

  test.each(['acknowledged', 'answered', 'resolved'] as const)(
    'of an alert that is %s no longer ask',
    async (state) => {
      const { ntfy, channel, context } = await arrange({ ack_topic: ackTopic });

      await channel.send(alertMessage({ alert: { state } }), context);

      expect(shownOn(ntfy).actions).toMatchObject([{ label: 'Open' }]);
    },
  );

  test('call our server with the method and body they name', async () => {
    const { ntfy, channel, context } = await arrange();
    const ours = await startStandIn(() => ({ status: 204 }));
    onTestFinished(() => ours.close());
    await channel.send(alertMessage({ acknowledgeUrl: `${ours.url}/a/page` }), context);

    const press = await ntfy.press(shownOn(ntfy), "I'm on it");

    expect(press.status).toBe(204);
    expect(ours.requests).toMatchObject([{ method: 'POST', path: '/a/page' }]);
    expect(ntfy.shown(topic)).toEqual([]);
  });
});

test('a key that ntfy would refuse becomes one it accepts, and stays unlike others', async () => {
  const { ntfy, channel, context } = await arrange();
  const long = 'x'.repeat(80);

  await channel.send({ ...alertMessage(), key: `al_01.step1/ü` }, context);
  await channel.send({ ...alertMessage(), key: `${long}1` }, context);
  await channel.send({ ...alertMessage(), key: `${long}2` }, context);

  expect(ntfy.shown(topic)).toHaveLength(3);
});

test('clearing an old server that cannot is no failure', async () => {
  const { ntfy, channel, context } = await arrange();
  const message = alertMessage();
  const receipt = await channel.send(message, context);
  ntfy.always({ type: 'answer', status: 404, body: { code: 40401, http: 404, error: 'page not found' } });

  await expect(channel.clear?.(receipt, message, context)).resolves.toBeUndefined();
});

describe('the code of ntfy counts', () => {
  test.each([
    [400, 40009, 'recipient'],
    [400, 40010, 'recipient'],
    [400, 40007, 'message'],
    [400, 40024, 'message'],
    [401, 40101, 'unauthorized'],
    [403, 40301, 'unauthorized'],
    [413, 41303, 'message'],
    [429, 42901, 'throttled'],
    [429, 42908, 'exhausted'],
    [429, 42909, 'throttled'],
    [500, 50001, 'transient'],
  ])('%i with code %i is a failure of kind %s', async (status, code, kind) => {
    const failure = await failureAfter(status, code);

    expect(failure.kind).toBe(kind);
  });

  test('the daily number comes back at midnight UTC', async () => {
    const failure = await failureAfter(429, 42908);

    expect(failure.resetAt).toEqual(new Date('2026-08-21T00:00:00.000Z'));
  });

  test('a full bucket is given time to refill, as there is no header that says how long', async () => {
    const failure = await failureAfter(429, 42901);

    expect(failure.retryAfterMs).toBe(10_000);
  });
});

const failureAfter = async (status: number, code: number): Promise<Failure> => {
  const { ntfy, channel, context } = await arrange();
  ntfy.always({ type: 'answer', status, body: { code, http: status, error: 'refused', link: 'https://ntfy.sh' } });
  const [outcome] = await Promise.allSettled([channel.send(alertMessage(), context)]);
  if (outcome.status === 'rejected' && outcome.reason instanceof Failure) return outcome.reason;
  throw new Error('it did not fail');
};

describe('listening', () => {
  /** A position that a store would keep, and everything that was heard. */
  const listen = (channel: Channel, context: Context, position: string | null = null) => {
    const state = { position };
    const heard: Press[] = [];
    const stop = new AbortController();
    const ended = channel.listen?.(
      {
        load: async () => state.position,
        save: async (next) => {
          state.position = next;
        },
        waiting: async () => [],
      },
      async (press) => void heard.push(press),
      { ...context, signal: stop.signal },
    );
    return { state, heard, ended: Promise.resolve(ended), stop: () => stop.abort() };
  };

  const say = (ntfy: NtfyStandIn, context: Context, text: string) =>
    context.http.send(`${ntfy.url}/${ackTopic}`, { method: 'POST', body: text });

  test('there is nothing to listen to without a second topic', async () => {
    const { channel } = await arrange();

    expect(channel.listen).toBeUndefined();
  });

  test('a press on the phone is heard, and takes the notification away', async () => {
    const { ntfy, channel, context } = await arrange({ ack_topic: ackTopic });
    const ear = listen(channel, context);
    await channel.send(alertMessage(), context);

    const press = await ntfy.press(shownOn(ntfy), "I'm on it");
    await vi.waitFor(() => expect(ear.heard).toHaveLength(1));
    ear.stop();
    await ear.ended;

    expect(press.status).toBe(200);
    expect(ear.heard).toMatchObject([{ token: markerToken, who: { channel: 'phone' }, pressId: expect.any(String) }]);
    expect(ntfy.shown(topic)).toEqual([]);
  });

  test('what was pressed before the first time is not heard', async () => {
    const context = testContext();
    let clock = new Date('2026-08-20T11:00:00.000Z');
    const ntfy = await startNtfy({ now: () => clock });
    onTestFinished(() => ntfy.close());
    const channel = openChannel({ id: 'phone', kind: 'ntfy', topic, ack_topic: ackTopic, base_url: ntfy.url });
    await say(ntfy, context, 'an-old-token-from-yesterday');
    clock = context.now();

    const ear = listen(channel, context);
    await vi.waitFor(() => expect(ear.state.position).not.toBeNull());
    await say(ntfy, context, markerToken);
    await vi.waitFor(() => expect(ear.heard).toHaveLength(1));
    ear.stop();
    await ear.ended;

    expect(ear.heard).toMatchObject([{ token: markerToken }]);
  });

  test('what was pressed while nobody listened is heard afterwards, and nothing twice', async () => {
    const { ntfy, channel, context } = await arrange({ ack_topic: ackTopic });
    const first = listen(channel, context);
    await vi.waitFor(() => expect(first.state.position).not.toBeNull());
    await say(ntfy, context, 'token-number-one-heard');
    await vi.waitFor(() => expect(first.heard).toHaveLength(1));
    first.stop();
    await first.ended;
    await say(ntfy, context, 'token-number-two-missed');

    const second = listen(channel, context, first.state.position);
    await vi.waitFor(() => expect(second.heard).toHaveLength(1));
    second.stop();
    await second.ended;

    expect(second.heard).toMatchObject([{ token: 'token-number-two-missed' }]);
  });

  test('a press before the first connection stands is not lost', async () => {
    const { ntfy, channel, context } = await arrange({ ack_topic: ackTopic });
    ntfy.next({ type: 'cut' });
    const broken = listen(channel, context);
    await broken.ended.catch(() => undefined);
    await say(ntfy, context, markerToken);

    const ear = listen(channel, context, broken.state.position);
    await vi.waitFor(() => expect(ear.heard).toHaveLength(1));
    ear.stop();
    await ear.ended;

    expect(ear.heard).toMatchObject([{ token: markerToken }]);
  });

  test('what is no token is passed over, and not read again', async () => {
    const { ntfy, channel, context } = await arrange({ ack_topic: ackTopic });
    const ear = listen(channel, context);
    await vi.waitFor(() => expect(ear.state.position).not.toBeNull());

    for (const text of ['ACK 42', 'short', 'two words that are long', '{"token":"x"}', 'x'.repeat(300), '<!channel>'])
      await say(ntfy, context, text);
    await say(ntfy, context, markerToken);
    await vi.waitFor(() => expect(ear.heard).toHaveLength(1));
    const [last] = ntfy.published(ackTopic).slice(-1);
    await vi.waitFor(() => expect(ear.state.position).toBe(last?.id));
    ear.stop();
    await ear.ended;

    expect(ear.heard).toMatchObject([{ token: markerToken }]);
  });

  test('a press that could not be stored is heard again', async () => {
    const { ntfy, channel, context } = await arrange({ ack_topic: ackTopic });
    const position = { current: String(Math.floor(context.now().getTime() / 1000)) };
    const state = {
      load: async () => position.current,
      save: async (next: string) => {
        position.current = next;
      },
      waiting: async () => [],
    };
    await say(ntfy, context, markerToken);

    const failing = channel.listen?.(state, () => Promise.reject(new Error('the store is away')), context);
    await expect(failing).rejects.toThrow('the store is away');
    const ear = listen(channel, context, position.current);
    await vi.waitFor(() => expect(ear.heard).toHaveLength(1));
    ear.stop();
    await ear.ended;

    expect(ear.heard).toMatchObject([{ token: markerToken }]);
  });

  test('a topic we may not read is a failure of the credential', async () => {
    const { ntfy, channel, context } = await arrange({ ack_topic: ackTopic });
    ntfy.always({ type: 'answer', status: 403, body: { code: 40301, http: 403, error: 'forbidden' } });

    await expect(listen(channel, context).ended).rejects.toMatchObject({ name: 'Failure', kind: 'unauthorized' });
  });
});

test('the stand-in turns a message that is too long into a file', async () => {
  const { ntfy, context } = await arrange();

  await context.http.send(ntfy.url, { body: { topic, message: 'x'.repeat(4097) } });

  expect(shownOn(ntfy)).toMatchObject({ attachment: { size: 4097 } });
});
