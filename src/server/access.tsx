import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { Secret } from '../lib/schema.ts';
import type { App } from '../pipeline/app.ts';
import { readFields } from './body.ts';
import { sendPage } from './inbox/layout.tsx';
import { LoginPage } from './inbox/login-page.tsx';
import { nameCookie, readerOf, readName } from './inbox/reader.ts';
import { isKnownHost, isOpenToOthers, isOwnOrigin, type Reach } from './reach.ts';
import { forPrograms, turnAway } from './refusal.tsx';
import { refuse, type Scope } from './scope.ts';
import { countWrongTry, createSession, isSame, isSession, mayTry, sessionSeconds } from './session.ts';

export interface AccessOptions {
  /** What the server listens on: a login is demanded unless it is this machine alone. */
  host: string;
  password?: Secret | undefined;
}

/** Who may come in: by which name, from which page, with which password. */
export interface Access {
  /** Refuses requests under a foreign name, and changes that a foreign page asks for. */
  checkSender: MiddlewareHandler<Scope>;
  /** Lets in who is logged in or brings the password; everybody where only this machine can reach us. */
  demandLogin: MiddlewareHandler<Scope>;
  routes: Hono<Scope>;
  demanded: boolean;
}

const sessionCookie = 'earshot_session';

/**
 * Decides how the inbox is protected.
 *
 * @throws Error when a password is needed and there is none
 */
export const createAccess = (app: App, { host, password }: AccessOptions): Access => {
  const reach: Reach = { host, publicUrl: app.publicUrl };
  if (!isOpenToOthers(reach))
    return {
      checkSender: checkSender(app, reach),
      demandLogin: (_, next) => next(),
      routes: new Hono(),
      demanded: false,
    };
  if (!password) throw new Error(missingPassword(reach));

  return {
    checkSender: checkSender(app, reach),
    demandLogin: demandLogin(app, password),
    routes: loginRoutes(app, password),
    demanded: true,
  };
};

const missingPassword = ({ host, publicUrl }: Reach): string => {
  const why = publicUrl === undefined ? `HOST is ${host}` : `EARSHOT_PUBLIC_URL is ${publicUrl}`;
  return `EARSHOT_PASSWORD is not set, but others can reach the inbox (${why}). Set a password of at least 8 characters, or let only this machine in: HOST=127.0.0.1 and no EARSHOT_PUBLIC_URL.`;
};

const checkSender =
  (app: App, reach: Reach): MiddlewareHandler<Scope> =>
  async (c, next) => {
    const { hostname } = new URL(c.req.url);
    if (!isKnownHost(reach, hostname))
      return turnAway(
        app,
        c,
        421,
        'unknown_host',
        `This inbox is not called ${hostname}: set EARSHOT_PUBLIC_URL to its address.`,
      );
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && !isOwnOrigin(reach, c.req.raw))
      return turnAway(app, c, 403, 'foreign_origin', 'A page of somebody else asked for this; nothing was changed.');
    return next();
  };

const demandLogin =
  (app: App, password: Secret): MiddlewareHandler<Scope> =>
  async (c, next) => {
    const session = getCookie(c, sessionCookie);
    if (session !== undefined && isSession(app.secret, password, session, app.now())) return next();

    const bearer = /^Bearer\s+(.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    if (bearer !== undefined) {
      const tried = await tryPassword(app, password, bearer);
      if (tried === 'right') return next();
      if (tried === 'too often') return tooOften(c);
    }
    if (!forPrograms(c)) return c.redirect(`/login?back=${encodeURIComponent(pathOf(c.req.url))}`, 303);
    c.header('www-authenticate', 'Bearer');
    return refuse(c, 401, 'unauthorized', 'Log in, or send "Authorization: Bearer" with the password.');
  };

const tooOften = (c: Context<Scope>): Response => {
  c.header('retry-after', '60');
  return refuse(c, 429, 'too_many_tries', 'Too many wrong passwords; wait a minute.');
};

const tryPassword = async (app: App, password: Secret, given: string): Promise<'right' | 'wrong' | 'too often'> => {
  if (!(await mayTry(app.redis, app.keys, app.now()))) return 'too often';
  if (isSame(given, password.reveal())) return 'right';
  await countWrongTry(app.redis, app.keys, app.now());
  return 'wrong';
};

const Login = z.object({
  password: z.string().default(''),
  name: z.string().default(''),
  back: z.string().default('/'),
});

const loginRoutes = (app: App, password: Secret): Hono<Scope> => {
  const cookie = {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: app.publicUrl?.startsWith('https:') ?? false,
    maxAge: sessionSeconds,
  } as const;

  return new Hono<Scope>()
    .get('/login', (c) => sendPage(c, <LoginPage reader={readerOf(app, c)} back={ownPath(c.req.query('back'))} />))
    .post('/login', async (c) => {
      const login = Login.safeParse((await readFields(c.req.raw)) ?? {}).data ?? Login.parse({});
      const reader = readerOf(app, c);
      const back = ownPath(login.back);
      const tried = await tryPassword(app, password, login.password);
      if (tried === 'too often') {
        c.header('retry-after', '60');
        return sendPage(c, <LoginPage reader={reader} back={back} problem={reader.page.tooManyTries} />, 429);
      }
      if (tried === 'wrong')
        return sendPage(c, <LoginPage reader={reader} back={back} problem={reader.page.wrongPassword} />, 401);

      setCookie(c, sessionCookie, createSession(app.secret, password, app.now()), cookie);
      const name = readName(login.name);
      if (name !== '') setCookie(c, nameCookie, name, cookie);
      return c.redirect(back, 303);
    })
    .post('/logout', (c) => {
      deleteCookie(c, sessionCookie, { path: '/', secure: cookie.secure });
      return c.redirect('/login', 303);
    });
};

const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url);
  return pathname + search;
};

/** A way back on this server; anything that would lead elsewhere leads to the inbox. */
export const ownPath = (path: string | undefined): string => {
  const base = 'http://inbox.invalid';
  if (!path?.startsWith('/') || !URL.canParse(path, base)) return '/';
  const url = new URL(path, base);
  return url.origin === base ? url.pathname + url.search : '/';
};
