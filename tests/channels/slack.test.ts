import { describe, expect, onTestFinished, test } from 'vitest';
import type { Channel, HookRequest } from '../../src/channels/channel.ts';
import { openChannel } from '../../src/channels/index.ts';
import { Failure } from '../../src/lib/failure.ts';
import { buttonsOf, type SlackStandIn, startSlack } from '../../src/stand-ins/slack.ts';
import { startStandIn } from '../../src/stand-ins/stand-in.ts';
import { alertMessage, markerToken } from '../support/alerts.ts';
import { testContext } from '../support/context.ts';

const ana = { id: 'U0ANA', name: 'ana' };

const arrange = async (settings: (slack: SlackStandIn) => Record<string, unknown> = withBot) => {
  const context = testContext();
  const slack = await startSlack({ now: context.now });
  onTestFinished(() => slack.close());
  return { slack, context, channel: openChannel({ id: 'team', kind: 'slack', ...settings(slack) }) };
};

const withBot = (slack: SlackStandIn) => ({
  bot_token: slack.botToken,
  channel: slack.channel,
  base_url: slack.apiUrl,
  signing_secret: slack.signingSecret,
});

const withWebhook = (slack: SlackStandIn) => ({ webhook_url: slack.webhookUrl });

const labels = (slack: SlackStandIn): string[] => slack.messages.flatMap(buttonsOf).map(({ text }) => text.text);

const hookRequest = ({ headers, body }: { headers: Record<string, string>; body: string }): HookRequest => ({
  method: 'POST',
  headers,
  rawBody: Buffer.from(body),
  query: {},
});

describe('settings', () => {
  test.each([
    [{}, 'webhook_url is missing'],
    [{ bot_token: 'xoxb-1' }, 'channel is missing'],
    [{ bot_token: 'xoxb-1', channel: 'C1', webhook_url: 'https://hooks.slack.com/services/x' }, 'either'],
  ])('%o is refused: %s', (settings, sentence) => {
    expect(() => openChannel({ id: 'team', kind: 'slack', ...settings })).toThrow(sentence);
  });

  test('a webhook that is no address is a credential to be mended, and is not shown', async () => {
    const channel = openChannel({ id: 'team', kind: 'slack', webhook_url: 'hooks.slack.com/services/T0/B0/marker' });

    const [outcome] = await Promise.allSettled([channel.send(alertMessage(), testContext())]);

    expect(outcome).toMatchObject({ reason: { kind: 'unauthorized', message: 'webhook_url holds no web address' } });
  });
});

test('a suggestion stands by itself, to be copied, below the words of the customer', async () => {
  const { slack, channel, context } = await arrange();

  await channel.send(alertMessage({ suggestion: 'Hola, Lucía: *lo sentimos* <!channel>.' }), context);

  expect(slack.messages[0]?.blocks.at(-2)).toEqual({
    type: 'rich_text',
    elements: [
      { type: 'rich_text_section', elements: [{ type: 'text', text: 'You could begin:' }] },
      {
        type: 'rich_text_preformatted',
        elements: [{ type: 'text', text: 'Hola, Lucía: *lo sentimos* <!channel>.' }],
      },
    ],
  });
});

describe('threads', () => {
  test('a later step replies in the thread of the first and is shown in the channel', async () => {
    const { slack, channel, context } = await arrange();
    const first = await channel.send(alertMessage(), context);
    const second = await channel.send({ ...alertMessage({ step: 1 }), previous: first }, context);

    await channel.send({ ...alertMessage({ step: 2 }), previous: second }, context);

    const [root, ...replies] = slack.messages;
    expect(root).toMatchObject({ broadcast: false });
    expect(replies).toMatchObject([
      { threadTs: root?.ts, broadcast: true },
      { threadTs: root?.ts, broadcast: true },
    ]);
  });

  test('a later step whose first message is not known stands alone', async () => {
    const { slack, channel, context } = await arrange();

    await channel.send(alertMessage({ step: 1 }), context);

    expect(slack.messages).toMatchObject([{ broadcast: false }]);
    expect(slack.messages[0]?.threadTs).toBeUndefined();
  });
});

