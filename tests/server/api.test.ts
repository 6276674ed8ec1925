import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadHistory } from '../../src/store/alerts.ts';
import { loadVerdicts } from '../../src/store/verdicts.ts';
import { ring, type Served, serve } from './arrange.ts';

const minute = 60_000;

const json = async (answer: Promise<Response>) => (await answer).json();

const Part = z.object({ items: z.array(z.object({ id: z.string() })), next: z.string().nullable() });

const partOf = async (served: Served, path: string) => Part.parse(await json(served.get(path)));

const idsOf = async (served: Served, path: string): Promise<string[]> =>
  (await partOf(served, path)).items.map(({ id }) => id);

describe('GET /api/v1/mentions', () => {
  it('gives the rows that exports write', async () => {
    const served = serve();
    const alertId = await ring(served, {
      externalId: '2090379311969206376',
      url: 'https://x.com/i/web/status/2090379311969206376',
      author: { handle: 'boe' },
      text: '[1 negative] acme coffee: no signal',
    });

    const answer = await json(served.get('/api/v1/mentions'));

    expect(answer).toEqual({
      items: [
        {
          id: 'twitter:2090379311969206376',
          source: 'twitter',
          via: ['x'],
          externalId: '2090379311969206376',
          url: 'https://x.com/i/web/status/2090379311969206376',
          author: { handle: 'boe' },
          text: '[1 negative] acme coffee: no signal',
          lang: 'en',
          createdAt: '2026-11-20T12:00:00.000Z',
          seenAt: '2026-11-20T12:00:00.000Z',
          brands: ['Acme Coffee'],
          keywords: ['name'],
          sentiment: 'negative',
          urgency: 1,
          replyWanted: true,
          confidence: 0.9,
          reasons: [{ signal: 'word', text: 'negative', weight: 1 }],
          decision: 'ring',
          why: 'level 1 (down), negative, reply wanted',
          alertId,
        },
      ],
      next: null,
    });
  });

  it('finds by brand, source, decision, language and time', async () => {
    const served = serve();
    const { world } = served;
    await world.hear([
      { externalId: 'a', text: '[5 positive] acme coffee', lang: 'es' },
      { externalId: 'b', text: '[3 unsure] blue tea' },
      { externalId: 'c', source: 'reddit', text: '[5 neutral] acme coffee' },
      { externalId: 'd', text: 'nothing of ours' },
    ]);
    await world.settle();
    await world.pass(minute);
    await world.hear([{ externalId: 'e', text: '[5 neutral] acme coffee' }]);

    const find = (query: string) => idsOf(served, `/api/v1/mentions?${query}`);

    expect(await find('')).toEqual(['twitter:e', 'twitter:b', 'twitter:a', 'reddit:c']);
    expect(await find('brand=Blue%20Tea')).toEqual(['twitter:b']);
    expect(await find('source=reddit')).toEqual(['reddit:c']);
    expect(await find('decision=list')).toEqual(['twitter:b']);
    expect(await find('decision=unmatched')).toEqual(['twitter:d']);
    expect(await find('lang=es')).toEqual(['twitter:a']);
    expect(await find('since=2026-11-20T12:00:30Z')).toEqual(['twitter:e']);
    expect(await find('since=30s')).toEqual(['twitter:e']);
  });

  it('goes on where it stopped, without gaps or repeats, while new mentions arrive', async () => {
    const served = serve();
    const { world } = served;
    await world.hear(Array.from({ length: 7 }, () => ({ text: '[5 neutral] acme coffee' })));
    await world.settle();
    const all = await idsOf(served, '/api/v1/mentions');

    const read: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const part = await partOf(served, `/api/v1/mentions?limit=3${next && `&cursor=${next}`}`);
      read.push(...part.items.map(({ id }) => id));
      next = part.next;
      await world.pass(1000);
      await world.hear([{ text: '[5 neutral] acme coffee, too' }]);
    }

    expect(read).toEqual(all);
  });

  it.each(['limit=501', 'limit=0', 'cursor=rubbish', 'decision=maybe', 'since=yesterday'])(
    'refuses what it cannot understand: %s',
    async (query) => {
      const answer = await serve().get(`/api/v1/mentions?${query}`);

      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error: { code: 'malformed' } });
    },
  );
});

