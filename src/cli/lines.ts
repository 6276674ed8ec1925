import type { Writable } from 'node:stream';

/** Longer lines are refused: no mention needs more, and a file without line ends must not fill the memory. */
export const longestLine = 1024 * 1024;

/**
 * Splits a stream of text into lines, a batch for each chunk that came in, so that whoever answers can answer at once. What is
 * beyond the longest line is dropped; the line that is left is longer than allowed.
 */
export async function* lineBatches(input: AsyncIterable<Uint8Array | string>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of input) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const lines = text.split('\n');
    lines[0] = (rest + lines[0]).slice(0, longestLine + 1);
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield [rest];
}

/** A line read as JSON, or why it is none. */
export type LineResult = { ok: true; value: unknown } | { ok: false; error: string };

/** Reads one line as JSON. */
export const readLine = (line: string): LineResult => {
  if (line.length > longestLine) return { ok: false, error: `is longer than ${longestLine} characters` };
  try {
    return { ok: true, value: JSON.parse(line) };
  } catch {
    return { ok: false, error: 'is no JSON' };
  }
};

/**
 * Writes text and waits until it is taken.
 *
 * @returns false when whoever read has gone away (`| head`): there is no use in writing more
 */
export const write = (output: Writable, text: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    output.write(text, (error) => {
      if (!error) resolve(true);
      else if ('code' in error && error.code === 'EPIPE') resolve(false);
      else reject(error);
    });
  });
