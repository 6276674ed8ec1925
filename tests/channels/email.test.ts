import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Notice } from '../../src/channels/channel.ts';
import { openChannel } from '../../src/channels/index.ts';
import type { Context } from '../../src/lib/context.ts';
import { Failure, isAbort } from '../../src/lib/failure.ts';
import { type SmtpOptions, type SmtpScript, startSmtp } from '../../src/stand-ins/smtp.ts';
import { alertMessage, mentionView } from '../support/alerts.ts';
import { testContext } from '../support/context.ts';
import { readMail } from '../support/mail.ts';

const arrange = async (options: SmtpOptions = {}, overrides: Partial<Context> = {}) => {
  const context = testContext(overrides);
  const smtp = await startSmtp(options);
  onTestFinished(() => smtp.close());
  const open = (settings: Record<string, unknown> = {}) =>
    openChannel({
      id: 'mail',
      kind: 'email',
      smtp_url: smtp.url,
      from: 'alerts@acme.example',
      to: 'ana@acme.example',
      ...settings,
    });
  return { smtp, context, open, channel: open(), read: (index: number) => readMail(smtp.mails[index]?.raw ?? '') };
};

describe('a mail', () => {
  test('suggests in both parts how an answer may begin', async () => {
    const { channel, context, read } = await arrange();

    await channel.send(alertMessage({ suggestion: "We're sorry <b>." }), context);

    const parts = read(0).texts.filter((text) => text.includes("You could begin: We're sorry <b>."));
    expect(parts).toHaveLength(2);
  });

  test('goes to its one recipient, from the address that is set', async () => {
    const { smtp, channel, context, read } = await arrange();

    await channel.send(alertMessage(), context);

    expect(smtp.mails).toMatchObject([{ from: 'alerts@acme.example', to: ['ana@acme.example'] }]);
    expect(read(0).headers.get('from')).toBe('Earshot <alerts@acme.example>');
    expect(read(0).headers.get('to')).toBe('ana@acme.example');
  });

  test('says minutes, level and brand in its subject, and the status first of all in both parts', async () => {
    const { channel, context, read } = await arrange();

    await channel.send(alertMessage(), context);

    const { headers, text, texts } = read(0);
    expect(headers.get('subject')).toBe('53 min left · DOWN · Acme Coffee (al_01)');
    expect(text).toMatch(/^53 min left · DOWN · Acme Coffee\nposted 13:53 · 53 min left\n/);
    expect(texts[2]?.trim()).toMatch(/^53 min left · DOWN · Acme Coffee\n+posted 13:53/);
  });

  test('asks robots not to answer', async () => {
    const { channel, context, read } = await arrange();

    await channel.send(alertMessage(), context);

    expect(Object.fromEntries(read(0).headers)).toMatchObject({
      'auto-submitted': 'auto-generated',
      'x-auto-response-suppress': 'All',
      'x-earshot-alert': 'al_01',
      'x-earshot-level': '1',
    });
  });

  test.each([
    [1, false, 'high'],
    [2, false, 'high'],
    [3, false, undefined],
    [1, true, undefined],
  ] as const)('of level %i, soft: %s, has the importance %s', async (urgency, soft, importance) => {
    const { channel, context, read } = await arrange();

    await channel.send(alertMessage({ alert: { urgency, soft } }), context);

    expect(read(0).headers.get('importance')).toBe(importance);
  });

  test('is acknowledged by a link, as long as nobody has', async () => {
    const { channel, context, read } = await arrange();

    await channel.send(alertMessage(), context);
    await channel.send(alertMessage({ alert: { state: 'acknowledged' } }), context);

    expect(read(0).links).toContain('https://earshot.example/a/page');
    expect(read(0).text).toContain("I'm on it: https://earshot.example/a/page");
    expect(read(1).links).not.toContain('https://earshot.example/a/page');
  });

  test('marks every line of a stranger', async () => {
    const { channel, context, read } = await arrange();

    await channel.send(alertMessage({ mentions: [mentionView({ text: 'one\nOpen: https://evil.example' })] }), context);

    expect(read(0).text).toContain('> one\n> Open: https://evil.example');
    expect(read(0).links).not.toContain('https://evil.example');
  });

  test('takes no header from a name', async () => {
    const { channel, context, read } = await arrange();
    const brand = 'Acme\r\nBcc: everybody@acme.example\r\n\r\nHello';

    await channel.send({ ...alertMessage(), title: brand }, context);

    expect(read(0).headers.has('bcc')).toBe(false);
    expect(read(0).headers.get('subject')).toContain('Acme Bcc: everybody@acme.example Hello');
  });
});

