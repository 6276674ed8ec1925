import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { signStandardWebhook } from '../../src/lib/signature.ts';
import { loadMentions } from '../../src/store/mentions.ts';
import { intakeSecret, type Served, serve } from './arrange.ts';

const order =
  '{"source":"helpdesk","externalId":"T-1001","url":"https://help.example/t/1001","author":{"name":"Ana"},"text":"Order never arrived","rating":1,"createdAt":"2026-11-20T09:00:00Z"}';

const bearer = { authorization: 'Bearer intake-token-marker' };

const push = (served: Served, body: string, headers: Record<string, string> = {}, path = '/v1/intake/helpdesk') =>
  served.fetch(
    new Request(`http://127.0.0.1:4747${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    }),
  );

const signed = (body: string, id: string, at: Date, secret = intakeSecret): Record<string, string> => {
  const timestamp = Math.floor(at.getTime() / 1000);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signStandardWebhook({ secret, id, timestamp, body }),
  };
};

const wire = (fields: Record<string, unknown> = {}) => ({
  externalId: 'T-1',
  url: 'https://help.example/t/1',
  text: 'Order never arrived',
  createdAt: '2026-11-20T11:50:00Z',
  ...fields,
});

describe('a pushed mention', () => {
  it('signed as in the published example is taken, judged and rung', async () => {
    const served = serve({ overrides: { now: () => new Date('2026-11-20T10:00:30Z') } });

    const answer = await push(served, order, {
      'webhook-id': 'msg_2aZk9Example',
      'webhook-timestamp': '1795168800',
      'webhook-signature': 'v1,HoSRPIHL/3eqd9adBoKH4KtJcA06HXq7qAfZti01Rto=',
    });
    await served.world.settle();

    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({
      accepted: 1,
      rejected: 0,
      results: [{ index: 0, externalId: 'T-1001', status: 'created' }],
    });
    expect(await loadMentions(served.app.redis, served.app.keys, ['helpdesk:T-1001'])).toMatchObject([
      { via: ['helpdesk'], mention: { text: 'Order never arrived', rating: 1 }, judgement: { brand: 'Acme Coffee' } },
    ]);
  });

  it('is answered one by one: created, updated, unchanged, stale, invalid', async () => {
    const served = serve();
    await push(
      served,
      JSON.stringify({
        mentions: [
          wire({ externalId: 'a' }),
          wire({ externalId: 'b' }),
          wire({ externalId: 'c', updatedAt: '2026-11-20T11:55:00Z' }),
        ],
      }),
      bearer,
    );

    const answer = await push(
      served,
      JSON.stringify({
        mentions: [
          wire({ externalId: 'new' }),
          wire({ externalId: 'a', text: 'Order never arrived, still' }),
          wire({ externalId: 'b' }),
          wire({ externalId: 'c', text: 'older', updatedAt: '2026-11-20T11:51:00Z' }),
          { externalId: '', url: 'notaurl', text: 'x', createdAt: 'yesterday' },
        ],
      }),
      bearer,
    );

    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({
      accepted: 4,
      rejected: 1,
      results: [
        { index: 0, externalId: 'new', status: 'created' },
        { index: 1, externalId: 'a', status: 'updated' },
        { index: 2, externalId: 'b', status: 'unchanged' },
        { index: 3, externalId: 'c', status: 'stale' },
        {
          index: 4,
          status: 'invalid',
          errors: [
            { field: 'externalId', message: 'must not be empty' },
            { field: 'url', message: 'must be an absolute http(s) url or null' },
            { field: 'createdAt', message: 'must be RFC 3339 with zone' },
          ],
        },
      ],
    });
  });

  it('may come with others as one object a line; a bad line does not stop the rest', async () => {
    const served = serve();
    const lines = [JSON.stringify(wire()), '', '{ rubbish', JSON.stringify(wire({ externalId: 'T-2' }))].join('\n');

    const answer = await push(served, lines, { ...bearer, 'content-type': 'application/x-ndjson; charset=utf-8' });

    expect(await answer.json()).toMatchObject({
      accepted: 2,
      rejected: 1,
      results: [{ status: 'created' }, { status: 'invalid' }, { status: 'created' }],
    });
  });

  it('delivered twice under one id is stored once, and answered the same', async () => {
    const served = serve();
    const headers = signed(order, 'msg_1', served.world.now());

    const first = await push(served, order, headers);
    const second = await push(served, order, headers);

    expect([first.status, second.status]).toEqual([202, 200]);
    expect(await second.text()).toBe(await first.text());
  });
});

const Envelope = z.object({ error: z.object({ code: z.string(), message: z.string(), requestId: z.string() }) });

describe('a push that is refused', () => {
  const codeOf = async (answer: Response) => {
    const { error } = Envelope.parse(await answer.json());
    expect(error.requestId).toBe(answer.headers.get('x-request-id'));
    return { status: answer.status, code: error.code };
  };

  it.each([
    ['has no signature', {}, 401, 'signature_missing'],
    ['brings a wrong token', { authorization: 'Bearer guess' }, 401, 'bad_token'],
    ['is not JSON', { ...bearer, 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
  ])('because it %s', async (_, headers, status, code) => {
    expect(await codeOf(await push(serve(), order, headers))).toEqual({ status, code });
  });

  it('because its signature belongs to another body, secret or time', async () => {
    const served = serve();
    const now = served.world.now();
    const old = new Date(now.getTime() - 6 * 60_000);

    const altered = await push(served, order.replace('1001', '1002'), signed(order, 'a', now));
    const foreign = await push(served, order, signed(order, 'b', now, 'b3RoZXItc2VjcmV0LW90aGVyLXNlY3JldCE='));
    const late = await push(served, order, signed(order, 'c', old));

    expect(await codeOf(altered)).toEqual({ status: 401, code: 'signature_mismatch' });
    expect(await codeOf(foreign)).toEqual({ status: 401, code: 'signature_mismatch' });
    expect(await codeOf(late)).toEqual({ status: 401, code: 'timestamp_out_of_range' });
    expect(await served.app.redis.zcard(served.app.keys.mentions)).toBe(0);
  });

  it.each(['unknown', 'x'])('because nobody named "%s" may push', async (name) => {
    const answer = await push(serve(), order, bearer, `/v1/intake/${name}`);

    expect(await codeOf(answer)).toEqual({ status: 404, code: 'unknown_sender' });
  });

  it.each(['{ rubbish', '[]', '"text"', '{"mentions":"none"}', '{"mentions":[]}', ''])(
    'because nothing can be read from %s',
    async (body) => {
      expect(await codeOf(await push(serve(), body, bearer))).toEqual({ status: 400, code: 'malformed' });
    },
  );

  it('because it is longer than a mebibyte or holds more than 500 mentions', async () => {
    const served = serve();
    const many = JSON.stringify({ mentions: Array.from({ length: 501 }, (_, id) => wire({ externalId: String(id) })) });

    const long = await push(served, JSON.stringify(wire({ text: 'x'.repeat(1024 * 1024) })), bearer);
    const crowded = await push(served, many, bearer);

    expect(await codeOf(long)).toEqual({ status: 413, code: 'too_large' });
    expect(await codeOf(crowded)).toEqual({ status: 413, code: 'too_many' });
  });

  it('because every element of it is invalid, and it says which and why', async () => {
    const answer = await push(serve(), JSON.stringify(wire({ url: 'ftp://x' })), bearer);

    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ accepted: 0, rejected: 1, results: [{ status: 'invalid' }] });
  });

  it('because it is the sixty-first of its minute, and it may come again in the next', async () => {
    const served = serve();
    for (let call = 0; call < 60; call += 1) await push(served, order, bearer);

    const refused = await push(served, order, bearer);
    await served.world.pass(60_000);
    const later = await push(served, order, bearer);

    expect(await codeOf(refused)).toEqual({ status: 429, code: 'too_many_calls' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(later.status).toBe(202);
  });

  it('is no use to a stranger who wants to use up the calls of a sender', async () => {
    const served = serve();
    for (let call = 0; call < 70; call += 1) await push(served, order, { authorization: 'Bearer guess' });

    expect((await push(served, order, bearer)).status).toBe(202);
  });
});

describe('a deletion', () => {
  it('marks what the sender itself had sent as gone, and closes its alert', async () => {
    const served = serve();
    await push(served, JSON.stringify(wire({ text: '[1 negative] acme coffee is down' })), bearer);
    await served.world.hear([{ externalId: '77', text: 'acme coffee' }]);
    await served.world.settle();

    const answer = await push(served, '{"externalIds":["T-1","T-9"]}', bearer, '/v1/intake/helpdesk/deletions');
    const foreign = await push(
      served,
      '{"source":"twitter","externalIds":["77"]}',
      bearer,
      '/v1/intake/helpdesk/deletions',
    );

    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({
      results: [
        { externalId: 'T-1', status: 'gone' },
        { externalId: 'T-9', status: 'unknown' },
      ],
    });
    expect(await foreign.json()).toMatchObject({ results: [{ externalId: '77', status: 'unknown' }] });
    expect(await (await served.get('/api/v1/alerts')).json()).toMatchObject({ items: [{ resolution: 'gone' }] });
  });
});
