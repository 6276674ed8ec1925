import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/lib/schema.ts';
import { createToken } from '../../src/lib/token.ts';
import { loadAlert } from '../../src/store/alerts.ts';
import { ring, type Served, serve } from './arrange.ts';

const day = 86_400_000;

const linkTo = ({ app, world }: Served, id: string): string =>
  `/a/${createToken(app.secret, id, new Date(world.now().getTime() + day))}`;

const alertOf = ({ app }: Served, id: string) => loadAlert(app.redis, app.keys, id);

describe('a link in a message', () => {
  it('does nothing when it is only looked at, however often and by whatever method', async () => {
    const served = serve();
    const id = await ring(served);
    const link = linkTo(served, id);

    for (const method of ['GET', 'HEAD', 'GET', 'OPTIONS', 'PUT'])
      await served.fetch(new Request(`http://127.0.0.1:4747${link}`, { method }));

    expect(await alertOf(served, id)).toMatchObject({ state: 'open', revision: 2 });
  });

  it('shows who waits, and one button', async () => {
    const served = serve();
    const id = await ring(served, { text: '[1 negative] acme coffee is down' });

    const page = await served.page(linkTo(served, id), { 'accept-language': 'en' });

    expect(page).toContain('Will you answer?');
    expect(page).toContain('15 min left');
    expect(page.match(/<button/g)).toHaveLength(1);
  });

  it('acts when the button is pressed, without any login', async () => {
    const publicUrl = 'https://earshot.example';
    const served = serve({ at: publicUrl, password: new Secret('a password'), overrides: { publicUrl } });
    const id = await ring(served);

    const answer = await served.submit(linkTo(served, id), {}, { 'accept-language': 'en' });

    expect(await answer.text()).toContain('It is yours. The ringing has stopped.');
    expect(await alertOf(served, id)).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'link' });
  });

  it('pressed a second time says who has it', async () => {
    const served = serve();
    const id = await ring(served);
    const link = linkTo(served, id);
    await served.submit(link, {}, { cookie: 'earshot_name=Ana' });

    const answer = await served.submit(link, {}, { cookie: 'earshot_name=Ben', 'accept-language': 'en' });

    expect(await answer.text()).toContain('Ana is on it');
    expect(await alertOf(served, id)).toMatchObject({ acknowledgedBy: 'Ana' });
  });

  it('that was altered, has expired or is signed by somebody else acknowledges nothing', async () => {
    const served = serve();
    const id = await ring(served);
    const other = await ring(served, { text: '[1 negative] acme coffee has lost my parcel, too' });
    const future = new Date(served.world.now().getTime() + day);
    const links = [
      linkTo(served, id).replace(id, other),
      `/a/${createToken(served.app.secret, id, new Date(served.world.now().getTime() - 1000))}`,
      `/a/${createToken(new Secret('somebody else'), id, future)}`,
      '/a/rubbish',
    ];

    for (const link of links) {
      const answer = await served.submit(link, {}, { 'accept-language': 'en' });
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain('This link is no longer valid.');
    }

    expect(await alertOf(served, id)).toMatchObject({ state: 'open' });
    expect(await alertOf(served, other)).toMatchObject({ state: 'open' });
  });
});
