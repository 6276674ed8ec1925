import { Hono } from 'hono';
import { z } from 'zod';
import { AlertState } from '../domain/alert.ts';
import { parseDuration } from '../domain/duration.ts';
import { Outcome } from '../domain/rule.ts';
import { describeIssues } from '../lib/schema.ts';
import type { App } from '../pipeline/app.ts';
import { loadSends } from '../store/alerts.ts';
import { readPlace } from '../store/listing.ts';
import { loadReport } from '../store/report.ts';
import { alertRow, mentionRow } from '../store/rows.ts';
import { listAlerts, listMentions } from '../store/views.ts';
import { ActionName, act } from './actions.ts';
import { readFields } from './body.ts';
import { loadChannels, loadPaid, loadSources } from './inbox/hearing.ts';
import { readName } from './inbox/reader.ts';
import { type RequestContext, refuse, type Scope } from './scope.ts';

const dayMs = 86_400_000;

const limit = z.coerce.number().int().min(1).max(500).default(100);

const cursor = z
  .string()
  .transform((text, context) => {
    const place = readPlace(text);
    if (place) return place;
    context.addIssue({ code: 'custom', message: 'is not a cursor of this list' });
    return z.NEVER;
  })
  .optional();

/** An instant, or how long ago: `2026-08-20`, `2026-08-20T10:00:00Z`, `30d`. */
const since = (app: App) =>
  z
    .string()
    .transform((text, context) => {
      const ms = parseDuration(text);
      if (ms !== undefined) return new Date(app.now().getTime() - ms);
      if (z.iso.date().safeParse(text).success || z.iso.datetime({ offset: true }).safeParse(text).success)
        return new Date(text);
      context.addIssue({
        code: 'custom',
        message: 'write a date, an instant (RFC 3339) or a length of time, like 30d',
      });
      return z.NEVER;
    })
    .optional();

/** The API: the same rows as `earshot export` writes, and the same actions as the inbox has. */
export const apiRoutes = (app: App) =>
  new Hono<Scope>()
    .get('/mentions', (c) => mentions(app, c))
    .get('/alerts', (c) => alerts(app, c))
    .get('/report', (c) => report(app, c))
    .get('/sources', (c) => sources(app, c))
    .post('/alerts/:id/:action', (c) => actOn(app, c, c.req.param('id'), c.req.param('action')));

const mentions = async (app: App, c: RequestContext): Promise<Response> => {
  const query = z.object({
    brand: z.string().optional(),
    source: z.string().optional(),
    decision: z.enum([...Outcome.options, 'unmatched']).optional(),
    lang: z.string().optional(),
    since: since(app),
    limit,
    cursor,
  });
  const asked = query.safeParse(c.req.query());
  if (!asked.success) return refuse(c, 400, 'malformed', describeIssues(asked.error));
  const { limit: most, cursor: after, ...filter } = asked.data;
  const { rows, next } = await listMentions(app.redis, app.keys, filter, { limit: most, after });
  return c.json({ items: rows.map(mentionRow), next });
};

const alerts = async (app: App, c: RequestContext): Promise<Response> => {
  const query = z.object({
    brand: z.string().optional(),
    state: z.enum([...AlertState.options, 'active', 'closed']).optional(),
    since: since(app),
    limit,
    cursor,
  });
  const asked = query.safeParse(c.req.query());
  if (!asked.success) return refuse(c, 400, 'malformed', describeIssues(asked.error));
  const { limit: most, cursor: after, ...filter } = asked.data;
  const { rows, next } = await listAlerts(app.redis, app.keys, filter, { limit: most, after });
  const sends = await Promise.all(rows.map(({ id }) => loadSends(app.redis, app.keys, id)));
  return c.json({ items: rows.map((alert, position) => alertRow(alert, sends[position] ?? [])), next });
};

const longestReportMs = 400 * dayMs;

const report = async (app: App, c: RequestContext): Promise<Response> => {
  const query = z.object({ brand: z.string().optional(), since: since(app) });
  const asked = query.safeParse(c.req.query());
  if (!asked.success) return refuse(c, 400, 'malformed', describeIssues(asked.error));
  const until = app.now();
  const from = asked.data.since ?? new Date(until.getTime() - 30 * dayMs);
  const earliest = new Date(Math.max(from.getTime(), until.getTime() - longestReportMs));
  const { days, totals } = await loadReport(app.redis, app.keys, { since: earliest, until, brand: asked.data.brand });
  return c.json({ items: days, next: null, totals });
};

const sources = async (app: App, c: RequestContext): Promise<Response> => {
  const [heard, rung] = await Promise.all([loadSources(app), loadChannels(app)]);
  const items = await Promise.all(
    heard.map(async ({ what, health, state }) => ({
      id: what.id,
      kind: what.kind,
      family: what.family,
      brand: what.brand ?? null,
      enabled: what.enabled,
      every: what.every ?? null,
      state,
      ...health,
      paid: (await loadPaid(app, what)) ?? null,
    })),
  );
  const channels = rung.map(({ what, health: { heard: _, ...health }, state }) => ({
    id: what.id,
    kind: what.kind,
    enabled: what.enabled,
    state,
    ...health,
  }));
  return c.json({ items, next: null, channels });
};

const By = z.object({ by: z.string().optional() });

const actOn = async (app: App, c: RequestContext, id: string, action: string): Promise<Response> => {
  const name = ActionName.safeParse(action);
  if (!name.success) return refuse(c, 404, 'unknown_action', `There is no action "${action.slice(0, 40)}".`);
  const fields = await readFields(c.req.raw);
  if (!fields) return refuse(c, 400, 'malformed', 'The body must be a JSON object or a form, at most 64 KiB.');

  const by = readName(By.safeParse(fields).data?.by ?? '') || 'api';
  const acted = await act(app, id, name.data, fields, by);
  switch (acted.kind) {
    case 'unknown':
      return refuse(c, 404, 'unknown_alert', 'This alert is not known.');
    case 'invalid':
      return refuse(c, 422, 'invalid', acted.problem);
    case 'unchanged':
      // A second acknowledgement is as good as the first; a snooze that did not happen must not look like one that did.
      if (name.data === 'snooze') return refuse(c, 409, 'refused', acted.refusal);
      return c.json({ changed: false, refusal: acted.refusal, alert: await rowOf(app, acted.alert) });
    case 'done':
      return c.json({ changed: true, alert: await rowOf(app, acted.alert) });
  }
};

const rowOf = async (app: App, alert: Parameters<typeof alertRow>[0]) =>
  alertRow(alert, await loadSends(app.redis, app.keys, alert.id));
