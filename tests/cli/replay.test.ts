import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, inject, it } from 'vitest';
import { replayed, shifted, startClock } from '../../src/cli/replay/clock.ts';
import { replay } from '../../src/cli/replay.ts';
import { openTerminal } from '../../src/cli/terminal.ts';
import { folderWith } from '../config/folder.ts';
import { openTestStore } from '../support/redis.ts';
import { keeping, start } from './arrange.ts';

const config = {
  'earshot.yaml': `channels:\n  - { id: phone, kind: ntfy, topic: '\${EARSHOT_NTFY_TOPIC}' }\n`,
  'brands/acme.yaml':
    'brand: Acme\nown_accounts: { twitter: acme_help }\nkeywords:\n  - { id: name, query: "acme OR @acme_help" }\n',
};

const begun = Date.parse('2019-11-25T08:00:00Z');
const complaints = [
  'No signal since this morning, my phone is dead @acme_help',
  'acme charged me twice this month and nobody answers',
  'The acme app crashes every time I open it, please fix it!',
  'Love my new acme phone, thank you!',
  'Does anybody know when the acme shop opens?',
];

/** A mention every ten seconds, each by another customer. */
const recorded = (count: number): string[] =>
  Array.from({ length: count }, (_, n) =>
    JSON.stringify({
      source: 'twitter',
      externalId: String(1_198_792_700_720_054_272n + BigInt(n)),
      url: `https://x.com/i/status/${n}`,
      author: { id: `u${n}`, handle: `user${n}` },
      text: `${complaints[n % complaints.length]} ${'abcdefghij'[n % 10]?.repeat(1 + (n % 7))}`,
      lang: 'en',
      createdAt: new Date(begun + n * 10_000).toISOString(),
    }),
  );

const arrange = (lines: string[]) => {
  const folder = folderWith(config);
  const file = join(folderWith({ 'posts.ndjson': `${lines.join('\n')}\n` }), 'posts.ndjson');
  const running = async (
    options: Partial<Parameters<typeof replay>[1]> = {},
    env: Record<string, string> = {},
  ): Promise<{ code: number; output: string; errors: string }> => {
    const [stdout, stderr] = [keeping(), keeping()];
    const terminal = openTerminal({ stdin: Readable.from([]), stdout, stderr, env }, { config: folder });
    const signal = new AbortController().signal;
    const code = await replay(terminal, { file, live: false, quiet: true, signal, ...options });
    return { code, output: stdout.text(), errors: stderr.text() };
  };
  return { folder, file, running };
};

/** What a line of the summary says. */
const said = (output: string, word: string): string => new RegExp(`^  ${word} +(.*)$`, 'm').exec(output)?.[1] ?? '';

describe('the clock of a replay', () => {
  const span = { oldest: new Date('2019-11-25T08:00:00Z'), newest: new Date('2019-11-25T10:00:00Z') };
  const now = new Date('2026-11-20T12:00:00Z');

  it('at a speed begins now and keeps the distances, divided by it', () => {
    const clock = startClock(span, 60, now);

    expect(replayed(clock, span.oldest)).toEqual(now);
    expect(replayed(clock, span.newest)).toEqual(new Date('2026-11-20T12:02:00Z'));
  });

  it('without a speed ends now', () => {
    const clock = startClock(span, undefined, now);

    expect(replayed(clock, span.oldest)).toEqual(new Date('2026-11-20T10:00:00Z'));
    expect(replayed(clock, span.newest)).toEqual(now);
  });

  it('moves every time of a mention and nothing else', () => {
    const clock = startClock(span, undefined, now);
    const mention = {
      source: 'trustpilot',
      externalId: 'r1',
      family: 'review',
      url: null,
      author: {},
      text: 'cold',
      createdAt: span.oldest,
      updatedAt: span.newest,
      ownerReply: { text: 'sorry', at: span.newest },
    } as const;

    expect(shifted(clock, mention)).toEqual({
      ...mention,
      createdAt: new Date('2026-11-20T10:00:00Z'),
      updatedAt: now,
      ownerReply: { text: 'sorry', at: now },
    });
  });
});

describe('earshot replay', () => {
  it('takes a recording through the whole chain on a Redis of its own and leaves nothing behind', async () => {
    const lines = recorded(300);
    const extra = [
      lines[7] ?? '',
      'broken',
      (lines[0] ?? '').replace('user0', 'acme_help').replace(/"externalId":"\d+"/, '"externalId":"1"'),
      (lines[0] ?? '')
        .replace(/"text":"[^"]*"/, '"text":"about others"')
        .replace(/"externalId":"\d+"/, '"externalId":"2"'),
    ];
    const { running } = arrange([...lines, ...extra]);
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('earshot-replay-'));

    const { code, output, errors } = await running();

    expect(code).toBe(2);
    expect(errors).toContain('line 302: is no JSON');
    expect(said(output, 'mentions in')).toBe(
      '303 mentions; 1 twice in the file; 1 by our own accounts; 1 line could not be used',
    );
    expect(said(output, 'stored')).toBe('301, of which 1 matched no keyword; lost 0');
    expect(said(output, 'judged')).toMatch(/^300: ring [1-9]\d+, /);
    const [, alerts, rings] = /^(\d+) alerts opened, (\d+) rings sent$/.exec(said(output, 'alerts')) ?? [];
    expect(Number(alerts)).toBeGreaterThan(0);
    expect(Number(rings)).toBeGreaterThanOrEqual(Number(alerts));
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('earshot-replay-'))).toEqual(before);
  }, 60_000);

  it('shows the alerts on the terminal, at the recorded rhythm, faster', async () => {
    const { running } = arrange(recorded(20));

    const { code, output } = await running(
      { quiet: false, speed: 400 },
      { REDIS_URL: `unix://${inject('redisSocket')}` },
    );

    expect(code).toBe(0);
    expect(output).toMatch(/min left · DOWN · Acme\nposted .*\nX · @user0/);
    expect(said(output, 'stored')).toBe('20, of which 0 matched no keyword; lost 0');
  }, 60_000);

  it('removes what it wrote to a Redis that others use', async () => {
    const { redis } = openTestStore();
    const { running } = arrange(recorded(20));

    const { code } = await running({}, { REDIS_URL: `unix://${inject('redisSocket')}` });

    expect(code).toBe(0);
    expect((await redis.keys('*')).filter((key) => key.startsWith('{replay-'))).toEqual([]);
  }, 60_000);

  it('goes on where it was killed: nothing lost, nothing twice', async () => {
    const { file, folder, running } = arrange(recorded(300));
    const keep = join(folder, 'kept');
    const killed = start(['replay', file, '--config', folder, '--keep', keep, '--speed', '300']);
    await expect.poll(() => killed.output(), { timeout: 40_000 }).toContain('@user4');
    killed.program.kill('SIGKILL');
    await killed.ended;

    const { code, output } = await running({ keep, speed: 300 });
    const again = await running({ keep });

    expect(code).toBe(0);
    expect(said(output, 'stored')).toBe('300, of which 0 matched no keyword; lost 0');
    expect(said(output, 'judged')).toMatch(/^300: /);
    expect(said(again.output, 'judged')).toBe(said(output, 'judged'));
    expect(existsSync(keep)).toBe(true);
  }, 90_000);

  it('says when there is nothing to replay', async () => {
    const { running } = arrange(['{"text":"no mention"}']);

    await expect(running()).rejects.toThrow(/holds no mention in the wire format: line 1 externalId/);
    await expect(running({ file: '/nowhere.ndjson' })).rejects.toThrow('ENOENT');
  });
});
