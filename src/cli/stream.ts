import { lineBatches, readLine, write } from './lines.ts';
import type { Terminal } from './terminal.ts';

/** What a row gets: an answer, or what is wrong with it. */
export type Answer = { ok: true; row: unknown } | { ok: false; error: string };

/** Exit code after input of which some lines could not be used. */
export const badLines = 2;

/**
 * Answers NDJSON with NDJSON: one line for each that came in, in the same order, as fast as they come. A line that cannot be
 * used gets `{"line":N,"error":"…"}` in its place; empty lines get nothing.
 *
 * @returns the exit code
 */
export const answerLines = async (
  { input, output }: Pick<Terminal, 'input' | 'output'>,
  answer: (value: unknown) => Answer,
): Promise<number> => {
  let line = 0;
  let bad = 0;
  for await (const batch of lineBatches(input)) {
    // One write for a whole batch: a write for each line would cost more than the answer.
    let text = '';
    for (const given of batch) {
      line += 1;
      if (given.trim() === '') continue;
      const answered = answerLine(given, answer);
      if (!answered.ok) bad += 1;
      text += `${JSON.stringify(answered.ok ? answered.row : { line, error: answered.error })}\n`;
    }
    if (text !== '' && !(await write(output, text))) break;
  }
  return bad > 0 ? badLines : 0;
};

const answerLine = (line: string, answer: (value: unknown) => Answer): Answer => {
  const read = readLine(line);
  return read.ok ? answer(read.value) : read;
};
