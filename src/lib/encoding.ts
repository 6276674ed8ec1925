import { TextDecoder } from 'node:util';

/**
 * Decodes an answer's bytes: byte order mark first, then the `charset` of the content type, then the XML declaration, and
 * UTF-8 when nothing is said (RFC 7303 §3).
 */
export const decodeText = (bytes: Uint8Array, contentType = ''): string => {
  const label = markOf(bytes) ?? charsetOf(contentType) ?? declaredIn(bytes);
  return decoderFor(label).decode(bytes);
};

const markOf = ([first, second, third]: Uint8Array): string | undefined => {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return undefined;
};

const charsetOf = (contentType: string): string | undefined => /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType)?.[1];

// A declaration that could be read byte by byte is not in UTF-16, whatever it says.
const declaredIn = (bytes: Uint8Array): string | undefined => {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const label = /^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([\w.:-]+)/.exec(head)?.[1];
  return label?.toLowerCase().startsWith('utf-16') ? undefined : label;
};

const decoderFor = (label = 'utf-8'): TextDecoder => {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder();
  }
};
