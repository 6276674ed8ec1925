import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

/**
 * Starts a server that takes a request and never answers.
 *
 * @returns its address, and promises for its first request and for the end of that connection
 */
export const startSilentServer = async (): Promise<{ url: string; asked: Promise<void>; left: Promise<void> }> => {
  const server = createServer();
  onTestFinished(() => void server.close());
  const connection = new Promise<{ asked: Promise<void>; left: Promise<void> }>((resolve) => {
    server.once('connection', (socket) => {
      const asked = new Promise<void>((done) => socket.once('data', () => done()));
      const left = new Promise<void>((done) => socket.on('error', () => done()).on('close', () => done()));
      resolve({ asked, left });
    });
  });

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    asked: connection.then(({ asked }) => asked),
    left: connection.then(({ left }) => left),
  };
};

const UndiciConnect = z.object({ connectParams: z.object({ host: z.string() }) });
const NodeRequest = z.object({ request: z.custom<{ getHeader(name: string): unknown }>() });

/** Collects the `host:port` of every server that this program turns to, through undici or `node:http`, until the test ends. */
export const watchHosts = (): Set<string> => {
  const hosts = new Set<string>();
  const onUndici = (message: unknown) => void hosts.add(UndiciConnect.parse(message).connectParams.host);
  const onNode = (message: unknown) => void hosts.add(String(NodeRequest.parse(message).request.getHeader('host')));

  subscribe('undici:client:beforeConnect', onUndici);
  subscribe('http.client.request.start', onNode);
  onTestFinished(() => {
    unsubscribe('undici:client:beforeConnect', onUndici);
    unsubscribe('http.client.request.start', onNode);
  });
  return hosts;
};
