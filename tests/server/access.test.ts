import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/lib/schema.ts';
import { loadAlert } from '../../src/store/alerts.ts';
import { ring, serve } from './arrange.ts';

const password = new Secret('correct horse battery');
const publicUrl = 'https://earshot.example';

const serveInPublic = (overrides = {}) => serve({ at: publicUrl, password, overrides: { publicUrl, ...overrides } });

const cookieOf = (answer: Response): string => answer.headers.get('set-cookie')?.split(';')[0] ?? '';

const login = async (served: ReturnType<typeof serve>, given = password.reveal()) =>
  served.submit('/login', { password: given });

describe('a login', () => {
  it('is not asked for where only this machine can come in', async () => {
    const { get } = serve();

    expect((await get('/')).status).toBe(200);
  });

  it.each([
    ['HOST', { host: '0.0.0.0' }],
    ['EARSHOT_PUBLIC_URL', { overrides: { publicUrl } }],
  ])('is needed when others can, and without a password there is no start (%s)', (name, options) => {
    expect(() => serve(options)).toThrow(new RegExp(`EARSHOT_PASSWORD is not set.*${name}`));
  });

  it.each(['/', '/alerts/al_1', '/lanes/list', '/closed', '/sources'])('stands before %s', async (path) => {
    const { get } = serveInPublic();

    const answer = await get(path);

    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`/login?back=${encodeURIComponent(path)}`);
  });

  it.each(['/api/v1/alerts', '/api/v1/mentions', '/api/v1/report', '/api/v1/sources', '/metrics'])(
    'stands before %s for programs',
    async (path) => {
      const { get } = serveInPublic();

      const answer = await get(path);

      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ error: { code: 'unauthorized' } });
    },
  );

  it('stands before every change', async () => {
    const served = serveInPublic();
    const id = await ring(served);

    await served.submit(`/alerts/${id}/acknowledge`);
    await served.send(`/api/v1/alerts/${id}/acknowledge`, {});

    expect(await loadAlert(served.app.redis, served.app.keys, id)).toMatchObject({ state: 'open' });
  });

  it('opens with the password, and the way back is remembered', async () => {
    const served = serveInPublic();

    const answer = await served.submit('/login', { password: password.reveal(), back: '/sources', name: 'Ana' });
    const after = await served.get('/sources', { cookie: cookieOf(answer) });

    expect(answer.headers.get('location')).toBe('/sources');
    expect(answer.headers.get('set-cookie')).toMatch(/earshot_session=.*HttpOnly; Secure; SameSite=Lax/);
    expect(after.status).toBe(200);
  });

  it.each(['wrong', '', 'correct horse batterY'])('does not open with "%s"', async (given) => {
    const answer = await login(serveInPublic(), given);

    expect(answer.status).toBe(401);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it('looks at no password after ten wrong ones, until the next minute', async () => {
    const served = serveInPublic();
    for (let tries = 0; tries < 10; tries += 1) await login(served, `guess ${tries}`);

    const refused = await login(served);
    await served.world.pass(60_000);
    const later = await login(served);

    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('60');
    expect(later.status).toBe(303);
  });

  it('counts wrong bearer tokens with the wrong passwords', async () => {
    const served = serveInPublic();
    for (let tries = 0; tries < 10; tries += 1)
      await served.get('/api/v1/alerts', { authorization: `Bearer guess-${tries}` });

    const answer = await served.get('/api/v1/alerts', { authorization: `Bearer ${password.reveal()}` });

    expect(answer.status).toBe(429);
  });

  it('may be brought by programs as a bearer token', async () => {
    const { get } = serveInPublic();

    const answer = await get('/api/v1/alerts', { authorization: `Bearer ${password.reveal()}` });

    expect(answer.status).toBe(200);
  });

  it('ends: when its time is over, by hand, and when it was altered', async () => {
    const served = serveInPublic();
    const cookie = cookieOf(await login(served));
    const [expires = '', mac = ''] = cookie.replace('earshot_session=', '').split('.');

    const longer = await served.get('/', { cookie: `earshot_session=z${expires}.${mac}` });
    const loggedOut = await served.submit('/logout', {}, { cookie });
    const inTime = await served.get('/', { cookie });
    served.app.now = () => new Date('2026-12-21T00:00:00Z');
    const tooLate = await served.get('/', { cookie });

    expect(longer.status).toBe(303);
    expect(loggedOut.headers.get('set-cookie')).toContain('Max-Age=0');
    expect(inTime.status).toBe(200);
    expect(tooLate.status).toBe(303);
  });

  it('is not asked for where something else proves who it is', async () => {
    const { get, send } = serveInPublic();

    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/a/some-token')).status).toBe(404);
    expect((await send('/v1/intake/helpdesk', {})).status).toBe(401);
    expect((await send('/hooks/team', {})).status).toBe(401);
  });
});

describe('a request under a foreign name', () => {
  it.each(['http://evil.example', 'http://10.1.2.3:4747'])('is refused on loopback: %s', async (at) => {
    const { get } = serve({ at });

    expect((await get('/')).status).toBe(421);
    expect(await (await get('/api/v1/alerts')).json()).toMatchObject({ error: { code: 'unknown_host' } });
  });

  it.each(['http://localhost:4747', 'http://127.0.0.1', 'http://[::1]:8080'])('%s is none', async (at) => {
    const { get } = serve({ at });

    expect((await get('/')).status).toBe(200);
  });

  it.each([
    ['http://192.168.1.5:4747', 303],
    ['http://evil.example:4747', 421],
  ])('in a network of our own, addresses in figures are let in: %s', async (at, status) => {
    const { get } = serve({ at, host: '0.0.0.0', password });

    expect((await get('/')).status).toBe(status);
  });
});

describe('a change that a foreign page asks for', () => {
  it.each(['https://evil.example', 'null', 'http://127.0.0.1:3000', 'rubbish'])('is refused: %s', async (origin) => {
    const served = serve();
    const id = await ring(served);

    const byForm = await served.submit(`/alerts/${id}/acknowledge`, {}, { origin });
    const byApi = await served.send(`/api/v1/alerts/${id}/acknowledge`, {}, { origin });

    expect([byForm.status, byApi.status]).toEqual([403, 403]);
    expect(await loadAlert(served.app.redis, served.app.keys, id)).toMatchObject({ state: 'open' });
  });

  it('is refused when the browser says so without an origin', async () => {
    const served = serve();
    const id = await ring(served);

    const answer = await served.send(`/api/v1/alerts/${id}/acknowledge`, {}, { 'sec-fetch-site': 'cross-site' });

    expect(answer.status).toBe(403);
  });

  it('behind a proxy, pages of the public address are our own', async () => {
    const served = serve({ password, overrides: { publicUrl } });
    const answer = await served.submit('/login', { password: password.reveal() }, { origin: publicUrl });

    expect(answer.status).toBe(303);
  });
});
