import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { main } from '../../src/cli/main.ts';

/** A stream that keeps what was written to it. */
export const keeping = (): Writable & { text(): string } => {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return Object.assign(stream, { text: () => Buffer.concat(chunks).toString() });
};

/** Runs the command line in this process. */
export const run = async (
  argv: string[],
  { input = '', env = {} }: { input?: string | (string | Uint8Array)[]; env?: Record<string, string> } = {},
): Promise<{ code: number; output: string; lines: string[]; errors: string }> => {
  const stdout = keeping();
  const stderr = keeping();
  const code = await main(argv, { stdin: Readable.from([input].flat()), stdout, stderr, env });
  return { code, output: stdout.text(), lines: stdout.text().split('\n').slice(0, -1), errors: stderr.text() };
};

/** Collects what a command prints. */
export const printer = (): { print: (line: string) => void; lines: string[]; text(): string } => {
  const lines: string[] = [];
  return { print: (line) => void lines.push(line), lines, text: () => lines.join('\n') };
};

/** Starts the command line as a program of its own. */
export const start = (argv: string[], env: Record<string, string> = {}) => {
  const program = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'program.ts'), ...argv], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => void program.kill('SIGKILL'));
  let output = '';
  let errors = '';
  program.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  program.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  // A program that ends early closes its input.
  program.stdin.on('error', () => undefined);
  const ended = new Promise<{ code: number | null; output: string; errors: string }>((resolve) => {
    program.once('close', (code) => resolve({ code, output, errors }));
  });
  return { program, ended, output: () => output };
};
