import { Hono } from 'hono';
import type { Alert } from '../domain/alert.ts';
import { readToken } from '../lib/token.ts';
import { type PressResult, press } from '../pipeline/acknowledge.ts';
import type { App } from '../pipeline/app.ts';
import { loadAlert } from '../store/alerts.ts';
import { loadMentions } from '../store/mentions.ts';
import { sendPage } from './inbox/layout.tsx';
import { LinkPage } from './inbox/link-page.tsx';
import { type Reader, readerOf } from './inbox/reader.ts';
import { turnAway } from './refusal.tsx';
import type { RequestContext, Scope } from './scope.ts';

/**
 * Links in messages: `/a/{token}`. The token is the proof, no login is needed. Looking never acts, because mail filters and
 * chat programs look at every link; only the button does.
 */
export const linkRoutes = (app: App) =>
  new Hono<Scope>()
    .get('/a/:token', (c) => look(app, c, c.req.param('token')))
    .post('/a/:token', (c) => acknowledge(app, c, c.req.param('token')));

const look = async (app: App, c: RequestContext, token: string): Promise<Response> => {
  const read = readToken(app.secret, token, app.now());
  const alert = read && (await loadAlert(app.redis, app.keys, read.alertId));
  return alert ? showAlert(app, c, alert, token) : expired(app, c);
};

const acknowledge = async (app: App, c: RequestContext, token: string): Promise<Response> => {
  const reader = readerOf(app, c);
  const result = await press(app, { token, action: 'acknowledge' }, reader.name ?? 'link');
  if (!result.alert) return expired(app, c);
  return showAlert(app, c, result.alert, token, saidOf(result, reader));
};

// A second press is answered by who has it already.
const saidOf = ({ changed }: PressResult, { page }: Reader): string | undefined => (changed ? page.taken : undefined);

const showAlert = async (
  app: App,
  c: RequestContext,
  alert: Alert,
  token: string,
  said?: string,
): Promise<Response> => {
  const ids = alert.mentions.slice(0, 1).map(({ id }) => id);
  const [mention] = await loadMentions(app.redis, app.keys, ids);
  return sendPage(
    c,
    <LinkPage
      alert={alert}
      mention={mention}
      reader={readerOf(app, c)}
      address={`/a/${token}`}
      {...(said !== undefined && { said })}
    />,
  );
};

const expired = (app: App, c: RequestContext): Promise<Response> =>
  turnAway(app, c, 404, 'unknown_link', readerOf(app, c).page.linkInvalid);
