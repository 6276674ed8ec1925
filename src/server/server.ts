import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { App } from '../pipeline/app.ts';
import { type AccessOptions, createAccess } from './access.tsx';
import { apiRoutes } from './api.ts';
import { healthRoutes, metricsRoutes } from './health.ts';
import { hookRoutes } from './hooks.ts';
import { assetRoutes } from './inbox/assets.ts';
import { readerOf } from './inbox/reader.ts';
import { inboxRoutes } from './inbox/routes.tsx';
import { intakeRoutes } from './intake.ts';
import { linkRoutes } from './links.tsx';
import { answers } from './patience.ts';
import { turnAway } from './refusal.tsx';
import type { Scope } from './scope.ts';

/** Everything the server does, as a function from request to answer. */
export interface Handler {
  fetch(request: Request): Promise<Response>;
}

/** Nothing comes from elsewhere, nothing runs that is not ours, nobody frames us. */
const contentPolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers: Record<string, string> = {
  'content-security-policy': contentPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Not `no-referrer`: browsers would then send forms of our own pages with "Origin: null".
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

const storePatienceMs = 1500;

/**
 * Builds the HTTP side of Earshot: inbox, API, callbacks, intake, health.
 *
 * @throws Error when others could reach the inbox and no password is set
 */
export const createServer = (app: App, options: AccessOptions): Handler => {
  const access = createAccess(app, options);
  const server = new Hono<Scope>();

  server.use(async (c, next) => {
    c.set('requestId', randomUUID());
    await next();
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    c.header('x-request-id', c.get('requestId'));
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store');
  });
  server.onError((error, c) => {
    app.log.error({ requestId: c.get('requestId'), path: c.req.routePath, err: error }, 'a request failed');
    return turnAway(app, c, 500, 'internal', 'An error of our own; the log has it.');
  });
  server.notFound((c) => turnAway(app, c, 404, 'not_found', readerOf(app, c).page.notFound));

  server.route('/', healthRoutes(app, 'inbox'));
  server.route('/', assetRoutes());
  // A Redis that is away makes commands wait; whoever asks gets an answer instead.
  server.use(async (c, next) => {
    if (app.redis.status === 'ready' || (await answers(app.redis, storePatienceMs))) return next();
    c.header('retry-after', '5');
    return turnAway(app, c, 503, 'unavailable', readerOf(app, c).page.unavailable);
  });
  server.use('/metrics', access.demandLogin);
  server.route('/', metricsRoutes(app, 'inbox'));
  server.route('/', intakeRoutes(app));
  server.route('/', hookRoutes(app));

  server.use(access.checkSender);
  server.route('/', linkRoutes(app));
  server.route('/', access.routes);
  server.use(access.demandLogin);
  server.route('/api/v1', apiRoutes(app));
  server.route('/', inboxRoutes(app, { loggedIn: access.demanded }));

  return { fetch: async (request) => server.fetch(request) };
};