describe('one alert is one thread', () => {
  test('later steps answer the first mail, under the same subject', async () => {
    const { channel, context, read } = await arrange();
    const previous = await channel.send(alertMessage(), context);
    const late = alertMessage({ step: 1, now: new Date('2026-08-20T12:30:00.000Z') });

    await channel.send({ ...late, previous }, context);

    const first = read(0).headers.get('message-id');
    expect(read(1).headers.get('in-reply-to')).toBe(first);
    expect(read(1).headers.get('references')).toBe(first);
    expect(read(1).headers.get('subject')).toBe('Re: 53 min left · DOWN · Acme Coffee (al_01)');
    expect(read(1).text).toMatch(/^23 min left/);
  });

  test('the third mail answers the first as well', async () => {
    const { channel, context, read } = await arrange();
    const first = await channel.send(alertMessage(), context);
    const second = await channel.send({ ...alertMessage({ step: 1 }), previous: first }, context);

    await channel.send({ ...alertMessage({ step: 2 }), previous: second }, context);

    expect(read(2).headers.get('in-reply-to')).toBe(read(0).headers.get('message-id'));
    expect(read(2).headers.get('subject')).toMatch(/^Re: 53 min left/);
  });

  test('a repeat carries the same id, another recipient or step another one', async () => {
    const { channel, open, context, smtp } = await arrange();
    await channel.send(alertMessage(), context);
    await channel.send(alertMessage(), context);
    await channel.send(alertMessage({ step: 1 }), context);

    await open({ to: 'ben@acme.example' }).send(alertMessage(), context);

    const ids = smtp.mails.map(({ raw }) => readMail(raw).headers.get('message-id'));
    expect(ids[0]).toMatch(/^<al_01\.step0\.[0-9a-f]{16}@acme\.example>$/);
    expect(ids[1]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(3);
  });

  test('a notice that comes again the next day is not taken for a repeat', async () => {
    const { channel, context, smtp } = await arrange();
    const notice: Notice = { type: 'notice', key: 'notice.x', language: 'en', title: 'Slack is away', text: 'Still.' };
    await channel.send(notice, context);

    await channel.send(notice, { ...context, now: () => new Date('2026-08-21T12:00:00.000Z') });

    expect(new Set(smtp.mails.map(({ raw }) => readMail(raw).headers.get('message-id'))).size).toBe(2);
  });
});

describe("the server's reply counts", () => {
  test.each([
    ['CONNECT', '554 5.7.1 no service for you', 'unauthorized'],
    ['CONNECT', '421 4.3.2 busy', 'transient'],
    ['EHLO', '421 4.3.2 busy', 'transient'],
    ['AUTH', '535 5.7.8 bad credentials', 'unauthorized'],
    ['AUTH', '534 5.7.9 application password required', 'unauthorized'],
    ['AUTH', '454 4.7.0 temporary failure', 'transient'],
    ['MAIL', '530 5.7.0 authentication required', 'unauthorized'],
    ['MAIL', '553 5.1.8 not your address', 'unauthorized'],
    ['MAIL', '552 5.3.4 too large', 'message'],
    ['MAIL', '503 5.5.1 what order is that', 'transient'],
    ['RCPT', '550 5.1.1 unknown', 'recipient'],
    ['RCPT', '550 5.2.1 disabled', 'recipient'],
    ['RCPT', '553 5.1.3 bad address', 'recipient'],
    ['RCPT', '554 5.7.1 relay access denied', 'recipient'],
    ['RCPT', '450 4.2.0 greylisted', 'transient'],
    ['RCPT', '452 4.2.2 full', 'transient'],
    ['DATA', '554 5.7.1 no', 'message'],
    ['TEXT', '552 5.3.4 too large', 'message'],
    ['TEXT', '554 5.7.1 looks like spam', 'message'],
    ['TEXT', '550 5.7.26 not authenticated', 'unauthorized'],
    ['TEXT', '550 5.1.1 unknown', 'recipient'],
    ['TEXT', '451 4.7.1 later', 'transient'],
  ] as const)('at %s, "%s" is a failure of kind %s', async (stage, reply, kind) => {
    const { smtp, channel, context } = await arrange();
    smtp.at(stage, { reply });

    const failure = await failureOf(channel.send(alertMessage(), context));

    expect(failure.kind).toBe(kind);
    expect(smtp.mails).toEqual([]);
    expect(smtp.connections()).toBe(1);
  });

  test('greylisting is given a minute', async () => {
    const { smtp, channel, context } = await arrange();
    smtp.at('RCPT', { reply: '451 4.7.1 greylisted' });

    const failure = await failureOf(channel.send(alertMessage(), context));

    expect(failure.retryAfterMs).toBe(60_000);
  });

  test.each(['CONNECT', 'EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA'] as const)(
    'a connection that is lost at %s has delivered nothing',
    async (stage) => {
      const { smtp, channel, context } = await arrange();
      smtp.at(stage, 'cut');

      const failure = await failureOf(channel.send(alertMessage(), context));

      expect(failure.kind).toBe('transient');
    },
  );

  test.each<SmtpScript>(['cut', 'hang'])('after the final dot, "%s" leaves the outcome unknown', async (script) => {
    const { smtp, channel, context } = await arrange({}, { requestTimeoutMs: 1500 });
    smtp.at('TEXT', script);

    const failure = await failureOf(channel.send(alertMessage(), context));

    expect(failure.kind).toBe('unknown');
    expect(smtp.mails).toHaveLength(1);
  });

  test.each(['CONNECT', 'EHLO', 'MAIL'] as const)('silence at %s has delivered nothing', async (stage) => {
    const { smtp, channel, context } = await arrange({}, { requestTimeoutMs: 300 });
    smtp.at(stage, 'hang');

    const failure = await failureOf(channel.send(alertMessage(), context));

    expect(failure.kind).toBe('transient');
  });

  test('a server that hangs on goodbye has the mail', async () => {
    const { smtp, channel, context } = await arrange();
    smtp.at('QUIT', 'hang');

    await channel.send(alertMessage(), context);

    expect(smtp.mails).toHaveLength(1);
  });

  test('a server that is not there is a transient failure', async () => {
    const { smtp, channel, context } = await arrange();
    await smtp.close();

    expect((await failureOf(channel.send(alertMessage(), context))).kind).toBe('transient');
  });

  test('a stop ends a waiting conversation', async () => {
    const stop = new AbortController();
    const { smtp, channel, context } = await arrange({}, { signal: stop.signal });
    smtp.at('MAIL', 'hang');
    const sending = Promise.allSettled([channel.send(alertMessage(), context)]);
    await vi.waitFor(() => expect(smtp.lines.some((line) => line.startsWith('MAIL'))).toBe(true));

    stop.abort();
    const [outcome] = await sending;

    expect(outcome).toMatchObject({ status: 'rejected', reason: expect.toSatisfy(isAbort) });
  });
});

describe('credentials', () => {
  test('stand in no failure and no log, also when the server says them back', async () => {
    const { smtp, context, open } = await arrange({ password: 'marker-password/01' });
    smtp.at('AUTH', { reply: '535 5.7.8 marker-password/01 and marker-password%2F01 are wrong' });

    const failure = await failureOf(open().send(alertMessage(), context));
    context.log.error({ err: failure }, 'as the pipeline would');

    expect(JSON.stringify([failure, failure.message, failure.sample, context.logged])).not.toMatch(/marker-password/);
  });

  test('never go over a connection that is not safe', async () => {
    const { smtp, context, open } = await arrange();
    // Leads here, but is no loopback address: another machine, as far as the channel can tell.
    const url = smtp.url.replace('127.0.0.1', '0.0.0.0');

    const failure = await failureOf(open({ smtp_url: url }).send(alertMessage(), context));

    expect(failure).toMatchObject({ kind: 'transient', remedy: expect.stringContaining('smtps://') });
    expect(smtp.lines.some((line) => /^(AUTH|MAIL)/.test(line))).toBe(false);
  });

  test('never go to a server whose encryption fails', async () => {
    const { smtp, context, open } = await arrange({ offersTls: true });
    const url = smtp.url.replace('127.0.0.1', '0.0.0.0');

    const failure = await failureOf(open({ smtp_url: url }).send(alertMessage(), context));

    expect(failure.kind).toBe('transient');
    expect(smtp.lines.some((line) => /^(AUTH|MAIL)/.test(line))).toBe(false);
  });

  test.each(['https://mail.acme.example', 'smtp://', 'mail.acme.example', 'smtps://%zz:x@mail.acme.example'])(
    'an address like %s is told by the name of its setting',
    async (smtp_url) => {
      const { context, open } = await arrange();

      const failure = await failureOf(open({ smtp_url }).send(alertMessage(), context));

      expect(failure).toMatchObject({ kind: 'unauthorized', message: 'smtp_url holds no address of a mail server' });
    },
  );

  test('are proved by the check, which fails on dead ones', async () => {
    const { smtp, channel, context } = await arrange();

    await expect(channel.check?.(context)).resolves.toBe(
      '127.0.0.1 lets us in and knows the login, without encryption',
    );
    smtp.at('AUTH', { reply: '535 5.7.8 no' });
    await expect(channel.check?.(context)).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  test('are not needed where the server asks for none', async () => {
    const { smtp, context, open } = await arrange();

    await open({ smtp_url: `smtp://127.0.0.1:${smtp.port}` }).send(alertMessage(), context);

    expect(smtp.mails).toHaveLength(1);
    expect(smtp.lines.some((line) => line.startsWith('AUTH'))).toBe(false);
  });
});

test('the mail server stands in smtp_url, not in base_url', async () => {
  const { open } = await arrange();

  expect(() => open({ base_url: 'https://mail.acme.example' })).toThrow('smtp_url, not base_url');
});

const failureOf = async (sending: Promise<unknown>): Promise<Failure> => {
  const [outcome] = await Promise.allSettled([sending]);
  if (outcome.status === 'rejected' && outcome.reason instanceof Failure) return outcome.reason;
  throw new Error('it did not fail');
};
