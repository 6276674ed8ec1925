import { describe, expect, it } from 'vitest';
import { loadAlert } from '../../src/store/alerts.ts';
import { recordFailure, recordSuccess } from '../../src/store/sources.ts';
import { loadVerdicts } from '../../src/store/verdicts.ts';
import { ring, type Served, serve } from './arrange.ts';

const minute = 60_000;
const english = { 'accept-language': 'en' };

const alertOf = ({ app }: Served, id: string) => loadAlert(app.redis, app.keys, id);

describe('what a stranger wrote', () => {
  const hostile = `</title><script>alert(1)</script><img src=x onerror="alert(1)">'"&\u202E`;
  const hostileMention = {
    text: `[1 negative] acme coffee ${hostile}`,
    author: { handle: hostile, name: hostile },
    url: 'javascript:alert(1)',
  };

  it.each(['/', '/alerts/ID', '/lanes/list', '/lanes/thank', '/closed', '/sources'])(
    'is text and nothing else on %s',
    async (path) => {
      const served = serve();
      const id = await ring(served, hostileMention);
      await served.world.hear([
        { ...hostileMention, text: `[3 unsure] acme coffee ${hostile}` },
        { ...hostileMention, text: `[5 positive] acme coffee ${hostile}` },
      ]);
      await served.world.settle();
      await recordFailure(served.app.redis, served.app.keys, 'source', 'x', served.world.now(), { problem: hostile });

      const page = await served.page(path.replace('ID', id));

      expect(page).toMatch(/^<!doctype html>/);
      expect(page).not.toContain('<script>alert');
      expect(page).not.toContain('<img');
      expect(page).not.toContain('javascript:');
      expect(page).not.toContain('\u202E');
    },
  );

  it('cannot bring its own script, style, frame or form target: the policy of every page forbids it', async () => {
    const { get } = serve();

    const { headers } = await get('/');

    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('is bounded, however long it is', async () => {
    const served = serve();
    await ring(served, { text: `[1 negative] acme coffee ${'very '.repeat(4000)}`, author: { name: 'n'.repeat(256) } });

    const page = await served.page('/');

    expect(page.length).toBeLessThan(8000);
  });
});

describe('the inbox', () => {
  it('orders by minutes left and says in words what is late', async () => {
    const served = serve();
    const calm = await ring(served, { text: '[3 negative] acme coffee is slow' });
    const late = await ring(served, {
      text: '[2 negative] acme coffee charged me twice',
      createdAt: new Date(served.world.now().getTime() - 36 * minute),
    });
    const down = await ring(served, { text: '[1 negative] acme coffee is down' });

    const page = await served.page('/', english);

    expect([...page.matchAll(/<article id="(\w+)"/g)].map(([, id]) => id)).toEqual([late, down, calm]);
    expect(page).toContain('late by 6 min');
    expect(page).toContain('15 min left');
    expect(page).toContain('3 waiting');
  });

  it('shows one brand when asked to', async () => {
    const served = serve();
    const coffee = await ring(served, { text: '[1 negative] acme coffee is down' });
    const tea = await ring(served, { text: '[1 negative] blue tea is down' });

    const page = await served.page('/?brand=Blue%20Tea');

    expect(page).toContain(tea);
    expect(page).not.toContain(coffee);
  });

  it('promises on an empty page that somebody listened', async () => {
    const served = serve();
    const { app, world } = served;
    await recordSuccess(app.redis, app.keys, 'source', 'x', world.now(), { outcome: 'empty' });
    await world.hear([{ text: '[5 neutral] acme coffee' }]);
    await world.settle();
    await world.pass(20_000);

    const page = await served.page('/', english);

    expect(page).toContain('Nobody is waiting.');
    expect(page).toContain('Heard 1 mention today, last look 20 s ago on 2 of 2 sources.');
  });

  it('names a dead source first of all', async () => {
    const served = serve();
    const { app, world } = served;
    await recordFailure(app.redis, app.keys, 'source', 'x', world.now(), {
      problem: 'the credential is refused',
      suspendedUntil: new Date(world.now().getTime() + minute),
    });

    const page = await served.page('/', english);

    expect(page).toContain('Cannot hear or ring: x');
    expect(page.indexOf('Cannot hear')).toBeLessThan(page.indexOf('Nobody is waiting'));
    expect(await served.page('/sources', english)).toContain('the credential is refused');
  });

  it.each([
    ['es-MX,en;q=0.5', 'Nadie está esperando.'],
    ['fr, pl;q=0.9', 'Nikt nie czeka.'],
    ['de', 'Nobody is waiting.'],
  ])('speaks the language of the browser (%s)', async (header, words) => {
    const { page } = serve();

    expect(await page('/', { 'accept-language': header })).toContain(words);
  });
});

describe('a button', () => {
  it('"I\'m on it" stops the ringing and shows who has it', async () => {
    const served = serve();
    const id = await ring(served);

    const answer = await served.submit(`/alerts/${id}/acknowledge`, { back: '/' }, { cookie: 'earshot_name=Ana' });
    await served.world.pass(45 * minute);

    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/');
    expect(await alertOf(served, id)).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'Ana' });
    expect(await served.page('/', english)).toContain('Ana is on it');
  });

  it('"Later" puts an alert off, and says so when that is refused', async () => {
    const served = serve();
    const id = await ring(served);

    await served.submit(`/alerts/${id}/snooze`);
    const snoozed = await alertOf(served, id);
    await served.world.pass(61 * minute);
    const refused = await served.submit(`/alerts/${id}/snooze`, { back: '/?brand=Acme+Coffee' });

    expect(snoozed).toMatchObject({ state: 'snoozed' });
    expect(refused.headers.get('location')).toBe('/?brand=Acme+Coffee&said=unchanged');
  });

  it('"Answered" counts the time, and the alert can be opened again', async () => {
    const served = serve();
    const id = await ring(served);
    await served.world.pass(10 * minute);

    await served.submit(`/alerts/${id}/resolve`, { resolution: 'answered' });
    const closed = await served.page('/closed', english);
    await served.submit(`/alerts/${id}/reopen`);

    expect(closed).toContain('Answered after 10 min');
    expect(await alertOf(served, id)).toMatchObject({ state: 'open' });
  });

  it('"Not for us" closes the alert and keeps the verdict', async () => {
    const served = serve();
    const id = await ring(served);

    await served.submit(`/alerts/${id}/feedback`, { verdict: 'not_us' });

    expect(await alertOf(served, id)).toMatchObject({ state: 'resolved', resolution: 'not_for_us' });
    expect(await loadVerdicts(served.app.redis, served.app.keys, 'Acme Coffee')).toMatchObject([
      { verdict: { verdict: 'not_us' }, alertId: id, brand: 'Acme Coffee' },
    ]);
  });

  it('never leads away from here', async () => {
    const served = serve();
    const id = await ring(served);

    for (const back of ['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)']) {
      const answer = await served.submit(`/alerts/${id}/acknowledge`, { back });
      expect(answer.headers.get('location')).toMatch(/^\/(\?said=unchanged)?$/);
    }
  });

  it('for an alert that is not there says so', async () => {
    const { submit } = serve();

    expect((await submit('/alerts/al_none/acknowledge')).status).toBe(404);
  });

  it('on a lane takes the mention off it', async () => {
    const served = serve();
    const { world, app } = served;
    await world.hear([{ text: '[3 unsure] acme coffee hm' }, { text: '[5 positive] love acme coffee' }]);
    await world.settle();
    const [id = ''] = await app.redis.zrange(app.keys.lane('list'), 0, '-1');

    const before = await served.page('/lanes/list', english);
    await served.submit('/lanes/list/seen', { id, back: '/lanes/list' });

    expect(before).toContain('acme coffee hm');
    expect(await served.page('/lanes/list', english)).toContain('Nothing here.');
    expect(await served.page('/lanes/thank', english)).toContain('love acme coffee');
  });
});

