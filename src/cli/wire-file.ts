import { createReadStream } from 'node:fs';
import { parseWireMention, type SenderDefaults, type WireResult } from '../sources/wire-mention.ts';
import { lineBatches, readLine } from './lines.ts';

/** One line of a file: a mention, or what is wrong with it. */
export interface WireLine {
  line: number;
  result: WireResult;
}

/** Reads a file with one mention a line, in the wire format. Empty lines are passed over. */
export async function* wireLines(file: string, defaults: SenderDefaults, after = 0): AsyncGenerator<WireLine> {
  let line = 0;
  for await (const batch of lineBatches(createReadStream(file)))
    for (const text of batch) {
      line += 1;
      if (line > after && text.trim() !== '') yield { line, result: readMention(text, defaults) };
    }
}

const readMention = (text: string, defaults: SenderDefaults): WireResult => {
  const read = readLine(text);
  return read.ok ? parseWireMention(read.value, defaults) : { ok: false, errors: [{ field: '', message: read.error }] };
};

/** Says in one line what is wrong with a line. */
export const complaintOf = (line: number, result: Extract<WireResult, { ok: false }>): string =>
  `line ${line}: ${result.errors.map(({ field, message }) => `${field} ${message}`.trim()).join('; ')}`;
