import { Hono } from 'hono';
import type { App } from '../pipeline/app.ts';
import { bind, type Listening } from './bind.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { within } from './patience.ts';
import { reasonsNotReady } from './readiness.ts';
import type { Scope } from './scope.ts';

const scrapePatienceMs = 8000;

/** `/healthz`: this process answers. `/readyz`: the installation does its work; 503 with the reasons otherwise. */
export const healthRoutes = (app: App, role: string) =>
  new Hono<Scope>()
    .get('/healthz', (c) => c.json({ status: 'ok', role }))
    .get('/readyz', async (c) => {
      const reasons = await reasonsNotReady(app);
      return c.json({ ready: reasons.length === 0, reasons }, reasons.length === 0 ? 200 : 503);
    });

/** `/metrics`: figures for Prometheus. */
export const metricsRoutes = (app: App, role: string) => {
  let metrics: Metrics | undefined;
  return new Hono<Scope>().get('/metrics', async (c) => {
    metrics ??= createMetrics(app, role);
    const text = await within(scrapePatienceMs, metrics.scrape());
    if (text === undefined) return c.text('Redis does not answer.\n', 503);
    return c.body(text, 200, { 'content-type': metrics.contentType });
  });
};

/**
 * Answers `/healthz`, `/readyz` and `/metrics` for a process that does not serve the inbox.
 *
 * @param port 0 or absent: not at all
 */
export const startHealth = async (
  app: App,
  role: string,
  port: number | undefined,
  host = '127.0.0.1',
): Promise<Listening | undefined> => {
  if (!port) return undefined;
  const server = new Hono<Scope>().route('/', healthRoutes(app, role)).route('/', metricsRoutes(app, role));
  return bind({ fetch: async (request) => server.fetch(request), host, port });
};