describe('the page of an alert', () => {
  it('shows every attempt and who did what', async () => {
    const served = serve();
    const id = await ring(served);
    await served.submit(`/alerts/${id}/acknowledge`, {}, { cookie: 'earshot_name=Ana' });

    const page = await served.page(`/alerts/${id}`, english);

    expect(page).toContain('terminal · arrived');
    expect(page).toContain('acknowledged · Ana');
    expect(page).toContain('Found by “acme coffee”');
  });

  it('that is not there is a page, too', async () => {
    const { get } = serve();

    const answer = await get('/alerts/al_none', english);

    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('There is nothing here.');
  });
});

describe('how an answer may begin', () => {
  const field = /<textarea readonly="" rows="3" lang="(\w+)" dir="auto">([^<]*)<\/textarea>/;

  it('can be copied from the page of an alert, in the language of the customer', async () => {
    const served = serve();
    const id = await ring(served, { text: '[3 negative] acme coffee es lento', lang: 'es', author: { name: 'Lucía' } });

    const page = await served.page(`/alerts/${id}`, english);

    const [, lang, sentence] = field.exec(page) ?? [];
    expect(page).toContain('You could begin:');
    expect(lang).toBe('es');
    expect(sentence).toMatch(/[Ss]entimos/);
    expect(page).toMatch(/<button type="button" data-copied="Copied" hidden="">/);
    expect(await served.page(`/alerts/${id}`, english)).toContain(`>${sentence}</textarea>`);
  });

  it('is a thank-you for praise', async () => {
    const served = serve();
    await served.world.hear([{ text: '[5 positive] acme coffee is lovely' }]);
    await served.world.settle();

    const page = await served.page('/lanes/thank', english);

    expect(field.exec(page)?.[2]).toMatch(/thank/i);
  });

  it('is not said in a language without sentences, nor once the answer is there', async () => {
    const served = serve();
    const dutch = await ring(served, { text: '[3 negative] acme coffee is traag', lang: 'nl' });
    const done = await ring(served, { text: '[2 negative] acme coffee charged me twice' });
    await served.submit(`/alerts/${done}/resolve`, { resolution: 'answered' });

    expect(await served.page(`/alerts/${dutch}`, english)).not.toContain('<textarea');
    expect(await served.page(`/alerts/${done}`, english)).not.toContain('<textarea');
  });

  it('goes out with the message', async () => {
    const printed: string[] = [];
    const served = serve({ overrides: { print: (text) => void printed.push(text) } });

    await ring(served, { text: '[3 negative] acme coffee jest za wolno', lang: 'pl' });

    expect(printed.join('')).toMatch(/^You could begin: .*przykro/im);
  });
});

describe('style and script', () => {
  it('are ours, small, and kept by browsers until they change', async () => {
    const served = serve();
    const page = await served.page('/');

    for (const [, path] of page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)) {
      const answer = await served.get(path ?? '');
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toContain('immutable');
      expect((await answer.text()).length).toBeLessThan(12 * 1024);
    }
    expect((await served.get('/assets/..%2fserver.ts')).status).toBe(404);
  });
});
