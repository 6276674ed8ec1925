/** Forms and JSON of people and programs; pushed mentions and callbacks have limits of their own. */
const largestFields = 64 * 1024;

/**
 * Reads a body as the bytes that came in.
 *
 * @returns `undefined` when it is longer than `most` bytes; the rest is then not read
 */
export const readBytes = async (request: Request, most: number): Promise<Buffer | undefined> => {
  if (Number(request.headers.get('content-length') ?? 0) > most) return undefined;
  if (!request.body) return Buffer.alloc(0);
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks);
    size += value.byteLength;
    if (size > most) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(value);
  }
};

/**
 * Reads the fields of a form or of a JSON object; empty fields of a form count as absent.
 *
 * @returns `undefined` when the body is too long or is neither
 */
export const readFields = async (request: Request): Promise<Record<string, unknown> | undefined> => {
  const body = await readBytes(request, largestFields);
  if (body === undefined) return undefined;
  if (body.length === 0) return {};
  const text = body.toString('utf8');
  return mediaType(request) === 'application/json' ? parseObject(text) : formFields(text);
};

/** The content type without its parameters, in lower case. */
export const mediaType = (request: Request): string =>
  (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

/** Parses JSON; `undefined` when it is none, which no JSON text can mean. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const parseObject = (text: string): Record<string, unknown> | undefined => {
  const value = parseJson(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
};

const formFields = (text: string): Record<string, unknown> =>
  Object.fromEntries([...new URLSearchParams(text)].filter(([, value]) => value !== ''));
