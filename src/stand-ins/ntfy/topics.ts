import { randomBytes } from 'node:crypto';
import type { NtfyAction } from '../ntfy.ts';
import type { StandInAnswer } from '../stand-in.ts';

/** A notification as it was published. */
export interface NtfyMessage {
  id: string;
  topic: string;
  /** Unix seconds. */
  time: number;
  title?: string | undefined;
  /** What the phone shows; "You received a file" when the text was too long to be a message. */
  message: string;
  priority: number;
  tags: string[];
  click?: string | undefined;
  /** A later one with the same id replaces this one. */
  sequenceId: string;
  actions: NtfyAction[];
  attachment?: { name: string; size: number };
}

type Fields = Partial<Omit<NtfyMessage, 'id' | 'topic' | 'time' | 'message' | 'sequenceId'>> & {
  text: string;
  sequenceId?: string | undefined;
};

/** One line of a subscription. */
type Line = Record<string, unknown> & { id: string; event: string; time: number };

export interface Topics {
  publish(topic: string, fields: Fields): Line;
  clear(topic: string, sequenceId: string): Line;
  subscribe(topic: string, query: URLSearchParams): StandInAnswer;
  published(topic: string): NtfyMessage[];
  shown(topic: string): NtfyMessage[];
  /** The phone itself takes a notification away. */
  dismiss(message: NtfyMessage): void;
  close(): void;
}

const messageLimit = 4096;
const cacheSeconds = 12 * 3600;
const keepaliveMs = 45_000;

/** The mailboxes of a server: what was published, what is still shown, and who is listening. */
export const createTopics = (now: () => Date): Topics => {
  const messages: NtfyMessage[] = [];
  const lines: Line[] = [];
  const dismissed = new Set<string>();
  const listeners = new Set<{ topic: string; push(line: Line): void; end(): void }>();

  const seconds = () => Math.floor(now().getTime() / 1000);

  const announce = (topic: string, line: Line): Line => {
    lines.push(line);
    for (const listener of listeners) if (listener.topic === topic) listener.push(line);
    return line;
  };

  const publish: Topics['publish'] = (topic, { text, ...fields }) => {
    const id = randomBytes(9).toString('base64url').replaceAll(/[-_]/g, '0');
    const sequenceId = fields.sequenceId ?? id;
    const message: NtfyMessage = {
      priority: 3,
      tags: [],
      actions: [],
      ...fields,
      ...asShown(text),
      id,
      topic,
      time: seconds(),
      sequenceId,
    };
    messages.push(message);
    dismissed.delete(keyOf(message));
    return announce(topic, lineOf(message, seconds() + cacheSeconds));
  };

  const cached = (topic: string, since: string | null): Line[] => {
    const kept = lines.filter((line) => line['topic'] === topic && line.time > seconds() - cacheSeconds);
    if (since === null || since === 'none') return [];
    if (since === 'all') return kept;
    if (/^\d{5,}$/.test(since)) return kept.filter((line) => line.time >= Number(since));
    // An id that is no longer known gives everything, as the vendor's server does.
    return kept.slice(kept.findIndex((line) => line.id === since) + 1);
  };

  const subscribe: Topics['subscribe'] = (topic, query) => {
    const once = query.get('poll') === '1';
    const before = cached(topic, query.get('since') ?? (once ? 'all' : null));
    const opened: Line = { id: randomBytes(6).toString('hex'), time: seconds(), event: 'open', topic };
    const source = once ? texts(before) : follow(topic, [opened, ...before]);
    return { headers: { 'content-type': 'application/x-ndjson; charset=utf-8' }, stream: source };
  };

  const follow = (topic: string, first: Line[]): AsyncIterable<string> => {
    const waiting = first.map((line) => JSON.stringify(line));
    let wake: () => void = () => undefined;
    let ended = false;
    const listener = {
      topic,
      push: (line: Line) => {
        waiting.push(JSON.stringify(line));
        wake();
      },
      end: () => {
        ended = true;
        wake();
      },
    };
    listeners.add(listener);
    const keepalive = setInterval(
      () => listener.push({ id: randomBytes(6).toString('hex'), time: seconds(), event: 'keepalive', topic }),
      keepaliveMs,
    ).unref();

    async function* stream(): AsyncGenerator<string> {
      try {
        while (!ended) {
          yield* waiting.splice(0);
          if (waiting.length === 0 && !ended)
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
      } finally {
        clearInterval(keepalive);
        listeners.delete(listener);
      }
    }
    return stream();
  };

  const published: Topics['published'] = (topic) => messages.filter((message) => message.topic === topic);

  return {
    publish,
    clear: (topic, sequenceId) => {
      dismissed.add(`${topic}/${sequenceId}`);
      const id = randomBytes(6).toString('hex');
      return announce(topic, { id, time: seconds(), event: 'message_clear', topic, sequence_id: sequenceId });
    },
    subscribe,
    published,
    shown: (topic) =>
      [...new Map(published(topic).map((message) => [keyOf(message), message])).values()].filter(
        (message) => !dismissed.has(keyOf(message)),
      ),
    dismiss: (message) => void dismissed.add(keyOf(message)),
    close: () => {
      for (const listener of listeners) listener.end();
    },
  };
};

const keyOf = ({ topic, sequenceId }: NtfyMessage): string => `${topic}/${sequenceId}`;

// One byte too many and the text becomes a file, without an error: the phone shows no word of it.
const asShown = (text: string): Pick<NtfyMessage, 'message' | 'attachment'> => {
  const size = Buffer.byteLength(text);
  if (size <= messageLimit) return { message: text };
  return { message: 'You received a file: attachment.txt', attachment: { name: 'attachment.txt', size } };
};

const lineOf = ({ sequenceId, ...message }: NtfyMessage, expires: number): Line => ({
  ...message,
  event: 'message',
  expires,
  sequence_id: sequenceId,
});

async function* texts(lines: Line[]): AsyncGenerator<string> {
  for (const line of lines) yield JSON.stringify(line);
}