describe('buttons', () => {
  test('with a public address and a signing secret carry the token', async () => {
    const { slack, channel, context } = await arrange();

    await channel.send(alertMessage(), context);

    expect(slack.messages.flatMap(buttonsOf)).toMatchObject([
      { action_id: 'earshot_ack', value: markerToken },
      { action_id: 'earshot_snooze', value: markerToken },
      { action_id: 'earshot_open', url: 'https://x.com/i/web/status/2090379311969206376' },
    ]);
  });

  test('without a signing secret lead to our page', async () => {
    const { slack, channel, context } = await arrange(withWebhook);

    await channel.send(alertMessage(), context);

    expect(slack.messages.flatMap(buttonsOf)).toMatchObject([
      { action_id: 'earshot_ack', url: 'https://earshot.example/a/page' },
      { action_id: 'earshot_open' },
    ]);
    expect(slack.requests[0]?.body).not.toContain(markerToken);
  });

  test('without a public address are only the way to the post', async () => {
    const { slack, channel, context } = await arrange();
    const { acknowledgeUrl: _, ...message } = alertMessage();

    await channel.send(message, context);

    expect(labels(slack)).toEqual(['Open']);
  });

  test.each(['acknowledged', 'answered', 'resolved'] as const)(
    'of an alert that is %s no longer ask',
    async (state) => {
      const { slack, channel, context } = await arrange();

      await channel.send(alertMessage({ alert: { state } }), context);

      expect(labels(slack)).toEqual(['Open']);
    },
  );

  test('speak the language of the reader', async () => {
    const { slack, channel, context } = await arrange();

    await channel.send(alertMessage({ language: 'pl' }), context);

    expect(labels(slack)).toEqual(['Biorę to', 'Później', 'Otwórz']);
  });
});

describe('the answer of a method counts, not its status', () => {
  test.each([
    ['ratelimited', 'throttled'],
    ['service_unavailable', 'transient'],
    ['internal_error', 'unknown'],
    ['fatal_error', 'unknown'],
    ['msg_too_long', 'message'],
    ['invalid_blocks', 'message'],
    ['channel_not_found', 'recipient'],
    ['is_archived', 'recipient'],
    ['restricted_action_read_only_channel', 'recipient'],
    ['invalid_auth', 'unauthorized'],
    ['token_revoked', 'unauthorized'],
    ['missing_scope', 'unauthorized'],
    ['accesslimited', 'unauthorized'],
    ['an error nobody has seen yet', 'message'],
  ])('%s is a failure of kind %s', async (error, kind) => {
    const { slack, channel, context } = await arrange();
    slack.always({ type: 'answer', body: { ok: false, error } });

    const [outcome] = await Promise.allSettled([channel.send(alertMessage(), context)]);

    expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'Failure', kind } });
    expect(slack.requests).toHaveLength(1);
  });

  test.each(['message_not_found', 'edit_window_closed', 'cant_update_message'])('%s means gone', async (error) => {
    const { slack, channel, context } = await arrange();
    const receipt = await channel.send(alertMessage(), context);
    slack.always({ type: 'answer', body: { ok: false, error } });

    const outcome = await channel.edit?.(receipt, alertMessage(), context);

    expect(outcome).toBe('gone');
  });

  test('a person is told what to do', async () => {
    const { slack, channel, context } = await arrange();
    slack.always({ type: 'answer', body: { ok: false, error: 'missing_scope', needed: 'chat:write' } });

    const [outcome] = await Promise.allSettled([channel.send(alertMessage(), context)]);

    expect(outcome).toMatchObject({ reason: { remedy: expect.stringContaining('chat:write') } });
  });
});

describe('the word of a webhook counts', () => {
  test.each([
    [400, 'invalid_payload', 'message'],
    [400, 'invalid_token', 'unauthorized'],
    [403, 'invalid_token', 'unauthorized'],
    [400, 'user_not_found', 'recipient'],
    [403, 'action_prohibited', 'unauthorized'],
    [404, 'no_service', 'unauthorized'],
    [404, 'channel_not_found', 'recipient'],
    [410, 'channel_is_archived', 'recipient'],
    [500, 'rollup_error', 'transient'],
    [200, 'OK, thanks', 'unknown'],
  ])('%i %s is a failure of kind %s', async (status, body, kind) => {
    const { slack, channel, context } = await arrange(withWebhook);
    slack.always({ type: 'answer', status, body });

    const [outcome] = await Promise.allSettled([channel.send(alertMessage(), context)]);

    expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'Failure', kind } });
  });

  test('the check tells a removed webhook', async () => {
    const { slack, channel, context } = await arrange(withWebhook);
    slack.always({ type: 'answer', status: 404, body: 'no_service' });

    await expect(channel.check?.(context)).rejects.toBeInstanceOf(Failure);
  });
});

