import { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { Alert } from '../../domain/alert.ts';
import type { App } from '../../pipeline/app.ts';
import { suggest } from '../../pipeline/suggest.ts';
import { loadAlert, loadHistory, loadSends } from '../../store/alerts.ts';
import { type Listing, readPlace } from '../../store/listing.ts';
import { loadMentions, type StoredMention } from '../../store/mentions.ts';
import { countBoard, leaveLane, listAlerts, listLane, listWaiting } from '../../store/views.ts';
import { ownPath } from '../access.tsx';
import { ActionName, act } from '../actions.ts';
import { readFields } from '../body.ts';
import { turnAway } from '../refusal.tsx';
import type { RequestContext, Scope } from '../scope.ts';
import { AlertPage } from './alert-page.tsx';
import { loadChannels, loadHearing, loadPaid, loadSources } from './hearing.ts';
import { Home } from './home.tsx';
import { ClosedPage, LanePage } from './lane-page.tsx';
import { sendPage } from './layout.tsx';
import { nameCookie, type Reader, readerOf, readName } from './reader.ts';
import { SourcesPage } from './sources-page.tsx';

const perPage = 30;
const yearSeconds = 365 * 86_400;

export interface InboxOptions {
  /** Somebody had to log in to get here. */
  loggedIn: boolean;
}

/** The pages of the inbox and what their buttons do. */
export const inboxRoutes = (app: App, { loggedIn }: InboxOptions) =>
  new Hono<Scope>()
    .get('/', (c) => home(app, c, loggedIn))
    .get('/alerts/:id', (c) => alertPage(app, c, c.req.param('id')))
    .post('/alerts/:id/:action', (c) => actOn(app, c, c.req.param('id'), c.req.param('action')))
    .get('/lanes/:lane', (c) => lanePage(app, c, c.req.param('lane')))
    .post('/lanes/:lane/seen', (c) => seen(app, c, c.req.param('lane')))
    .get('/closed', (c) => closedPage(app, c))
    .get('/sources', (c) => sourcesPage(app, c))
    .post('/name', (c) => rename(app, c));

const home = async (app: App, c: RequestContext, loggedIn: boolean): Promise<Response> => {
  const reader = readerOf(app, c);
  const brands = [...app.setup.brands.keys()];
  const brand = brands.find((name) => name === c.req.query('brand'));
  const [listing, board, hearing] = await Promise.all([
    listWaiting(app.redis, app.keys, brand, pagingOf(c)),
    countBoard(app.redis, app.keys),
    loadHearing(app, brand),
  ]);
  const firsts = await loadFirsts(app, listing.rows);
  const path = brand === undefined ? '/' : `/?brand=${encodeURIComponent(brand)}`;
  return sendPage(
    c,
    <Home
      reader={reader}
      alerts={listing.rows.map((alert) => ({ alert, mention: firsts.get(alert.id) }))}
      waiting={brand === undefined ? board.waiting : listing.rows.length}
      further={furtherOf(path, listing)}
      lanes={board}
      hearing={hearing}
      brands={brands}
      brand={brand}
      back={path}
      loggedIn={loggedIn}
      said={saidOf(c, reader)}
    />,
  );
};

const loadFirsts = async (app: App, alerts: readonly Alert[]): Promise<Map<string, StoredMention>> => {
  const ids = alerts.flatMap(({ mentions }) => mentions[0]?.id ?? []);
  const stored = new Map((await loadMentions(app.redis, app.keys, ids)).map((mention) => [mention.id, mention]));
  return new Map(
    alerts.flatMap(({ id, mentions }) => {
      const first = stored.get(mentions[0]?.id ?? '');
      return first ? [[id, first] as const] : [];
    }),
  );
};

const alertPage = async (app: App, c: RequestContext, id: string): Promise<Response> => {
  const reader = readerOf(app, c);
  const alert = await loadAlert(app.redis, app.keys, id);
  if (!alert) return turnAway(app, c, 404, 'unknown_alert', reader.page.notFound);
  const [mentions, history, sends] = await Promise.all([
    loadMentions(
      app.redis,
      app.keys,
      alert.mentions.map((mention) => mention.id),
    ),
    loadHistory(app.redis, app.keys, id),
    loadSends(app.redis, app.keys, id),
  ]);
  return sendPage(
    c,
    <AlertPage
      alert={alert}
      mentions={mentions}
      history={history}
      sends={sends}
      suggestion={suggest(app, mentions[0])}
      reader={reader}
      said={saidOf(c, reader)}
    />,
  );
};

const actOn = async (app: App, c: RequestContext, id: string, action: string): Promise<Response> => {
  const reader = readerOf(app, c);
  const name = ActionName.safeParse(action);
  const fields = await readFields(c.req.raw);
  if (!name.success || !fields) return turnAway(app, c, 400, 'malformed', reader.page.notFound);

  const acted = await act(app, id, name.data, fields, reader.name ?? 'inbox');
  if (acted.kind === 'unknown') return turnAway(app, c, 404, 'unknown_alert', reader.page.notFound);
  if (acted.kind === 'invalid') return turnAway(app, c, 422, 'invalid', acted.problem);
  const said = name.data === 'feedback' ? 'noted' : 'unchanged';
  return goBack(c, fields, acted.kind === 'unchanged' || name.data === 'feedback' ? said : undefined);
};

const lanePage = async (app: App, c: RequestContext, name: string): Promise<Response> => {
  const reader = readerOf(app, c);
  const lane = Lane.safeParse(name);
  if (!lane.success) return turnAway(app, c, 404, 'unknown_page', reader.page.notFound);
  const listing = await listLane(app.redis, app.keys, lane.data, undefined, pagingOf(c));
  const further = furtherOf(`/lanes/${lane.data}`, listing);
  return sendPage(
    c,
    <LanePage
      lane={lane.data}
      mentions={listing.rows}
      suggest={(mention) => suggest(app, mention)}
      further={further}
      reader={reader}
    />,
  );
};

const Lane = z.enum(['list', 'thank']);
const SeenForm = z.object({ id: z.string() });

const seen = async (app: App, c: RequestContext, name: string): Promise<Response> => {
  const lane = Lane.safeParse(name);
  const fields = await readFields(c.req.raw);
  const form = SeenForm.safeParse(fields);
  if (!lane.success || !form.success) return turnAway(app, c, 400, 'malformed', readerOf(app, c).page.notFound);
  await leaveLane(app.redis, app.keys, lane.data, form.data.id);
  return goBack(c, fields);
};

const closedPage = async (app: App, c: RequestContext): Promise<Response> => {
  const listing = await listAlerts(app.redis, app.keys, { state: 'closed' }, pagingOf(c));
  const further = furtherOf('/closed', listing);
  return sendPage(c, <ClosedPage alerts={listing.rows} further={further} reader={readerOf(app, c)} />);
};

const sourcesPage = async (app: App, c: RequestContext): Promise<Response> => {
  const [sources, channels] = await Promise.all([loadSources(app), loadChannels(app)]);
  const withPaid = await Promise.all(
    sources.map(async (source) => ({ ...source, paid: await loadPaid(app, source.what) })),
  );
  return sendPage(c, <SourcesPage sources={withPaid} channels={channels} reader={readerOf(app, c)} />);
};

const NameForm = z.object({ name: z.string().default('') });

const rename = async (app: App, c: RequestContext): Promise<Response> => {
  const fields = await readFields(c.req.raw);
  const name = readName(NameForm.safeParse(fields).data?.name ?? '');
  const secure = app.publicUrl?.startsWith('https:') ?? false;
  setCookie(c, nameCookie, name, { httpOnly: true, sameSite: 'Lax', path: '/', secure, maxAge: yearSeconds });
  return goBack(c, fields);
};

const pagingOf = (c: RequestContext) => ({ limit: perPage, after: readPlace(c.req.query('after') ?? '') });

const furtherOf = (path: string, { next }: Listing<unknown>): string | undefined =>
  next === null ? undefined : `${path}${path.includes('?') ? '&' : '?'}after=${next}`;

const BackForm = z.object({ back: z.string() });

// A reload after it repeats nothing: the answer to every change is the way to a page.
const goBack = (c: RequestContext, fields: unknown, said?: 'noted' | 'unchanged'): Response => {
  const back = ownPath(BackForm.safeParse(fields).data?.back);
  if (said === undefined) return c.redirect(back, 303);
  return c.redirect(`${back}${back.includes('?') ? '&' : '?'}said=${said}`, 303);
};

const saidOf = (c: RequestContext, { page }: Reader): string | undefined => {
  const said = c.req.query('said');
  return said === 'noted' || said === 'unchanged' ? page[said] : undefined;
};
