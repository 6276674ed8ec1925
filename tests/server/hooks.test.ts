import { createHmac } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createToken } from '../../src/lib/token.ts';
import { startSlack } from '../../src/stand-ins/slack.ts';
import { loadAlert } from '../../src/store/alerts.ts';
import { ring, type Served, serve } from './arrange.ts';

const press = (served: Served, payload: unknown, { secret = 'slack-signing-marker', path = '/hooks/team' } = {}) => {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const stamp = String(served.world.now().getTime() / 1000);
  const signature = createHmac('sha256', secret).update(`v0:${stamp}:${body}`).digest('hex');
  return served.fetch(
    new Request(`http://earshot.example${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': stamp,
        'x-slack-signature': `v0=${signature}`,
      },
      body,
    }),
  );
};

const pressOf = (served: Served, id: string, fields: Record<string, unknown> = {}) => ({
  type: 'block_actions',
  user: { id: 'U0ANA', name: 'ana' },
  actions: [
    {
      action_id: 'earshot_ack',
      value: createToken(served.app.secret, id, new Date(served.world.now().getTime() + 60_000)),
      action_ts: '1',
    },
  ],
  ...fields,
});

describe('a press of a Slack button', () => {
  it('is true before it is answered', async () => {
    const served = serve();
    const id = await ring(served);

    const answer = await press(served, pressOf(served, id));

    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('');
    expect(await loadAlert(served.app.redis, served.app.keys, id)).toMatchObject({
      state: 'acknowledged',
      acknowledgedBy: 'ana',
    });
  });

  it('is followed by a private word to the one who pressed', async () => {
    const slack = await startSlack({ botToken: 'xoxb-slack-marker', signingSecret: 'slack-signing-marker' });
    onTestFinished(() => slack.close());
    const served = serve({ slackUrl: slack.apiUrl });
    const id = await ring(served);

    await press(served, pressOf(served, id, { response_url: `${new URL(slack.apiUrl).origin}/actions/1` }));

    await expect.poll(() => slack.requests.map(({ path }) => path)).toContain('/actions/1');
  });

  it('with a foreign signature has no effect', async () => {
    const served = serve();
    const id = await ring(served);

    const answer = await press(served, pressOf(served, id), { secret: 'guess' });

    expect(answer.status).toBe(401);
    expect(await loadAlert(served.app.redis, served.app.keys, id)).toMatchObject({ state: 'open' });
  });

  it('with a token that is not ours has no effect', async () => {
    const served = serve();
    const id = await ring(served);
    const forged = { ...pressOf(served, id), actions: [{ action_id: 'earshot_ack', value: `${id}.zzzzzz.forged` }] };

    const answer = await press(served, forged);

    expect(answer.status).toBe(200);
    expect(await loadAlert(served.app.redis, served.app.keys, id)).toMatchObject({ state: 'open' });
  });

  it.each(['/hooks/terminal', '/hooks/nobody'])('at %s, which takes none, is refused', async (path) => {
    const served = serve();

    const answer = await press(served, {}, { path });

    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { code: 'unknown_channel' } });
  });
});
