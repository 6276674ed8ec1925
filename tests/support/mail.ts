import { Parser } from 'htmlparser2';

/** What a mail program makes of a mail, read by RFC 5322 and 2045 to 2047 and by nothing of ours. */
export interface ReadMail {
  /** Lower-case names. */
  headers: Map<string, string>;
  text: string;
  html: string;
  /** Subject, text, and the text of the HTML. */
  texts: string[];
  /** Targets of the links in the HTML. */
  links: string[];
  /** Tags, attributes and headers that we do not write. */
  live: string[];
  over: string[];
}

interface Part {
  headers: Map<string, string>;
  body: string;
}

const ourHeaders = new Set(
  [
    'content-type from to subject message-id in-reply-to references date mime-version auto-submitted',
    'x-auto-response-suppress list-id x-earshot-alert x-earshot-level x-priority importance',
  ].flatMap((line) => line.split(' ')),
);
const ourTags = new Set(['html', 'body', 'p', 'a', 'br', 'blockquote']);
const ourAttributes = new Set(['style', 'href', 'rel']);

/** Reads the text of a mail. */
export const readMail = (raw: string): ReadMail => {
  const whole = partOf(raw.replaceAll('\r\n', '\n'));
  const parts = partsIn(whole);
  const textOf = (type: string) =>
    parts
      .filter(({ headers }) => headers.get('content-type')?.startsWith(type))
      .map(decodedBody)
      .join('\n');
  const [text, html] = [textOf('text/plain'), textOf('text/html')];
  const shown = readHtml(html);

  return {
    headers: whole.headers,
    text,
    html,
    texts: [whole.headers.get('subject') ?? '', text, shown.text],
    links: shown.links,
    live: [...shown.live, ...[...whole.headers.keys()].filter((name) => !ourHeaders.has(name))],
    over: raw.length > 100 * 1024 ? [`the whole is ${raw.length}`] : [],
  };
};

const partOf = (text: string): Part => {
  const end = text.indexOf('\n\n');
  const lines = text
    .slice(0, end)
    .replaceAll(/\n[ \t]+/g, ' ')
    .split('\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), decodedWords(line.slice(colon + 1).trim())];
  });
  return { headers: new Map(headers), body: text.slice(end + 2) };
};

const partsIn = (part: Part): Part[] => {
  const boundary = /^multipart\/.*boundary="?([^";]+)"?/.exec(part.headers.get('content-type') ?? '')?.[1];
  if (boundary === undefined) return [part];
  const [inside = ''] = part.body.split(`\n--${boundary}--`);
  return `\n${inside}`
    .split(`\n--${boundary}\n`)
    .slice(1)
    .flatMap((text) => partsIn(partOf(text)));
};

const decodedBody = ({ headers, body }: Part): string => {
  const encoding = headers.get('content-transfer-encoding');
  if (encoding === 'base64') return lines(Buffer.from(body, 'base64'));
  return encoding === 'quoted-printable' ? lines(unquoted(body.replaceAll(/=\n/g, ''))) : body;
};

const lines = (bytes: Buffer): string => bytes.toString('utf8').replaceAll('\r\n', '\n');

const unquoted = (text: string): Buffer =>
  Buffer.from(
    text.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

// White space between two encoded words belongs to neither. Bytes are put together first: a character may span two words.
const decodedWords = (value: string): string =>
  value
    .replaceAll(/(=\?[^?]+\?[QB]\?[^?]*\?=)\s+(?==\?)/gi, '$1')
    .replaceAll(/(?:=\?utf-8\?[QB]\?[^?]*\?=)+/gi, (run) =>
      Buffer.concat(
        [...run.matchAll(/=\?utf-8\?([QB])\?([^?]*)\?=/gi)].map(([, kind, coded = '']) =>
          kind?.toUpperCase() === 'B' ? Buffer.from(coded, 'base64') : unquoted(coded.replaceAll('_', ' ')),
        ),
      ).toString('utf8'),
    );

const readHtml = (html: string): { text: string; links: string[]; live: string[] } => {
  let text = '';
  const links: string[] = [];
  const live: string[] = [];
  const parser = new Parser({
    onopentag: (name, attributes) => {
      if (name === 'br' || name === 'p' || name === 'blockquote') text += '\n';
      if (!ourTags.has(name)) live.push(`<${name}>`);
      live.push(...Object.keys(attributes).filter((attribute) => !ourAttributes.has(attribute)));
      if (attributes['style']?.includes('url(')) live.push('an address in a style');
      if (attributes['href'] !== undefined) links.push(attributes['href']);
    },
    ontext: (part) => {
      text += part.replaceAll('\n', '');
    },
  });
  parser.end(html);
  return { text, links, live };
};
