import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Secret } from '../../src/lib/schema.ts';
import { createToken } from '../../src/lib/token.ts';
import type { App } from '../../src/pipeline/app.ts';
import { bind } from '../../src/server/bind.ts';
import { loadAlert } from '../../src/store/alerts.ts';
import { ring, type Served, type ServeOptions, serve } from '../server/arrange.ts';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
if (!executablePath) console.log('Skipped: browser tests need Chromium, and there is none on this machine.');

/** A phone held in one hand. */
const phone = { width: 390, height: 844 };

describe.skipIf(!executablePath)('the inbox on a phone', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({
      ...(executablePath && { executablePath }),
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    });
  });
  afterAll(() => browser.close());

  const open = async (
    path: string | ((served: Served, id: string) => string) = '/',
    settings: BrowserContextOptions = {},
    options: ServeOptions = {},
  ) => {
    const served = serve(options);
    const listening = await bind({ fetch: served.fetch, host: '127.0.0.1', port: 0 });
    const context = await browser.newContext({ viewport: phone, hasTouch: true, isMobile: true, ...settings });
    onTestFinished(async () => {
      await context.close();
      await listening.close(0);
    });
    const page = await context.newPage();
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(listening.url)) foreign.push(request.url());
    });
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    return {
      served,
      page,
      foreign,
      complaints,
      show: (id = '') => page.goto(listening.url + (typeof path === 'string' ? path : path(served, id))),
    };
  };

  const widthOf = (page: Page) => page.evaluate('document.documentElement.scrollWidth');

  const fill = async (served: Served) => {
    const first = await ring(served, {
      text: '[1 negative] Sigo sin el pedido de acme coffee que pagué hace tres semanas y nadie contesta. He escrito cuatro veces y he llamado dos, y siempre la misma grabación.',
      lang: 'es',
      author: { handle: 'lucia_m', followers: 2140 },
    });
    await ring(served, {
      text: '[2 negative] acme coffee charged me twice, again',
      createdAt: new Date('2026-11-20T11:20:00Z'),
    });
    await ring(served, { text: '[3 negative] acme coffee app is broken', author: { handle: 'x'.repeat(200) } });
    await ring(served, {
      text: '[4 asks] does acme coffee open on Sundays?',
      createdAt: new Date('2026-11-20T11:50:00Z'),
    });
    await served.world.hear([{ text: '[5 positive] love acme coffee' }, { text: '[3 unsure] acme coffee hm' }]);
    await served.world.settle();
    return first;
  };

  it('fits the screen, asks nobody else for anything and makes the browser complain of nothing', async () => {
    const { served, page, foreign, complaints, show } = await open();
    await fill(served);

    await show();

    expect(await page.locator('.card').count()).toBe(4);
    expect(await widthOf(page)).toBe(phone.width);
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
    await keepPicture(page, 'home');
  });

  it.each([true, false])('one tap says who is on it (scripts: %s)', async (javaScriptEnabled) => {
    const { served, page, show } = await open('/', { javaScriptEnabled });
    const id = await fill(served);
    await show();

    await page.locator(`#${id}`).getByRole('button', { name: "I'm on it" }).tap();
    await page.locator(`#${id}.acknowledged`).waitFor();

    expect(await page.locator(`#${id}`).textContent()).toContain('inbox is on it');
    expect(await loadAlert(served.app.redis, served.app.keys, id)).toMatchObject({ state: 'acknowledged' });
    expect(await widthOf(page)).toBe(phone.width);
    if (javaScriptEnabled) await keepPicture(page, 'taken');
  });

  it('copies with one tap how an answer may begin', async () => {
    const { served, page, complaints, show } = await open((_, id) => `/alerts/${id}`, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const id = await fill(served);
    await show(id);

    await page.getByRole('button', { name: 'Copy', exact: true }).tap();
    await page.getByRole('button', { name: 'Copied', exact: true }).waitFor();

    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(await page.locator('textarea').inputValue());
    expect(await widthOf(page)).toBe(phone.width);
    expect(complaints).toEqual([]);
    await keepPicture(page, 'suggestion');
  });

  it('leaves the field to be marked by hand where scripts do not run', async () => {
    const { served, page, show } = await open((_, id) => `/alerts/${id}`, { javaScriptEnabled: false });
    const id = await fill(served);
    await show(id);

    expect(await page.getByRole('textbox', { name: 'You could begin:' }).inputValue()).toMatch(/[Ss]entimos/);
    expect(await page.getByRole('button', { name: 'Copy', exact: true }).count()).toBe(0);
  });

  it('shows what is behind the dots without leaving the screen', async () => {
    const { served, page, show } = await open();
    const id = await fill(served);
    await show();

    await page.locator(`#${id} .more summary`).tap();
    await page.locator(`#${id} .why summary`).tap();

    expect(await page.locator(`#${id}`).getByRole('button', { name: 'Not for us' }).isVisible()).toBe(true);
    expect(await widthOf(page)).toBe(phone.width);
    await keepPicture(page, 'more');
  });

  it.each(['en-GB', 'es-ES', 'pl-PL'])(
    'fits the screen in %s, by day and by night, to the last detail',
    async (locale) => {
      const { served, page, show } = await open('/', { locale, colorScheme: locale === 'es-ES' ? 'dark' : 'light' });
      const id = await fill(served);
      await show();
      const widthOfList = await widthOf(page);
      await keepPicture(page, `home-${locale}`);

      await page.locator(`#${id} .clock`).tap();
      await page.locator('.opinion summary').tap();

      expect(widthOfList).toBe(phone.width);
      expect(await widthOf(page)).toBe(phone.width);
      expect(await page.locator('html').getAttribute('lang')).toBe(locale.slice(0, 2));
      await keepPicture(page, `alert-${locale}`);
    },
  );

  it('buttons are as large as a thumb', async () => {
    const { served, page, show } = await open();
    await fill(served);

    await show();

    const heights = await page
      .locator('.card .actions > form button, .card .actions > a, .more > summary')
      .evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().height));
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);
  });

  it.each(['/', '/lanes/list', '/lanes/thank', '/closed', '/sources'])(
    '%s fits the screen, also when empty',
    async (path) => {
      const { page, show } = await open(path);

      await show();

      expect(await widthOf(page)).toBe(phone.width);
      await keepPicture(page, `empty${path.replaceAll('/', '-')}`);
    },
  );

  it('a link in a message is one question and one button', async () => {
    const { served, page, show } = await open(({ app, world }, id) => linkTo(app, id, world.now()));
    const id = await fill(served);

    await show(id);
    await keepPicture(page, 'link');
    await page.getByRole('button', { name: "I'm on it" }).tap();
    await page.getByText('The ringing has stopped').waitFor();

    expect(await loadAlert(served.app.redis, served.app.keys, id)).toMatchObject({ state: 'acknowledged' });
    expect(await widthOf(page)).toBe(phone.width);
  });

  it('the login asks for the password and leads to where one wanted to go', async () => {
    const { page, show } = await open('/sources', {}, { host: '0.0.0.0', password: new Secret('a long password') });
    await show();
    await keepPicture(page, 'login');

    await page.getByLabel('Password').fill('a long password');
    await page.getByRole('button', { name: 'Log in' }).tap();

    await page.getByRole('heading', { name: 'Channels' }).waitFor();
    expect(await widthOf(page)).toBe(phone.width);
  });

  it('a new alert appears by itself', async () => {
    const { served, page, show } = await open();
    await show();
    const id = await ring(served, { text: '[1 negative] acme coffee is down' });

    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");

    await page.locator(`#${id}`).waitFor();
    expect(await page.title()).toBe('(1) Earshot');
  });

  it('a new alert waits behind a button while somebody reads', async () => {
    const { served, page, show } = await open();
    const first = await ring(served, { text: '[1 negative] acme coffee is down' });
    await show();
    await page.locator(`#${first} .why summary`).tap();
    const second = await ring(served, { text: '[1 negative] acme coffee is down, all of it' });

    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await page.getByRole('button', { name: '1 new' }).tap();

    await page.locator(`#${second}`).waitFor();
    expect(await page.locator('.card').count()).toBe(2);
  });
});

const linkTo = ({ secret }: App, id: string, now: Date): string =>
  `/a/${createToken(secret, id, new Date(now.getTime() + 60_000))}`;

// For looking at, when a folder is named.
const keepPicture = async (page: Page, name: string): Promise<void> => {
  const folder = process.env['EARSHOT_PICTURES'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
};
