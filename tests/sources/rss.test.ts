import { describe, expect, onTestFinished, test } from 'vitest';
import { rss } from '../../src/sources/rss.ts';
import type { Page, SourceContext } from '../../src/sources/source.ts';
import { type FeedStandIn, startFeed } from '../../src/stand-ins/feed.ts';
import type { StandInAnswer } from '../../src/stand-ins/stand-in.ts';
import { describeSourceContract, type Scene, sourceFixture } from '../contracts/source.ts';
import { testSourceContext } from '../support/context.ts';

const page = sourceFixture('rss', 'page.xml');
const additions: Record<Scene, string> = {
  page: '',
  empty: '',
  broken: '<item><pubDate>Thu, 20 Aug 2026 09:30:00 GMT</pubDate></item>',
  later: '<item><guid>late-1</guid><title>Acme again</title><pubDate>Thu, 20 Aug 2026 11:00:00 GMT</pubDate></item>',
};

describeSourceContract({
  transport: 'http',
  definition: rss,
  settings: (url) => ({ url: `${url}/feed.xml` }),
  answer: (scene) => ({
    body: scene === 'empty' ? sourceFixture('rss', 'empty.xml') : page.replace('<item>', `${additions[scene]}<item>`),
  }),
  laterId: 'tried:late-1',
});

const noon = new Date('2026-08-20T12:00:00Z');
const minuteMs = 60_000;

const arrange = async (settings: Record<string, unknown> = {}, feed: Partial<Parameters<typeof startFeed>[0]> = {}) => {
  let now = noon;
  const site = await startFeed({ now: () => now, ...feed });
  onTestFinished(() => site.close());
  const wait = (ms: number): void => {
    now = new Date(now.getTime() + ms);
  };
  const source = rss.open({ id: 'news', kind: 'rss', url: `${site.url}/feed.xml`, ...settings });
  const context = testSourceContext({ now: () => now });
  const poll = (cursor: unknown): Promise<Page> => polled(source, cursor, context);
  return { site, poll, wait };
};

const polled = async (source: ReturnType<typeof rss.open>, cursor: unknown, context: SourceContext): Promise<Page> => {
  const found = await source.poll?.(cursor, context);
  if (!found) throw new Error('a feed is polled');
  return found;
};

const played = (site: FeedStandIn, answer: StandInAnswer): void => site.next({ type: 'answer', ...answer });

const idsOf = ({ mentions }: Page): string[] => mentions.map(({ externalId }) => externalId);

