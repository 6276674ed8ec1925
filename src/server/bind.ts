import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { z } from 'zod';

/** A server that listens. */
export interface Listening {
  /** Where it can be reached, with the port that it got. */
  url: string;
  /** Takes no more requests and lets those under way finish; after `graceMs` they are cut. */
  close(graceMs?: number): Promise<void>;
}

const Address = z.object({ port: z.number() });

/**
 * Listens on an address and answers with `fetch`.
 *
 * @throws Error with a sentence for people when the address cannot be had
 */
export const bind = async ({
  fetch,
  host,
  port,
}: {
  fetch: (request: Request) => Promise<Response>;
  host: string;
  port: number;
}): Promise<Listening> => {
  const server = createServer(getRequestListener(fetch));
  // Slow senders hold a connection, not us, https://nodejs.org/api/http.html#serverrequesttimeout
  server.requestTimeout = 30_000;
  await listen(server, host, port);
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;

  return {
    url: `http://${name}:${Address.parse(server.address()).port}`,
    close: (graceMs = 5000) => close(server, graceMs),
  };
};

const listen = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new Error(explain(error, host, port))));
    server.listen(port, host, resolve);
  });

const explain = ({ code, message }: NodeJS.ErrnoException, host: string, port: number): string => {
  if (code === 'EADDRINUSE') return `Port ${port} is in use by another program: set PORT to a free one.`;
  if (code === 'EACCES') return `Port ${port} may not be used by this user: set PORT to one above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `HOST=${host} is no address of this machine.`;
  return `The inbox cannot listen on ${host}:${port}: ${message}`;
};

const close = (server: Server, graceMs: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
