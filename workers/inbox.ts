import { bind } from '../src/server/bind.ts';
import { createServer } from '../src/server/server.ts';
import { graceMs, type StartRole } from './role.ts';

/** Serves the inbox, the API, callbacks and pushed mentions. Refuses to start where strangers could come in. */
export const startInbox: StartRole = async ({ app }, { host, port, password }) => {
  const { fetch } = createServer(app, { host, password });
  const listening = await bind({ fetch, host, port });
  app.log.info({ url: listening.url }, 'the inbox is open');
  return { close: () => listening.close(graceMs) };
};
