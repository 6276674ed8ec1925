import { describe, expect, test } from 'vitest';
import { decodeText } from '../../src/lib/encoding.ts';

const declared = (encoding: string): string => `<?xml version="1.0" encoding="${encoding}"?><t>Café</t>`;
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('decoding an answer', () => {
  test.each([
    ['nothing said is UTF-8', Buffer.from('Café'), undefined, 'Café'],
    ['the content type names the charset', latin1('Café'), 'text/xml; charset="ISO-8859-1"', 'Café'],
    ['the XML declaration names it', latin1(declared('ISO-8859-1')), 'text/xml', declared('ISO-8859-1')],
    [
      'the content type wins over the declaration',
      Buffer.from(declared('ISO-8859-1')),
      'text/xml; charset=utf-8',
      declared('ISO-8859-1'),
    ],
    ['a byte order mark wins over both, and goes', Buffer.from('\ufeffCafé'), 'text/plain; charset=latin1', 'Café'],
    ['UTF-16 is known by its mark', Buffer.from('\ufeffCafé', 'utf16le'), undefined, 'Café'],
    [
      'a declaration of UTF-16 in single bytes is a mistake',
      Buffer.from(declared('utf-16')),
      undefined,
      declared('utf-16'),
    ],
    ['a charset nobody knows is UTF-8', Buffer.from('Café'), 'text/plain; charset=x-klingon', 'Café'],
  ])('%s', (_, bytes, contentType, text) => {
    expect(decodeText(bytes, contentType)).toBe(text);
  });
});