// Computed once with node:crypto; the body holds no action_ts.
const vector = {
  secret: 'earshot-test-signing-secret',
  stamp: '1767225600',
  body: 'payload=%7B%22type%22%3A%22block_actions%22%2C%22user%22%3A%7B%22id%22%3A%22U0TEST%22%7D%2C%22actions%22%3A%5B%7B%22action_id%22%3A%22earshot_ack%22%2C%22value%22%3A%22al_01%22%7D%5D%7D',
  signature: 'v0=4f52c3dce8bceaa688d2c8605ad0a081eebe1442c304977bd8ca8b8217ea4e07',
};

const vectorRequest = (overrides: Partial<typeof vector> = {}): HookRequest => {
  const { stamp, signature, body } = { ...vector, ...overrides };
  return hookRequest({ headers: { 'x-slack-request-timestamp': stamp, 'x-slack-signature': signature }, body });
};

const vectorChannel = (): Channel =>
  openChannel({
    id: 'team',
    kind: 'slack',
    webhook_url: 'https://hooks.slack.com/services/T0/B0/marker',
    signing_secret: vector.secret,
  });

const secondsLater = (seconds: number) => testContext({ now: () => new Date((1_767_225_600 + seconds) * 1000) });

describe('a callback', () => {
  test('with the right signature is a press', async () => {
    const answer = await vectorChannel().hook?.(vectorRequest(), secondsLater(0));

    expect(answer).toMatchObject({
      status: 200,
      body: '',
      presses: [{ token: 'al_01', action: 'acknowledge', who: { channel: 'team', id: 'U0TEST' } }],
    });
  });

  test.each([
    ['300 s ago is accepted', 300, {}, 200],
    ['300 s ahead is accepted', -300, {}, 200],
    ['301 s ago is refused', 301, {}, 401],
    ['301 s ahead is refused', -301, {}, 401],
    ['with an altered body is refused', 0, { body: `${vector.body}&x=1` }, 401],
    ['with an altered signature is refused', 0, { signature: vector.signature.replace(/.$/, '8') }, 401],
    ['with half a signature is refused', 0, { signature: vector.signature.slice(0, 20) }, 401],
    ['with no signature is refused', 0, { signature: '' }, 401],
    ['with another time is refused', 0, { stamp: '1767225601' }, 401],
    ['with a time that is no number is refused', 0, { stamp: 'NaN' }, 401],
    ['with no time is refused', 0, { stamp: '' }, 401],
  ])('%s', async (_, age, overrides, status) => {
    const answer = await vectorChannel().hook?.(vectorRequest(overrides), secondsLater(age));

    expect(answer?.status).toBe(status);
    expect(answer?.presses).toHaveLength(status === 200 ? 1 : 0);
  });

  test('of another app is refused', async () => {
    const { slack, context } = await arrange();
    const other = openChannel({
      id: 'team',
      kind: 'slack',
      ...withBot(slack),
      signing_secret: 'the secret of another',
    });
    const channel = openChannel({ id: 'team', kind: 'slack', ...withBot(slack) });
    await channel.send(alertMessage(), context);
    const request = slack.pressRequest(firstOf(slack), 'earshot_ack', ana);

    const answer = await other.hook?.(hookRequest(request), context);

    expect(answer).toMatchObject({ status: 401, presses: [] });
  });

  test('from a press of each button says which one and who', async () => {
    const { slack, channel, context } = await arrange();
    await channel.send(alertMessage(), context);
    const press = (action: string) =>
      channel.hook?.(hookRequest(slack.pressRequest(firstOf(slack), action, ana)), context);

    const answers = [await press('earshot_ack'), await press('earshot_snooze'), await press('earshot_open')];

    const who = { channel: 'team', id: 'U0ANA', name: 'ana' };
    expect(answers.map((answer) => answer?.presses)).toMatchObject([
      [{ token: markerToken, action: 'acknowledge', who }],
      [{ token: markerToken, action: 'snooze', who }],
      [],
    ]);
    expect(answers.map((answer) => answer?.status)).toEqual([200, 200, 200]);
  });

  test('repeated has the same press id, and each press has its own', async () => {
    const { slack, channel, context } = await arrange();
    await channel.send(alertMessage(), context);
    const first = hookRequest(slack.pressRequest(firstOf(slack), 'earshot_ack', ana));
    const second = hookRequest(slack.pressRequest(firstOf(slack), 'earshot_ack', ana));

    const answers = await Promise.all([first, first, second].map((request) => channel.hook?.(request, context)));

    const [a, b, c] = answers.map((answer) => answer?.presses[0]?.pressId);
    expect(a).toBe(b);
    expect(a).not.toBe(c);
  });

  test('is answered privately to whoever pressed', async () => {
    const { slack, channel, context } = await arrange();
    await channel.send(alertMessage(), context);
    const answer = await channel.hook?.(hookRequest(slack.pressRequest(firstOf(slack), 'earshot_ack', ana)), context);

    await answer?.after?.({ accepted: false, text: 'Ola is already on it <!channel>' });

    expect(slack.whispers).toEqual([{ ts: firstOf(slack).ts, text: 'Ola is already on it &lt;!channel&gt;' }]);
  });

  test('whose reply address is somebody else’s is not answered there', async () => {
    const { slack, channel, context } = await arrange();
    await channel.send(alertMessage(), context);
    const stranger = await startSlack({ now: context.now, signingSecret: slack.signingSecret });
    onTestFinished(() => stranger.close());

    // Signed with the right secret, but the reply address is the stranger's.
    const answer = await channel.hook?.(
      hookRequest(stranger.pressRequest(firstOf(slack), 'earshot_ack', ana)),
      context,
    );

    expect(answer?.presses).toHaveLength(1);
    expect(answer?.after).toBeUndefined();
  });

  test('arrives through a server as Slack sends it', async () => {
    const { slack, channel, context } = await arrange();
    await channel.send(alertMessage(), context);
    const ours = await startStandIn(async ({ headers, body }) => {
      const answer = await channel.hook?.(hookRequest({ headers, body }), context);
      return { status: answer?.status ?? 500, body: answer?.body };
    });
    onTestFinished(() => ours.close());

    const press = await slack.click(firstOf(slack), 'earshot_ack', ana, `${ours.url}/hooks/team`);

    expect(press).toMatchObject({ status: 200 });
  });
});

