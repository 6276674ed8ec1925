import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/lib/schema.ts';
import { type IntakeRequest, signStandardWebhook, verifyIntakeSignature } from '../../src/lib/signature.ts';
import { sourceFixture } from '../contracts/source.ts';

const secret = 'ZWFyc2hvdC1leGFtcGxlLXNlY3JldC0zMi1ieXRlcyE=';
const body = sourceFixture('intake', 'helpdesk.json').trimEnd();
const signature = 'v1,HoSRPIHL/3eqd9adBoKH4KtJcA06HXq7qAfZti01Rto=';
const signed = { 'webhook-id': 'msg_2aZk9Example', 'webhook-timestamp': '1795168800', 'webhook-signature': signature };
const sentAt = new Date(1795168800 * 1000);

const verify = (headers: Record<string, string>, overrides: Partial<IntakeRequest> = {}) =>
  verifyIntakeSignature({
    headers,
    rawBody: Buffer.from(body),
    secrets: [new Secret(secret)],
    now: sentAt,
    ...overrides,
  });

const later = (ms: number): Date => new Date(sentAt.getTime() + ms);

describe('Standard Webhooks', () => {
  test('the documented vectors are met', () => {
    const event = {
      secret: 'whsec_ZWFyc2hvdC1zdGFuZGFyZC13ZWJob29rcy1rZXktMDA=',
      id: 'msg_al_01_1',
      timestamp: 1767225600,
      body: '{"type":"alert.opened","timestamp":"2026-01-01T00:00:00.000Z","data":{"alertId":"al_01"}}',
    };

    expect(body).toHaveLength(178);
    expect(signStandardWebhook({ secret, id: 'msg_2aZk9Example', timestamp: 1795168800, body })).toBe(signature);
    expect(signStandardWebhook(event)).toBe('v1,ORPFiSCI6LkzdWLFBSatOovRkIQsnbKusP6OIpJqqnU=');
  });

  test('a good signature names the delivery', () => {
    expect(verify(signed)).toEqual({ ok: true, deliveryId: 'msg_2aZk9Example' });
  });

  test('one valid signature among several is enough, with one of two secrets', () => {
    const headers = { ...signed, 'webhook-signature': `v1a,abc v1,wrong ${signature}` };
    const secrets = [new Secret(`bmV3LXNlY3JldC1vZi0yNC1ieXRlcy1vci1tb3Jl, whsec_${secret}`)];

    expect(verify(headers, { secrets })).toMatchObject({ ok: true });
  });

  test('five minutes are tolerated either way, not a second more', () => {
    expect(verify(signed, { now: later(300_000) })).toMatchObject({ ok: true });
    expect(verify(signed, { now: later(-300_000) })).toMatchObject({ ok: true });
    expect(verify(signed, { now: later(301_000) })).toMatchObject({ code: 'timestamp_out_of_range' });
    expect(verify(signed, { now: later(-301_000) })).toMatchObject({ code: 'timestamp_out_of_range' });
  });

  test.each([
    ['another body', signed, { rawBody: Buffer.from(`${body} `) }, 'signature_mismatch'],
    ['another id', { ...signed, 'webhook-id': 'msg_other' }, {}, 'signature_mismatch'],
    ['another secret', signed, { secrets: [new Secret('b3RoZXI=')] }, 'signature_mismatch'],
    ['no id', { ...signed, 'webhook-id': '' }, {}, 'signature_missing'],
    ['a time in words', { ...signed, 'webhook-timestamp': 'noon' }, {}, 'timestamp_out_of_range'],
    ['nothing', {}, {}, 'signature_missing'],
    ['no secret to check with', signed, { secrets: [] }, 'signature_missing'],
  ])('%s is refused', (_, headers, overrides, code) => {
    expect(verify(headers, overrides)).toMatchObject({ ok: false, code });
  });

  test('a secret that stands for no bytes lets nobody in', () => {
    const empty = `v1,${createHmac('sha256', '').update(`msg_1.1795168800.${body}`).digest('base64')}`;
    const headers = { ...signed, 'webhook-id': 'msg_1', 'webhook-signature': empty };

    expect(verify(headers, { secrets: [new Secret('!!!'), new Secret(',')] })).toMatchObject({ ok: false });
  });

  test('the sentence of a mismatch is the documented one', () => {
    expect(verify({ ...signed, 'webhook-signature': 'v1,AAAA' })).toEqual({
      ok: false,
      code: 'signature_mismatch',
      message: 'No signature in webhook-signature matches.',
    });
  });
});

describe('X-Hub-Signature-256', () => {
  const hub = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

  test('the secret is the key as it was typed, and GitHub’s delivery id is remembered', () => {
    const headers = { 'x-hub-signature-256': hub, 'x-github-delivery': '72d3162e' };

    expect(verify(headers)).toEqual({ ok: true, deliveryId: '72d3162e' });
  });

  test('the bytes the secret stands for are a key as well', () => {
    const key = Buffer.from(secret, 'base64');
    const headers = { 'x-hub-signature-256': `sha256=${createHmac('sha256', key).update(body).digest('hex')}` };

    expect(verify(headers)).toEqual({ ok: true });
  });

  test('a signature of another body is refused', () => {
    expect(verify({ 'x-hub-signature-256': hub }, { rawBody: Buffer.from('{}') })).toMatchObject({
      code: 'signature_mismatch',
    });
  });
});

describe('bearer tokens', () => {
  const token = new Secret('token-of-a-no-code-tool');

  test('the right one is let in, whatever the case of the scheme', () => {
    expect(verify({ authorization: 'bearer token-of-a-no-code-tool' }, { secrets: [], token })).toEqual({ ok: true });
  });

  test.each(['Bearer token-of-a-no-code-toot', 'Bearer ', 'Basic dG9rZW4=', 'Bearer token-of-a-no-code-tool-and-more'])(
    '"%s" is refused',
    (authorization) => {
      expect(verify({ authorization }, { token })).toMatchObject({ ok: false, code: 'bad_token' });
    },
  );

  test('none is right for a sender without one', () => {
    expect(verify({ authorization: 'Bearer undefined' })).toMatchObject({ ok: false, code: 'bad_token' });
  });
});