describe('GET /api/v1/alerts', () => {
  it('gives the rows that exports write', async () => {
    const served = serve();
    const id = await ring(served, { externalId: '42', text: '[1 negative] acme coffee is down' });
    await served.send(`/api/v1/alerts/${id}/acknowledge`, { by: 'ana' });

    const answer = await json(served.get('/api/v1/alerts'));

    expect(answer).toEqual({
      items: [
        {
          id,
          brand: 'Acme Coffee',
          state: 'acknowledged',
          urgency: 1,
          openedAt: '2026-11-20T12:00:00.000Z',
          postedAt: '2026-11-20T12:00:00.000Z',
          deadline: '2026-11-20T12:15:00.000Z',
          breached: false,
          mentions: [{ id: 'twitter:42', source: 'twitter', externalId: '42', url: 'https://x.com/i/web/status/1' }],
          rings: [{ step: 0, channel: 'terminal', at: '2026-11-20T12:00:00.000Z', outcome: 'confirmed' }],
          acknowledgedBy: 'ana',
          acknowledgedAt: '2026-11-20T12:00:00.000Z',
          answeredAt: null,
          resolution: null,
        },
      ],
      next: null,
    });
  });

  it('finds by state and brand', async () => {
    const served = serve();
    const coffee = await ring(served, { text: '[1 negative] acme coffee is down' });
    const tea = await ring(served, { text: '[1 negative] blue tea is down' });
    await served.send(`/api/v1/alerts/${tea}/resolve`, {});

    expect(await idsOf(served, '/api/v1/alerts?state=open')).toEqual([coffee]);
    expect(await idsOf(served, '/api/v1/alerts?state=resolved')).toEqual([tea]);
    expect(await idsOf(served, '/api/v1/alerts?state=active')).toEqual([coffee]);
    expect(await idsOf(served, '/api/v1/alerts?brand=Blue%20Tea')).toEqual([tea]);
  });
});

