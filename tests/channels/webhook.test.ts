import { expect, onTestFinished, test } from 'vitest';
import { openChannel } from '../../src/channels/index.ts';
import { startWebhookReceiver } from '../../src/stand-ins/webhook-receiver.ts';
import { alertMessage, alertView, mentionView } from '../support/alerts.ts';
import { testContext } from '../support/context.ts';

const current = 'whsec_ZWFyc2hvdC1zdGFuZGFyZC13ZWJob29rcy1rZXktMDA=';
const former = 'whsec_ZWFyc2hvdC1mb3JtZXItd2ViaG9va3Mta2V5LTAwMDA=';

const arrange = async (secret = current, accepted = [current]) => {
  const context = testContext();
  const receiver = await startWebhookReceiver({ secrets: accepted, now: context.now });
  onTestFinished(() => receiver.close());
  const channel = openChannel({ id: 'desk', kind: 'webhook', url: receiver.hookUrl, secret, allow_private: true });
  return { receiver, context, channel };
};

test('the receiver can prove that a message is ours, and only with the right secret', async () => {
  const right = await arrange();
  const wrong = await arrange(current, [former]);

  await right.channel.send(alertMessage(), right.context);
  const [refused] = await Promise.allSettled([wrong.channel.send(alertMessage(), wrong.context)]);

  expect(right.receiver.received).toMatchObject([{ id: 'msg_al_01_step0', type: 'alert.opened' }]);
  expect(wrong.receiver.received).toEqual([]);
  expect(refused).toMatchObject({ reason: { kind: 'unauthorized' } });
});

test('while the secret is being changed both are signed with', async () => {
  const { receiver, channel, context } = await arrange(`${former}, ${current}`, [current]);

  await channel.send(alertMessage(), context);

  expect(receiver.received).toHaveLength(1);
  expect(receiver.requests[0]?.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
});

test('a repeat has the same id, a later step and each edit another', async () => {
  const { receiver, channel, context } = await arrange();
  const receipt = await channel.send(alertMessage(), context);
  await channel.send(alertMessage(), context);
  await channel.send(alertMessage({ step: 1 }), context);
  await channel.edit?.(receipt, alertMessage({ alert: { revision: 2 } }), context);
  await channel.edit?.(receipt, alertMessage({ alert: { revision: 3 } }), context);

  const ids = receiver.requests.map(({ headers }) => headers['webhook-id']);

  expect(ids).toEqual([
    'msg_al_01_step0',
    'msg_al_01_step0',
    'msg_al_01_step1',
    'msg_al_01_step0_r2',
    'msg_al_01_step0_r3',
  ]);
});

test.each([
  ['open', 'alert.updated'],
  ['snoozed', 'alert.updated'],
  ['acknowledged', 'alert.acknowledged'],
  ['answered', 'alert.resolved'],
  ['resolved', 'alert.resolved'],
] as const)('an edit to %s is called %s', async (state, type) => {
  const { receiver, channel, context } = await arrange();
  const receipt = await channel.send(alertMessage(), context);

  await channel.edit?.(receipt, alertMessage({ alert: alertView({ state, revision: 2 }) }), context);

  expect(receiver.received.at(-1)?.type).toBe(type);
});

test.each(['http://127.0.0.1:9/x', 'https://10.1.2.3/x', 'https://printer.local/x', 'http://[::1]/x'])(
  '%s inside the network is refused unless that is meant',
  async (url) => {
    const channel = openChannel({ id: 'desk', kind: 'webhook', url, secret: current });

    const [outcome] = await Promise.allSettled([channel.send(alertMessage(), testContext())]);

    expect(outcome).toMatchObject({
      reason: { name: 'Failure', kind: 'unauthorized', remedy: expect.stringContaining('allow_private') },
    });
  },
);

test('a quote of any length leaves the body under 20 KB', async () => {
  const { receiver, channel, context } = await arrange();

  await channel.send(alertMessage({ mentions: [mentionView({ text: '"\\\u2028żę'.repeat(50_000) })] }), context);

  expect(Buffer.byteLength(receiver.requests[0]?.body ?? '')).toBeLessThan(20 * 1024);
});

test('the receiver is told how an answer may begin', async () => {
  const { receiver, channel, context } = await arrange();

  await channel.send(alertMessage({ suggestion: 'Sentimos mucho lo ocurrido.' }), context);

  expect(receiver.received[0]?.data).toMatchObject({ suggestion: 'Sentimos mucho lo ocurrido.' });
});
