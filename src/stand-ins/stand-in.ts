import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a stand-in saw it. */
export interface SeenRequest {
  method: string;
  /** Path without the query. */
  path: string;
  query: URLSearchParams;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: string;
}

export interface StandInAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON, a string as it is. */
  body?: unknown;
  /** Long-lived answer: each line is sent as it comes; the answer ends with the iterable or with the client. */
  stream?: AsyncIterable<string>;
}

/** How a vendor misbehaves, for one request or for all of them. */
export type Behaviour =
  /** Answers with this instead of the played API. */
  | ({ type: 'answer' } & StandInAnswer)
  /** Takes the request and never answers. */
  | { type: 'hang' }
  /** Takes the request, carries it out, and closes the connection without an answer. */
  | { type: 'cut' }
  /** Answers properly after this many milliseconds. */
  | { type: 'late'; ms: number }
  /** Begins the answer and sends one byte a second. */
  | { type: 'drip' }
  /** Answers 200 with a page that is not what the API promises. */
  | { type: 'rubbish' }
  /** Answers 200 with this many bytes. */
  | { type: 'huge'; bytes: number }
  | { type: 'redirect'; to: string };

/** A vendor's server, played on loopback. */
export interface StandIn {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** Every request so far, oldest first. */
  requests: SeenRequest[];
  /** The next requests behave like this, one each; then the played API goes on. */
  next(...behaviours: Behaviour[]): void;
  /** Every request behaves like this until `null` is given. */
  always(behaviour: Behaviour | null): void;
  close(): Promise<void>;
}

/**
 * Starts a server on 127.0.0.1 that plays a vendor by `handle` and can be told to misbehave.
 *
 * @param port 0 (default) picks a free one
 */
export const startStandIn = async (
  handle: (request: SeenRequest) => StandInAnswer | Promise<StandInAnswer>,
  port = 0,
): Promise<StandIn> => {
  const requests: SeenRequest[] = [];
  const queue: Behaviour[] = [];
  let lasting: Behaviour | null = null;

  const server = createServer((incoming, response) => {
    void (async () => {
      const request = await read(incoming);
      requests.push(request);
      const behaviour = queue.shift() ?? lasting;
      if (behaviour) await misbehave(behaviour, request, incoming, response);
      else await answer(response, await handle(request));
    })().catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });

  const misbehave = async (
    behaviour: Behaviour,
    request: SeenRequest,
    incoming: IncomingMessage,
    response: ServerResponse,
  ) => {
    switch (behaviour.type) {
      case 'answer':
        return answer(response, behaviour);
      case 'hang':
        return;
      case 'cut':
        await handle(request);
        incoming.socket.destroy();
        return;
      case 'late': {
        const timer = setTimeout(
          () => void Promise.resolve(handle(request)).then((given) => answer(response, given)),
          behaviour.ms,
        );
        response.on('close', () => clearTimeout(timer));
        return;
      }
      case 'drip': {
        response.writeHead(200, { 'content-type': 'application/json' });
        const timer = setInterval(() => response.write(' '), 1000);
        response.on('close', () => clearInterval(timer));
        return;
      }
      case 'rubbish':
        return answer(response, {
          body: '<!doctype html><title>Welcome to the proxy</title>',
          headers: { 'content-type': 'text/html' },
        });
      case 'huge':
        return answer(response, { body: 'x'.repeat(behaviour.bytes) });
      case 'redirect':
        return answer(response, { status: 302, headers: { location: behaviour.to }, body: '' });
    }
  };

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: bound } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${bound}`,
    requests,
    next: (...behaviours) => void queue.push(...behaviours),
    always: (behaviour) => {
      lasting = behaviour;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const read = async (incoming: IncomingMessage): Promise<SeenRequest> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = new URL(incoming.url ?? '/', 'http://stand-in');
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
    body: Buffer.concat(chunks).toString('utf8'),
  };
};

const answer = async (
  response: ServerResponse,
  { status = 200, headers = {}, body, stream }: StandInAnswer,
): Promise<void> => {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json', ...headers });
  if (!stream) {
    response.end(isText ? body : body === undefined ? '' : JSON.stringify(body));
    return;
  }
  response.flushHeaders();
  for await (const line of stream) {
    if (response.destroyed) return;
    response.write(`${line}\n`);
  }
  response.end();
};
