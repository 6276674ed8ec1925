import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type ExportOptions, exportRows } from '../../src/cli/export.ts';
import { importFile } from '../../src/cli/import.ts';
import { poll } from '../../src/cli/poll.ts';
import { loadMentions } from '../../src/store/mentions.ts';
import { loadCursor } from '../../src/store/sources.ts';
import { folderWith } from '../config/folder.ts';
import { configOf, openWorld } from '../support/world.ts';
import { openAcme } from './acme.ts';
import { keeping, printer } from './arrange.ts';

const signal = new AbortController().signal;

const exporting = async (
  app: Parameters<typeof exportRows>[0],
  options: Partial<ExportOptions> & Pick<ExportOptions, 'what'>,
) => {
  const output = keeping();
  const { print: complain, text } = printer();
  const code = await exportRows(app, { format: 'ndjson', output, complain, ...options });
  return { code, text: output.text(), complaints: text() };
};

const rowsOf = (text: string) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line): unknown => JSON.parse(line));

describe('earshot export', () => {
  it('writes mentions as promised, more than one stretch of them, each once', async () => {
    const { app, hear, settle } = await openAcme();
    for (let page = 0; page < 6; page += 1)
      await hear(Array.from({ length: 110 }, (_, n) => ({ externalId: `${page}-${n}`, text: '[5 neutral] acme' })));
    await hear([{ text: 'nothing to do with us' }]);
    await settle();

    const { code, text } = await exporting(app, { what: 'mentions' });

    const rows = rowsOf(text);
    expect(code).toBe(0);
    expect(rows).toHaveLength(660);
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(660);
    expect(rows[0]).toMatchObject({
      source: 'twitter',
      via: ['x'],
      author: { handle: 'lucia_m' },
      brands: ['Acme'],
      keywords: ['name'],
      sentiment: 'neutral',
      urgency: 5,
      decision: 'digest',
      alertId: null,
    });
  });

  it('writes alerts with their rings, and the days of the report', async () => {
    const { app, hear, settle } = await openAcme();
    await hear([{ text: '[1 negative] acme is down' }]);
    await settle();

    const alerts = await exporting(app, { what: 'alerts' });
    const report = await exporting(app, { what: 'report' });

    expect(rowsOf(alerts.text)).toMatchObject([
      { brand: 'Acme', state: 'open', urgency: 1, rings: [{ step: 0, channel: 'phone', outcome: 'accepted' }] },
    ]);
    expect(rowsOf(report.text)).toEqual([
      {
        day: '2026-11-20',
        brand: 'Acme',
        heard: 1,
        ring: 1,
        list: 0,
        digest: 0,
        ignore: 0,
        negative: 1,
        neutral: 0,
        positive: 0,
      },
    ]);
    expect(report.complaints).toContain('1 alerts: 0 answered');
  });

  it('writes CSV that no spreadsheet runs', async () => {
    const { app, hear, settle } = await openAcme();
    await hear([{ externalId: '1', text: '=cmd|calc, acme', author: { handle: '@evil' } }]);
    await settle();

    const { text } = await exporting(app, { what: 'mentions', format: 'csv' });

    const [header, row] = text.split('\r\n');
    expect(header).toMatch(/^id,source,via,externalId,url,author\.handle,/);
    expect(row).toContain(`twitter:1,twitter,x,1,https://x.com/i/web/status/1,'@evil,,,"'=cmd|calc, acme",`);
  });

  it('ends in silence when its reader has gone', async () => {
    const { app, hear, settle } = await openAcme();
    await hear([{ text: 'acme' }]);
    await settle();
    const output = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    output.on('error', () => undefined);

    const { code } = await exporting(app, { what: 'mentions', output });

    expect(code).toBe(0);
  });
});

const wire = (id: number, text = '[2 negative] Acme never came') =>
  JSON.stringify({
    externalId: `T-${id}`,
    url: `https://help.example/t/${id}`,
    author: { name: 'Ana' },
    text,
    rating: 1,
    createdAt: '2026-11-20T11:00:00Z',
  });