describe('POST /api/v1/alerts/{id}/{action}', () => {
  it('acknowledging twice changes nothing the second time and is answered kindly', async () => {
    const served = serve();
    const id = await ring(served);

    const first = await json(served.send(`/api/v1/alerts/${id}/acknowledge`, { by: 'ana' }));
    const second = await served.submit(`/api/v1/alerts/${id}/acknowledge`, { by: 'ben' });

    expect(first).toMatchObject({ changed: true, alert: { id, acknowledgedBy: 'ana' } });
    expect(second.status).toBe(200);
    expect(await second.json()).toMatchObject({ changed: false, refusal: 'ana is already on it' });
  });

  it('snoozes for as long as asked, and refuses to do so beyond the deadline', async () => {
    const served = serve();
    const id = await ring(served);

    const snoozed = await json(served.send(`/api/v1/alerts/${id}/snooze`, { minutes: 20 }));
    const refused = await served.send(`/api/v1/alerts/${id}/snooze`, { until: '2026-11-20T14:00:00Z' });

    expect(snoozed).toMatchObject({ changed: true, alert: { state: 'snoozed' } });
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({
      error: { code: 'refused', message: 'that is later than its deadline' },
    });
  });

  it('resolves for a reason and reopens', async () => {
    const served = serve();
    const id = await ring(served);

    const resolved = await json(served.send(`/api/v1/alerts/${id}/resolve`, { resolution: 'no_answer_needed' }));
    const reopened = await json(served.send(`/api/v1/alerts/${id}/reopen`, {}));

    expect(resolved).toMatchObject({ alert: { state: 'resolved', resolution: 'no_answer_needed' } });
    expect(reopened).toMatchObject({ alert: { state: 'open', resolution: null } });
  });

  it('keeps a verdict and notes it in the history', async () => {
    const served = serve();
    const id = await ring(served);

    const answer = await served.send(`/api/v1/alerts/${id}/feedback`, { verdict: 'wrong_level', level: 4, by: 'ana' });

    expect(answer.status).toBe(200);
    expect(await loadVerdicts(served.app.redis, served.app.keys, 'Acme Coffee')).toEqual([
      {
        id: expect.stringMatching(/^fb_/),
        verdict: { verdict: 'wrong_level', level: 4 },
        at: '2026-11-20T12:00:00.000Z',
        by: 'ana',
        alertId: id,
        brand: 'Acme Coffee',
        mentionIds: [expect.stringMatching(/^twitter:/)],
        examples: [expect.objectContaining({ found: { sentiment: 'negative', urgency: 3 } })],
      },
    ]);
    expect((await loadHistory(served.app.redis, served.app.keys, id)).at(-1)).toMatchObject({
      what: 'feedback',
      note: 'wrong level, should be 4',
    });
  });

  it.each([
    ['feedback', { verdict: 'wrong_level' }, 422, 'invalid'],
    ['feedback', { verdict: 'splendid' }, 422, 'invalid'],
    ['resolve', { resolution: 'because' }, 422, 'invalid'],
    ['snooze', { minutes: -1 }, 422, 'invalid'],
    ['explode', {}, 404, 'unknown_action'],
  ])('refuses %s with %j', async (action, body, status, code) => {
    const served = serve();
    const id = await ring(served);

    const answer = await served.send(`/api/v1/alerts/${id}/${action}`, body);

    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { code } });
  });

  it('for an alert that is not there says so', async () => {
    const answer = await serve().send('/api/v1/alerts/al_none/acknowledge', {});

    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { code: 'unknown_alert' } });
  });

  it('does not act on a GET', async () => {
    const served = serve();
    const id = await ring(served);

    const answer = await served.get(`/api/v1/alerts/${id}/acknowledge`);

    expect(answer.status).toBe(404);
    expect(await idsOf(served, '/api/v1/alerts?state=open')).toEqual([id]);
  });
});

describe('GET /api/v1/report', () => {
  it('counts what was heard each day and how fast it was answered', async () => {
    const served = serve();
    const quick = await ring(served, { text: '[3 negative] acme coffee is slow' });
    const slow = await ring(served, { text: '[3 negative] acme coffee never sent my beans' });
    await ring(served, { text: '[3 negative] acme coffee broke the machine' });
    await served.world.pass(10 * minute);
    await served.send(`/api/v1/alerts/${quick}/resolve`, { resolution: 'answered' });
    await served.world.pass(60 * minute);
    await served.send(`/api/v1/alerts/${slow}/resolve`, { resolution: 'answered' });

    const report = await json(served.get('/api/v1/report?since=1d'));

    expect(report).toEqual({
      items: [
        {
          day: '2026-11-20',
          brand: 'Acme Coffee',
          heard: 3,
          ring: 3,
          list: 0,
          digest: 0,
          ignore: 0,
          negative: 3,
          neutral: 0,
          positive: 0,
        },
      ],
      next: null,
      totals: {
        since: '2026-11-19T13:10:00.000Z',
        until: '2026-11-20T13:10:00.000Z',
        heard: 3,
        alerts: 3,
        answered: 2,
        withinTarget: 1,
        medianResponseMinutes: 40,
        stillWaiting: 1,
        breached: 2,
      },
    });
  });
});

describe('GET /api/v1/sources', () => {
  it('says how every source and channel is doing, and keeps their secrets', async () => {
    const answer = await serve().get('/api/v1/sources');
    const text = await answer.text();

    expect(JSON.parse(text)).toMatchObject({
      items: [
        { id: 'x', kind: 'twitter', state: 'waiting', failures: 0, heard: 0 },
        { id: 'helpdesk', kind: 'intake', state: 'pushed' },
      ],
      next: null,
      channels: [{ id: 'terminal' }, { id: 'team' }],
    });
    expect(text).not.toContain('marker');
  });
});
