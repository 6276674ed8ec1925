import { describe, expect, it } from 'vitest';
import { ack } from '../../src/cli/ack.ts';
import { explain } from '../../src/cli/explain.ts';
import { savePage } from '../../src/store/mentions.ts';
import { openAcme } from './acme.ts';
import { printer } from './arrange.ts';

const minute = 60_000;

const explained = async (app: Parameters<typeof explain>[0], subject: string) => {
  const { print, text } = printer();
  const code = await explain(app, { subject, print });
  return { code, text: text() };
};

describe('earshot explain', () => {
  it('tells every stage of a mention that rang, by whatever address or id it is named', async () => {
    const { app, hear, settle, pass, alerts } = await openAcme();
    await hear([{ externalId: '2090379311969206376', text: '[1 negative] acme is down' }]);
    await settle();
    await pass(5 * minute);
    const [alert] = await alerts();
    await ack(app, { alertId: alert?.id ?? '', by: 'ana', print: () => undefined });
    await settle();

    const named = await Promise.all(
      [
        'https://x.com/lucia_m/status/2090379311969206376?s=20',
        'https://mobile.twitter.com/i/web/status/2090379311969206376',
        'x.com/i/status/2090379311969206376',
        'twitter:2090379311969206376',
        '2090379311969206376',
      ].map((subject) => explained(app, subject)),
    );

    const [{ code, text } = { code: 1, text: '' }] = named;
    expect(new Set(named.map((each) => each.text)).size).toBe(1);
    expect(code).toBe(0);
    expect(text).toMatch(/written +2026-11-20 13:00:00, by @lucia_m/);
    expect(text).toMatch(/seen +2026-11-20 13:00:00 by x, 0 s after it was written/);
    expect(text).toMatch(/matched +Acme, keyword name: acme/);
    expect(text).toMatch(/judged +language en, negative \(100%\), level 1 down \(100%\), wants a reply, 90% sure/);
    expect(text).toMatch(/\+1\.00 for it: the word “negative”/);
    expect(text).toMatch(/decided +rings: level 1 \(down\), negative, reply wanted/);
    expect(text).toMatch(/step 0 +phone +2026-11-20 13:00:00 +was taken over/);
    expect(text).toMatch(/13:05:00 +acknowledged by ana/);
  });

  it('finds a mention by an address that gives no id away', async () => {
    const { app, hear, settle } = await openAcme();
    await hear([{ source: 'forum', url: 'https://www.forum.example/t/77/', text: '[5 neutral] acme opens a shop' }]);
    await settle();

    const { code, text } = await explained(app, 'http://forum.example/t/77?utm_source=mail');

    expect(code).toBe(0);
    expect(text).toContain('for the digest, does not ring');
  });

  it('says where a mention was dropped', async () => {
    const { app, hear, settle, now } = await openAcme();
    await hear([{ externalId: '1', text: 'a word about nobody' }]);
    await hear(
      [{ externalId: '2', text: '[3 negative] acme crashed', createdAt: new Date(now().getTime() - 90 * minute) }],
      {
        first: true,
      },
    );
    await hear([{ externalId: '3', text: '[3 negative] acme is slow', ownerReply: { text: 'Sorry!' } }]);
    await settle();

    const [unmatched, history, answered] = await Promise.all(
      ['1', '2', '3'].map((id) => explained(app, `twitter:${id}`)),
    );

    expect(unmatched?.text).toContain('no keyword matches it');
    expect(history?.text).toContain('written before we listened');
    expect(answered?.text).toContain('already answered');
    expect(answered?.text).toMatch(/answered +in public/);
  });

  it('helps on when a mention is not known', async () => {
    const { app } = await openAcme();

    const { code, text } = await explained(app, 'https://x.com/a/status/404');

    expect(code).toBe(1);
    expect(text).toContain('is not known: no source has yielded it');
    expect(text).toContain('npx earshot poll x --dry-run');
  });

  it('answers why nobody got an alert', async () => {
    const { app, ntfy, hear, settle, alerts } = await openAcme();
    ntfy.always({ type: 'answer', status: 403, body: { code: 40301, error: 'forbidden' } });
    await hear([{ text: '[2 negative] acme took my money' }]);
    await settle();
    const [alert] = await alerts();

    const { code, text } = await explained(app, alert?.id ?? '');

    expect(code).toBe(0);
    expect(text).toMatch(/step 0 +phone +[\d: -]+ FAILED/);
    expect(text).toContain('Nobody was reached:');
    expect(text).toContain('no daemon is running that could ring anybody');
  });

  it('names quiet hours that hold a ring back', async () => {
    const { app, hear, settle, alerts } = await openAcme(
      'people:\n  - { id: ana, channels: [phone], quiet_hours: "12:00-14:00", time_zone: Europe/Madrid }\n',
    );
    await hear([{ text: '[3 negative] acme is slow' }]);
    await settle();
    const [alert] = await alerts();

    const { text } = await explained(app, alert?.id ?? '');

    expect(text).toContain('quiet hours: phone waits until 2026-11-20 14:00:00');
  });

  it('lets no stranger command the terminal', async () => {
    const { app, now } = await openAcme();
    const mention = {
      source: 'twitter',
      externalId: '9',
      family: 'social',
      url: 'https://x.com/\u001b[2J',
      author: { handle: 'e\u001b]0;owned\u0007' },
      text: '\u001b[31macme\u202e',
    } as const;
    const matches = [{ brand: 'Acme', keyword: 'name', terms: ['\u001b[1macme'] }];
    await savePage(app.redis, app.keys, [{ mention, matches, mode: 'matched' }], now());

    const { text } = await explained(app, 'twitter:9');

    expect(text).toContain('undated');
    for (const sign of ['\u001b', '\u0007', '\u202e']) expect(text).not.toContain(sign);
  });
});