describe('earshot import', () => {
  it('takes a file in as its sender, names a bad line by its number, and changes nothing the second time', async () => {
    const { app, settle, alerts } = await openAcme();
    const file = join(
      folderWith({ 'tickets.ndjson': `${wire(1)}\n\n{"externalId":"T-2"}\n${wire(3)}\n` }),
      'tickets.ndjson',
    );
    const first = printer();
    const complaints = printer();
    const second = printer();
    const options = { file, sender: 'helpdesk', baseline: false, dryRun: false, complain: complaints.print, signal };

    const code = await importFile(app, { ...options, print: first.print });
    await importFile(app, { ...options, print: second.print });
    await settle();

    expect(code).toBe(2);
    expect(first.text()).toBe('2 new, 0 changed, 0 known; 1 line could not be used');
    expect(second.text()).toBe('0 new, 0 changed, 2 known; 1 line could not be used');
    expect(complaints.lines[0]).toMatch(/^line 3: .*url/);
    expect(await alerts()).toHaveLength(2);
    const [stored] = await loadMentions(app.redis, app.keys, ['helpdesk:T-1']);
    expect(stored).toMatchObject({ mention: { family: 'review' }, matches: [{ brand: 'Acme' }], mode: 'matched' });
  });

  it('stores history without the mode to ring, and nothing at all on a dry run', async () => {
    const { app } = await openAcme();
    const file = join(folderWith({ 'old.ndjson': wire(1) }), 'old.ndjson');
    const { print, lines, print: complain } = printer();
    const options = { file, sender: 'surveys', family: 'review', print, complain, signal } as const;

    await importFile(app, { ...options, baseline: true, dryRun: true });
    const afterDryRun = await app.redis.zcard(app.keys.mentions);
    await importFile(app, { ...options, baseline: true, dryRun: false });

    expect(lines).toEqual(['1 mention could be taken in; nothing was stored', '1 new, 0 changed, 0 known']);
    expect(afterDryRun).toBe(0);
    const [stored] = await loadMentions(app.redis, app.keys, ['surveys:T-1']);
    expect(stored).toMatchObject({ mode: 'baseline', mention: { family: 'review' } });
  });
});

describe('earshot poll', () => {
  const openFile = (lines: string[]) => {
    const path = join(folderWith({ 'mentions.ndjson': `${lines.join('\n')}\n` }), 'mentions.ndjson');
    const sources = [
      `{ id: inbox, kind: file, path: '${path}' }`,
      `{ id: gone, kind: file, path: '${path}.gone' }`,
      `{ id: off, kind: file, path: '${path}', enabled: false }`,
      `{ id: pushed, kind: intake, family: review, secret: '\${SECRET}' }`,
    ].map((source) => `  - ${source}`);
    return openWorld(
      configOf(
        `sources:\n${sources.join('\n')}\nchannels:\n  - { id: terminal, kind: console }\n`,
        { acme: 'brand: Acme\nkeywords:\n  - { id: name, query: acme }\n' },
        { SECRET: 'c2VjcmV0LW9mLXRoZS1oZWxwZGVzaw==' },
      ),
    );
  };
  const polling = async (app: Parameters<typeof poll>[0], sourceId: string, dryRun: boolean) => {
    const { print, lines } = printer();
    const complaints = printer();
    const code = await poll(app, { sourceId, dryRun, print, complain: complaints.print, signal });
    return { code, lines, complaints: complaints.text() };
  };

  it('on a dry run writes what it finds in the wire format and leaves everything as it was', async () => {
    const { app } = openFile([wire(1), wire(2)]);

    const { code, lines, complaints } = await polling(app, 'inbox', true);

    expect(code).toBe(0);
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { externalId: 'T-1' },
      { externalId: 'T-2' },
    ]);
    expect(complaints).toContain('inbox: 2 mentions found; nothing was stored');
    expect(await app.redis.zcard(app.keys.mentions)).toBe(0);
    expect(await loadCursor(app.redis, app.keys, 'inbox')).toBeNull();
  });

  it('otherwise takes in what it finds', async () => {
    const { app } = openFile([wire(1), wire(2)]);

    const first = await polling(app, 'inbox', false);
    const second = await polling(app, 'inbox', false);

    expect(first.lines).toEqual(['inbox: 2 mentions on 1 page, 2 of them new or changed']);
    expect(first.complaints).toContain('no daemon is running');
    expect(second).toMatchObject({ code: 0 });
    expect(await app.redis.zcard(app.keys.mentions)).toBe(2);
  });

  it('says why a source could not be read, is switched off, or is not asked', async () => {
    const { app } = openFile([]);

    const gone = await polling(app, 'gone', false);
    const off = await polling(app, 'off', false);

    expect(gone).toMatchObject({ code: 1, lines: ['gone: refused'] });
    expect(gone.complaints).toContain('cannot be read (ENOENT)');
    expect(off).toMatchObject({ code: 0, lines: ['off: is switched off (enabled: false)'] });
    await expect(polling(app, 'pushed', false)).rejects.toThrow('pushed is not asked: it sends to us');
    await expect(polling(app, 'nobody', true)).rejects.toThrow(
      'there is no source nobody; configured: inbox, gone, off, pushed',
    );
  });
});