describe('asking politely', () => {
  test('what has not changed is not sent again, and is no news', async () => {
    const { site, poll } = await arrange();
    site.add({ id: 'a', title: 'Acme opens' });

    const first = await poll(null);
    const second = await poll(first.cursor);

    expect(first.outcome).toBe('items');
    expect(second).toMatchObject({ mentions: [], outcome: 'empty' });
    expect(site.requests[1]?.headers).toMatchObject({
      'if-none-match': expect.stringMatching(/^W\/"/),
      'if-modified-since': noon.toUTCString(),
    });
  });

  test('what changed is sent again', async () => {
    const { site, poll, wait } = await arrange();
    site.add({ id: 'a', title: 'Acme opens' });
    const first = await poll(null);
    wait(minuteMs);
    site.add({ id: 'b', title: 'Acme closes' });

    const second = await poll(first.cursor);

    expect(idsOf(second)).toEqual(['news:b', 'news:a']);
  });

  test('a feed that asks for an hour is left alone for an hour, also after "not modified"', async () => {
    const { site, poll, wait } = await arrange({}, { ttl: 60 });
    site.add({ id: 'a', title: 'Acme opens' });

    let { cursor } = await poll(null);
    wait(30 * minuteMs);
    ({ cursor } = await poll(cursor));
    wait(30 * minuteMs);
    ({ cursor } = await poll(cursor));
    wait(30 * minuteMs);
    ({ cursor } = await poll(cursor));

    expect(site.requests).toHaveLength(2);
  });

  test('a cache that holds the answer for twenty minutes is believed', async () => {
    const { site, poll, wait } = await arrange();
    played(site, { headers: { 'cache-control': 'public, max-age=1200' }, body: sourceFixture('rss', 'page.xml') });

    const { cursor } = await poll(null);
    wait(10 * minuteMs);
    const early = await poll(cursor);
    wait(10 * minuteMs);
    await poll(early.cursor);

    expect(early).toMatchObject({ mentions: [], outcome: 'empty' });
    expect(site.requests).toHaveLength(2);
  });

  test('a feed that was withdrawn is a recipient that is gone', async () => {
    const { site, poll } = await arrange();
    played(site, { status: 410, body: 'Gone' });

    await expect(poll(null)).rejects.toMatchObject({ kind: 'recipient', status: 410 });
  });

  test('half a feed is a failure, not a feed without entries', async () => {
    const { site, poll } = await arrange();
    played(site, { body: '<rss version="2.0"><channel><title>x</title><item><title>a</title><descr' });

    await expect(poll(null)).rejects.toMatchObject({ kind: 'invalid' });
  });

  test('a feed that moved on the same site is followed', async () => {
    const { site, poll } = await arrange();
    site.add({ id: 'a', title: 'Acme opens' });
    site.next({ type: 'redirect', to: '/feed.xml' });

    const found = await poll(null);

    expect(idsOf(found)).toEqual(['news:a']);
  });
});

describe('reading every format', () => {
  test('a Google Alert leads to the article itself', async () => {
    const { site, poll } = await arrange();
    played(site, { body: sourceFixture('rss', 'google-alert.xml') });

    const { mentions } = await poll(null);

    expect(mentions).toMatchObject([
      {
        externalId: 'news:tag:google.com,2013:googlealerts/feed:10203040506070809010',
        url: 'https://news.example.com/a?x=1',
        author: { name: 'news.example.com' },
        text: 'Why Acme & Co won\n\n… about Acme\u00a0...',
      },
    ]);
  });

  test('a JSON Feed brings stars and the answer of the business when it carries them', async () => {
    const { site, poll } = await arrange({ family: 'review' });
    const reply = { text: 'Writing to you now.', at: '2026-08-20T09:05:00Z' };
    const entry = {
      id: 7,
      content_text: 'acme',
      date_published: '2026-08-20T09:00:00',
      _earshot: { rating: 2, ownerReply: reply },
    };
    played(site, { body: { version: 'https://jsonfeed.org/version/1.1', title: 'T', items: [entry] } });

    const { mentions } = await poll(null);

    expect(mentions).toMatchObject([
      {
        externalId: 'news:7',
        family: 'review',
        rating: 2,
        createdAt: new Date('2026-08-20T09:00:00Z'),
        ownerReply: { text: reply.text, at: new Date(reply.at) },
      },
    ]);
  });

  test('RDF and Atom with relative links are read as well', async () => {
    const { site, poll } = await arrange();
    played(site, { body: rdf });
    played(site, { body: atom });

    const fromRdf = await poll(null);
    const fromAtom = await poll(null);

    expect(fromRdf.mentions).toMatchObject([{ url: 'https://e.example/1', author: { name: 'K' }, text: 'One\n\nd' }]);
    expect(fromAtom.mentions).toMatchObject([
      { url: 'https://base.example/b/post', lang: 'de', inReplyTo: 'tag:1', text: 'a <b> c\n\nHello bold world' },
    ]);
  });
});

describe('knowing entries again', () => {
  test('a repeated id falls back to the link', async () => {
    const { site, poll } = await arrange();
    played(site, { body: rssWith('<guid>1</guid><link>/a?utm_source=x</link>', '<guid>1</guid><link>/b</link>') });

    const found = await poll(null);

    expect(idsOf(found)).toEqual([`news:${site.url}/a`, `news:${site.url}/b`]);
  });

  test('with key guid the first of two entries with one id stays', async () => {
    const { site, poll } = await arrange({ key: 'guid' });
    played(site, { body: rssWith('<guid>1</guid><link>/a</link>', '<guid>1</guid><link>/b</link>') });

    const found = await poll(null);

    expect(idsOf(found)).toEqual(['news:1']);
  });

  test('with key url the same article has one id in all feeds', async () => {
    const { site, poll } = await arrange({ key: 'url' });
    played(site, { body: sourceFixture('rss', 'google-alert.xml') });

    const found = await poll(null);

    expect(idsOf(found)).toEqual(['https://news.example.com/a?x=1']);
  });

  test('a feed of strangers after downtime is reported as a gap, and its older pages are read', async () => {
    const { site, poll } = await arrange();
    const older = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="/feed.xml?page=2"/>';
    played(site, { body: rssWith('<guid>1</guid>') });
    played(site, { body: rssWith('<guid>9</guid>', '<guid>8</guid>').replace('<item>', `${older}<item>`) });
    played(site, { body: rssWith('<guid>7</guid>', '<guid>1</guid>') });

    const first = await poll(null);
    const gap = await poll(first.cursor);
    const rest = await poll(gap.cursor);

    expect(gap).toMatchObject({ outcome: 'partial', notes: [expect.stringContaining('may be lost')] });
    expect(idsOf(rest)).toEqual(['news:7', 'news:1']);
    expect(rest).toMatchObject({ outcome: 'items', notes: [] });
  });

  test('a site that numbers its entries anew does not repeat its old ones', async () => {
    const { site, poll } = await arrange();
    played(site, { body: rssWith('<guid>1</guid><link>/a</link>', '<guid>2</guid><link>/b</link>') });
    played(site, { body: rssWith('<guid>5</guid><link>/c</link>', '<guid>6</guid><link>/a</link>') });

    const first = await poll(null);
    const second = await poll(first.cursor);

    expect(idsOf(second)).toEqual(['news:5']);
    expect(second.notes).toEqual([expect.stringContaining('key: url')]);
  });

  test('a date far ahead is none, and one just ahead is now', async () => {
    const { site, poll } = await arrange();
    site.add({ id: 'far', title: 'Acme', at: new Date('2027-08-20T12:00:00Z') });
    site.add({ id: 'near', title: 'Acme', at: new Date('2026-08-20T13:00:00Z') });

    const { mentions } = await poll(null);

    expect(mentions.map(({ createdAt }) => createdAt)).toEqual([noon, undefined]);
  });
});

const rssWith = (...entries: string[]): string =>
  `<rss version="2.0"><channel><title>T</title>${entries.map((entry) => `<item>${entry}<title>t</title></item>`).join('')}</channel></rss>`;

const rdf = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://e.example"><title>T</title></channel>
<item rdf:about="https://e.example/1"><title>One</title><link>https://e.example/1</link><description>d</description><dc:creator>K</dc:creator></item></rdf:RDF>`;

const atom = `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://base.example/" xmlns:thr="http://purl.org/syndication/thread/1.0"><id>x</id><title>T</title>
<entry xml:lang="de-AT" xml:base="/b/"><id>2</id><title type="text">a &lt;b&gt; c</title><link href="post"/><thr:in-reply-to ref="tag:1"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Hello <b>bold</b> world</div></content></entry></feed>`;
