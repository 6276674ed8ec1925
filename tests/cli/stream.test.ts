import { Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { longestLine } from '../../src/cli/lines.ts';
import { type Answer, answerLines } from '../../src/cli/stream.ts';
import { keeping } from './arrange.ts';

const echo = (value: unknown): Answer => ({ ok: true, row: value });

const answer = async (chunks: (string | Uint8Array)[], how = echo) => {
  const output = keeping();
  const code = await answerLines({ input: Readable.from(chunks), output }, how);
  return { code, lines: output.text().split('\n').slice(0, -1) };
};

describe('a stream of lines', () => {
  it('is answered in its order, however it was cut into chunks, inside characters too', async () => {
    const rows = ['łódź', 'niño', '😀', 'plain'].map((text, id) => ({ id, text }));
    const bytes = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const single = [...bytes].map((byte) => Uint8Array.of(byte));

    const answers = await Promise.all([
      answer(single),
      answer([bytes]),
      answer([bytes.subarray(0, 19), bytes.subarray(19)]),
    ]);

    for (const { code, lines } of answers) {
      expect(code).toBe(0);
      expect(lines.map((line): unknown => JSON.parse(line))).toEqual(rows);
    }
  });

  it('takes a last line without an end, Windows line ends and a byte order mark', async () => {
    const { code, lines } = await answer([Buffer.from('\uFEFF{"a":1}\r\n{"b":2}')]);

    expect(code).toBe(0);
    expect(lines).toEqual(['{"a":1}', '{"b":2}']);
  });

  it('names a malformed line by its number in its place, goes on, and ends with 2', async () => {
    const { code, lines } = await answer(['{"a":1}\n\n{"b":\n{"c":3}\n']);

    expect(code).toBe(2);
    expect(lines).toEqual(['{"a":1}', '{"line":3,"error":"is no JSON"}', '{"c":3}']);
  });

  it('refuses an endless line without keeping it', async () => {
    const piece = 'x'.repeat(longestLine / 2);

    const { code, lines } = await answer([piece, piece, piece, piece, '\n{"after":1}\n']);

    expect(code).toBe(2);
    expect(lines).toEqual([`{"line":1,"error":"is longer than ${longestLine} characters"}`, '{"after":1}']);
  });

  it('answers what came before it waits for more', async () => {
    const output = keeping();
    const seen: string[] = [];
    const input = async function* () {
      yield '{"first":1}\n{"sec';
      seen.push(output.text());
      yield 'ond":2}\n';
    };

    await answerLines({ input: input(), output }, echo);

    expect(seen).toEqual(['{"first":1}\n']);
  });

  it('takes no more input than its reader takes answers', async () => {
    let written: (() => void) | undefined;
    let taken = 0;
    const output = new Writable({
      write: (_chunk, _encoding, done) => {
        written = done;
      },
    });
    const input = async function* () {
      for (; taken < 3; taken += 1) yield '{}\n';
    };

    const running = answerLines({ input: input(), output }, echo);
    await new Promise(setImmediate);
    const takenWhileFull = taken;
    const timer = setInterval(() => written?.(), 1);
    await running;
    clearInterval(timer);

    expect(takenWhileFull).toBe(0);
    expect(taken).toBe(3);
  });

  it('stops in silence when its reader has gone', async () => {
    let taken = 0;
    const output = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    output.on('error', () => undefined);
    const input = async function* () {
      for (; taken < 100; taken += 1) yield '{}\n';
    };

    const code = await answerLines({ input: input(), output }, echo);

    expect(code).toBe(0);
    expect(taken).toBe(0);
  });

  it('says so when the disk is full', async () => {
    const output = new Writable({ write: (_chunk, _encoding, done) => done(new Error('no space left')) });
    output.on('error', () => undefined);

    const running = answerLines({ input: Readable.from(['{}\n']), output }, echo);

    await expect(running).rejects.toThrow('no space left');
  });
});