const firstOf = (slack: SlackStandIn) => {
  const [message] = slack.messages;
  if (!message) throw new Error('nothing was posted');
  return message;
};

describe('the stand-in refuses', () => {
  const blocks = (text: string) => [{ type: 'context', elements: [{ type: 'mrkdwn', text }] }];
  const careful = { unfurl_links: false, unfurl_media: false, parse: 'none', link_names: false };

  test.each([
    ['a mention of everybody', { ...careful, text: 'x', blocks: blocks('<!channel>') }],
    ['a mention of a person', { ...careful, text: 'x', blocks: blocks('<@U012AB>') }],
    ['a mention in the fallback text', { ...careful, text: '<!here>' }],
    [
      'a header that is too long',
      { ...careful, blocks: [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }] },
    ],
    ['a text without letters', { ...careful, blocks: blocks('') }],
    ['a preview of strange links', { text: 'x', parse: 'none', link_names: false }],
    ['bare names as mentions', { ...careful, text: 'x', parse: 'full' }],
    ['more than 50 blocks', { ...careful, text: 'x', blocks: Array.from({ length: 51 }, () => blocks('x')[0]) }],
    ['no text at all', careful],
  ])('%s', async (_, body) => {
    const { slack, context } = await arrange();

    const answer = await context.http.send(slack.webhookUrl, { body, accept: [400] });

    expect(answer.status).toBe(400);
    expect(slack.messages).toEqual([]);
  });
});
