import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { z } from 'zod';
import { type Mention, mentionId, SourceFamily } from '../domain/mention.ts';
import { Failure } from '../lib/failure.ts';
import { defineSource } from './source.ts';
import { parseWireMention, type SenderDefaults, type WireResult } from './wire-mention.ts';

const Settings = z.strictObject({
  path: z
    .string()
    .min(1)
    .describe('Path of a file with one mention a line, in the wire format; other programs append to it.'),
  family: SourceFamily.default('social').describe('What kind of place the mentions come from.'),
});

const Cursor = z.object({
  /** Bytes and lines read so far. */
  offset: z.number(),
  line: z.number(),
  /** Hash of how the file began when it was read: another beginning is another file. */
  head: z.string(),
});
type Cursor = z.output<typeof Cursor>;

const linesPerPage = 500;
const bytesPerPage = 4 * 1024 * 1024;
const headBytes = 1024;
const complaintsShown = 10;

/** A file that grows by one mention a line. */
export const file = defineSource({
  kind: 'file',
  family: 'social',
  settings: Settings,
  cursor: Cursor,
  every: '30s',
  allowAi: true,

  async poll({ id, path, family }, cursor, { now, signal }) {
    signal.throwIfAborted();
    await using handle = await opened(path);
    const start = await resumed(handle, cursor);
    const { lines, lineEnds, bytes, hasMore } = await readLines(handle, start.offset);
    const sender = { source: id, family, now: now(), door: 'import', sender: id } as const;
    const { mentions, complaints } = readMentions(lines, start.line, sender);

    const offset = start.offset + bytes;
    return {
      mentions,
      answers: [],
      gone: [],
      cursor: { offset, line: start.line + lineEnds, head: await headOf(handle, offset) },
      outcome: hasMore ? 'partial' : mentions.length > 0 ? 'items' : 'empty',
      rejected: complaints.length,
      notes: complaints.slice(0, complaintsShown),
    };
  },

  async check({ path }) {
    await using handle = await opened(path);
    const { size } = await handle.stat();
    return `${path} holds ${size} bytes`;
  },
});

const opened = async (path: string): Promise<FileHandle> => {
  try {
    return await open(path, 'r');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'error';
    const kind = code === 'EACCES' || code === 'EPERM' ? 'unauthorized' : 'recipient';
    throw new Failure(kind, `${path} cannot be read (${code})`, {
      cause,
      remedy: 'Create the file or correct its path.',
    });
  }
};

// A file that was rotated, cut or written anew is read from its beginning.
const resumed = async (handle: FileHandle, cursor: Cursor | null): Promise<{ offset: number; line: number }> => {
  const { size } = await handle.stat();
  if (cursor === null || size < cursor.offset) return { offset: 0, line: 0 };
  return cursor.head === (await headOf(handle, cursor.offset)) ? cursor : { offset: 0, line: 0 };
};

const headOf = async (handle: FileHandle, offset: number): Promise<string> => {
  const head = await readAt(handle, 0, Math.min(offset, headBytes));
  return createHash('sha256').update(head).digest('base64url').slice(0, 22);
};

const readAt = async (handle: FileHandle, position: number, length: number): Promise<Buffer> => {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
};

interface Chunk {
  lines: string[];
  /** The last line may not have ended yet. */
  lineEnds: number;
  bytes: number;
  hasMore: boolean;
}

const readLines = async (handle: FileHandle, offset: number): Promise<Chunk> => {
  const { size } = await handle.stat();
  const chunk = await readAt(handle, offset, Math.min(size - offset, bytesPerPage));
  const lines: string[] = [];
  let start = 0;
  for (let end = chunk.indexOf('\n'); end !== -1 && lines.length < linesPerPage; end = chunk.indexOf('\n', start)) {
    lines.push(chunk.toString('utf8', start, end));
    start = end + 1;
  }

  const lineEnds = lines.length;
  const isLast = offset + chunk.length >= size;
  const rest = chunk.toString('utf8', start);
  const isRestUsable = lineEnds < linesPerPage && (isLast ? isJson(rest) : lineEnds === 0);
  if (isRestUsable) return { lines: [...lines, rest], lineEnds, bytes: chunk.length, hasMore: !isLast };
  return { lines, lineEnds, bytes: start, hasMore: !isLast || rest.includes('\n') };
};

// What stands behind the last line end is either still being written, or the end of a file without one. A line that fills
// a whole chunk is taken, and refused, piece by piece: it must not stop the ones behind it.
const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const readMentions = (lines: string[], before: number, sender: SenderDefaults) => {
  const mentions = new Map<string, Mention>();
  const complaints: string[] = [];
  for (const [index, line] of lines.entries()) {
    const text = line.replace(/^\uFEFF/, '').trim();
    if (text === '') continue;
    const result = readMention(text, sender);
    if (result.ok) mentions.set(mentionId(result.mention.source, result.mention.externalId), result.mention);
    else complaints.push(`line ${before + index + 1}: ${result.errors.map(sentence).join('; ')}`);
  }
  return { mentions: [...mentions.values()], complaints };
};

const readMention = (text: string, sender: SenderDefaults): WireResult =>
  isJson(text)
    ? parseWireMention(JSON.parse(text), sender)
    : { ok: false, errors: [{ field: '', message: 'must be JSON' }] };

const sentence = ({ field, message }: { field: string; message: string }): string => `${field} ${message}`.trim();
