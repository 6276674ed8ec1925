import { describe, expect, it, onTestFinished } from 'vitest';
import { heard } from '../../src/pipeline/listen.ts';
import { startNtfy } from '../../src/stand-ins/ntfy.ts';
import { buttonsOf, startSlack } from '../../src/stand-ins/slack.ts';
import { startX } from '../../src/stand-ins/x.ts';
import { loadAlert, loadHistory } from '../../src/store/alerts.ts';
import { configOf, openWorld, type World } from '../support/world.ts';

const brand = `
brand: Acme Coffee
own_accounts: { twitter: acmecoffee }
keywords:
  - { id: name, query: '"acme coffee" OR @acmecoffee' }
`;

const openStory = async () => {
  let world: World | undefined;
  const now = () => world?.now() ?? new Date('2026-11-20T12:00:00.000Z');
  const [x, slack, ntfy] = await Promise.all([
    startX({
      now,
      accounts: [{ id: '42', handle: 'acmecoffee', name: 'Acme Coffee', followers: 10 }],
      bearerToken: 'x-token',
    }),
    startSlack({ now, botToken: 'xoxb-slack-token', signingSecret: 'slack-signing-secret' }),
    startNtfy({ now }),
  ]);
  onTestFinished(async () => {
    await Promise.all([x.close(), slack.close(), ntfy.close()]);
  });
  const config = configOf(
    `
sources:
  - { id: x, kind: twitter, every: 1m, bearer_token: '\${X_TOKEN}', base_url: '${x.url}' }
channels:
  - { id: team, kind: slack, bot_token: '\${SLACK}', channel: ${slack.channel}, signing_secret: '\${SIGNING}', base_url: '${slack.apiUrl}' }
  - { id: phone, kind: ntfy, topic: '\${TOPIC}', ack_topic: '\${ACK}', base_url: '${ntfy.url}' }
people:
  - { id: ana, name: Ana, channels: [phone, team] }
policies:
  - id: default
    steps:
      - { at: 0%, notify: [team, phone] }
      - { at: 25%, notify: [phone] }
      - { at: 80%, notify: [everyone] }
`,
    { acme: brand },
    {
      X_TOKEN: 'x-token',
      SLACK: 'xoxb-slack-token',
      SIGNING: 'slack-signing-secret',
      TOPIC: 'topic-of-the-phone-0001',
      ACK: 'topic-of-the-acks-0001',
    },
  );
  world = openWorld(config, { publicUrl: 'https://earshot.example' });
  return { world, x, slack, ntfy, phone: () => ntfy.shown('topic-of-the-phone-0001') };
};

const onlyAlert = async ({ app }: World) => {
  const [id] = await app.redis.zrange(app.keys.alerts, 0, '-1');
  const alert = id ? await loadAlert(app.redis, app.keys, id) : null;
  if (!alert) throw new Error('there is no alert');
  return alert;
};

