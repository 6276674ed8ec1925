import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { file } from '../../src/sources/file.ts';
import type { Page } from '../../src/sources/source.ts';
import { describeSourceContract, type Scene, sourceFixture } from '../contracts/source.ts';
import { testSourceContext } from '../support/context.ts';

const folder = await mkdtemp(join(tmpdir(), 'earshot-file-'));
afterAll(() => rm(folder, { recursive: true }));

const page = sourceFixture('file', 'page.ndjson');
const lineOf = (externalId: string, fields: object = {}): string =>
  `${JSON.stringify({ externalId, url: null, text: `Text of ${externalId}`, createdAt: '2026-08-20T11:00:00Z', ...fields })}\n`;

const scenes: Record<Scene, string> = {
  page,
  empty: '',
  broken: `${page}{"externalId":"T-1003"}\n`,
  later: page + lineOf('T-1009'),
};

describeSourceContract({
  transport: 'local',
  definition: file,
  arrange: async (scene) => {
    const path = join(folder, 'contract.ndjson');
    await writeFile(path, scenes[scene]);
    return { path };
  },
  laterId: 'T-1009',
});

const arrange = async (content: string) => {
  const path = join(folder, `${crypto.randomUUID()}.ndjson`);
  await writeFile(path, content);
  const source = file.open({ id: 'desk', kind: 'file', path });
  const context = testSourceContext();
  const poll = async (cursor: unknown): Promise<Page> => {
    const found = await source.poll?.(cursor, context);
    if (!found) throw new Error('a file is polled');
    return found;
  };
  return { path, poll, source, context };
};

const idsOf = ({ mentions }: Page): string[] => mentions.map(({ externalId }) => externalId);

describe('a file that grows', () => {
  test('is read on from where the last look ended', async () => {
    const { path, poll } = await arrange(lineOf('1') + lineOf('2'));
    const first = await poll(null);
    await appendFile(path, lineOf('3'));

    const second = await poll(first.cursor);
    const third = await poll(second.cursor);

    expect(idsOf(first)).toEqual(['1', '2']);
    expect(idsOf(second)).toEqual(['3']);
    expect(third).toMatchObject({ mentions: [], outcome: 'empty', rejected: 0 });
  });

  test('keeps a line that is still being written for the next look', async () => {
    const whole = lineOf('2', { text: 'Żółty dzbanek ☕' });
    const { path, poll } = await arrange(lineOf('1') + whole.slice(0, 40));
    const first = await poll(null);
    await appendFile(path, whole.slice(40));

    const second = await poll(first.cursor);

    expect(first).toMatchObject({ rejected: 0 });
    expect(idsOf(first)).toEqual(['1']);
    expect(second.mentions).toMatchObject([{ externalId: '2', text: 'Żółty dzbanek ☕', source: 'desk' }]);
  });

  test('may end without a line end, and go on later', async () => {
    const { path, poll } = await arrange(lineOf('1').trimEnd());
    const first = await poll(null);
    await appendFile(path, `\n${lineOf('2')}nonsense\n`);

    const second = await poll(first.cursor);

    expect(idsOf(first)).toEqual(['1']);
    expect(idsOf(second)).toEqual(['2']);
    expect(second.notes).toEqual(['line 3: must be JSON']);
  });

  test('is read five hundred lines at a time', async () => {
    const lines = Array.from({ length: 1201 }, (_, index) => lineOf(String(index)));
    const { poll } = await arrange(lines.join(''));

    const first = await poll(null);
    const second = await poll(first.cursor);
    const third = await poll(second.cursor);

    expect([first, second, third].map(({ mentions, outcome }) => [mentions.length, outcome])).toEqual([
      [500, 'partial'],
      [500, 'partial'],
      [201, 'items'],
    ]);
  });
});

describe('a file that was replaced', () => {
  test('is read from its beginning when it is shorter', async () => {
    const { path, poll } = await arrange(lineOf('1') + lineOf('2'));
    const first = await poll(null);
    await truncate(path);
    await appendFile(path, lineOf('3'));

    const second = await poll(first.cursor);

    expect(idsOf(second)).toEqual(['3']);
  });

  test('is read from its beginning when it begins otherwise, however long it is', async () => {
    const { path, poll } = await arrange(lineOf('1'));
    const first = await poll(null);
    await writeFile(path, lineOf('7') + lineOf('8') + lineOf('9'));

    const second = await poll(first.cursor);

    expect(idsOf(second)).toEqual(['7', '8', '9']);
  });
});

describe('lines that do not fit', () => {
  test('are named by number and field, and the others arrive', async () => {
    const { poll } = await arrange(
      `${lineOf('1')}\n{"externalId":"","url":"x","text":"t","createdAt":"yesterday"}\n${lineOf('2')}`,
    );

    const found = await poll(null);

    expect(idsOf(found)).toEqual(['1', '2']);
    expect(found.notes).toEqual([
      'line 3: externalId must not be empty; url must be an absolute http(s) url or null; createdAt must be RFC 3339 with zone',
    ]);
  });

  test('even without an end do not stop what stands behind them', async () => {
    const { poll } = await arrange(`${'x'.repeat(5 * 1024 * 1024)}\n${lineOf('1')}`);

    const first = await poll(null);
    const second = await poll(first.cursor);

    expect(first).toMatchObject({ mentions: [], outcome: 'partial', rejected: 1 });
    expect(idsOf(second)).toEqual(['1']);
  });

  test('of the same mention, the last one counts', async () => {
    const { poll } = await arrange(lineOf('1', { rating: 5 }) + lineOf('1', { rating: 1 }));

    const { mentions } = await poll(null);

    expect(mentions).toMatchObject([{ externalId: '1', rating: 1 }]);
  });
});

test('a file that is not there is a recipient that is missing, with the path in the sentence', async () => {
  const { path, poll, source, context } = await arrange('');
  await rm(path);

  await expect(poll(null)).rejects.toMatchObject({ kind: 'recipient', message: `${path} cannot be read (ENOENT)` });
  await expect(source.check?.(context)).rejects.toMatchObject({ kind: 'recipient' });
});