describe('one mention, from the post to the answer', () => {
  it('rings Slack and the phone within the poll that found it, with the minutes left', async () => {
    const { world, x, slack, phone } = await openStory();
    x.add({ by: 'lucia_m', text: '[3 negative] @acmecoffee my order never came', lang: 'en' });
    await world.pass(60_000);

    const report = await world.look('x');
    await world.settle();

    expect(report).toMatchObject({ outcome: 'items', fresh: 1 });
    expect(slack.messages).toHaveLength(1);
    expect(phone()).toHaveLength(1);
    expect(slack.messages[0]?.text).toContain('59 min left');
    expect(phone()[0]?.title).toContain('PROBLEM');
  });

  it('is found once however often the source shows it', async () => {
    const { world, x, slack } = await openStory();
    x.add({ by: 'lucia_m', text: '[3 negative] @acmecoffee my order never came' });
    await world.pass(60_000);

    for (let look = 0; look < 3; look += 1) {
      await world.look('x');
      await world.settle();
      await world.pass(60_000);
    }

    expect(slack.messages).toHaveLength(1);
  });

  it('a press of the Slack button stops the phone and changes the message in place', async () => {
    const { world, x, slack, phone } = await openStory();
    x.add({ by: 'lucia_m', text: '[3 negative] @acmecoffee my order never came' });
    await world.pass(60_000);
    await world.look('x');
    await world.settle();
    const [message] = slack.messages;
    if (!message) throw new Error('Slack got nothing');

    const { headers, body } = slack.pressRequest(message, 'earshot_ack', { id: 'U0ANA', name: 'ana' });
    const answer = await world.app.setup.channels
      .get('team')
      ?.hook?.(
        { method: 'POST', headers, rawBody: Buffer.from(body), query: {} },
        { ...world.app, signal: new AbortController().signal },
      );
    for (const press of answer?.presses ?? []) await heard(world.app, press);
    await world.settle();
    await world.pass(20 * 60_000);

    expect(await onlyAlert(world)).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'ana' });
    expect(slack.messages).toHaveLength(1);
    expect(slack.messages[0]?.text).toContain('ana is on it');
    expect(buttonsOf(slack.messages[0] as never).map(({ action_id }) => action_id)).not.toContain('earshot_ack');
    expect(phone()).toHaveLength(1);
    expect(phone()[0]?.message).toContain('ana is on it');
  });

  it('rings again when nobody takes it, and marks the end of its time', async () => {
    const { world, x, slack, ntfy } = await openStory();
    x.add({ by: 'lucia_m', text: '[3 negative] @acmecoffee my order never came' });
    await world.pass(60_000);
    await world.look('x');
    await world.settle();

    await world.pass(15 * 60_000);
    const phoneAfterQuarter = ntfy.shown('topic-of-the-phone-0001').length;
    await world.pass(50 * 60_000);

    expect(phoneAfterQuarter).toBe(2);
    expect(slack.messages).toHaveLength(2);
    const alert = await onlyAlert(world);
    expect(alert).toMatchObject({ state: 'open', breached: true, plan: [] });
    expect((await loadHistory(world.app.redis, world.app.keys, alert.id)).map(({ what }) => what)).toEqual(
      expect.arrayContaining(['opened', 'due', 'sent', 'breached']),
    );
    expect(slack.messages[0]?.text).toContain('late by');
  });

  it('closes by itself when our public reply shows up, and takes the ringing off the phone', async () => {
    const { world, x, phone } = await openStory();
    const post = x.add({ by: 'lucia_m', text: '[3 negative] @acmecoffee my order never came' });
    await world.pass(60_000);
    await world.look('x');
    await world.settle();

    x.reply(post, { by: 'acmecoffee', text: '@lucia_m So sorry, it is on its way.' });
    await world.pass(2 * 60_000);
    await world.look('x');
    await world.settle();

    expect(await onlyAlert(world)).toMatchObject({ state: 'answered', plan: [] });
    expect(phone()).toHaveLength(0);
  });

  it('that was answered before it was heard does not ring, when the search shows the answer, too', async () => {
    const { world, x, slack } = await openStory();
    const post = x.add({ by: 'lucia_m', text: '[3 negative] @acmecoffee my order never came' });
    x.reply(post, { by: 'acmecoffee', text: '@lucia_m Found it, sorry! Your Acme Coffee team' });
    await world.pass(2 * 60_000);

    await world.look('x');
    await world.settle();

    expect(slack.messages).toHaveLength(0);
  });

  it('keeps every secret out of Redis', async () => {
    const { world, x } = await openStory();
    x.add({ by: 'lucia_m', text: '[1 negative] @acmecoffee no service at all' });
    await world.pass(60_000);
    await world.look('x');
    await world.settle();

    const dump = await dumpOf(world);

    for (const secret of [
      'x-token',
      'xoxb-slack-token',
      'slack-signing-secret',
      'topic-of-the-phone-0001',
      'a-secret-for-this-test',
    ])
      expect(dump).not.toContain(secret);
  });
});

const dumpOf = async ({ app }: World): Promise<string> => {
  const parts: string[] = [];
  for (const key of await app.redis.keys(`${app.keys.prefix.replaceAll(/[{}]/g, '\\$&')}*`)) {
    const type = await app.redis.type(key);
    if (type === 'string') parts.push(key, String(await app.redis.get(key)));
    if (type === 'hash') parts.push(key, JSON.stringify(await app.redis.hgetall(key)));
    if (type === 'list') parts.push(key, ...(await app.redis.lrange(key, 0, -1)));
    if (type === 'zset') parts.push(key, ...(await app.redis.zrange(key, 0, '-1')));
    if (type === 'set') parts.push(key, ...(await app.redis.smembers(key)));
  }
  expect(parts.length).toBeGreaterThan(10);
  return parts.join('\n');
};
