import type { Child, FC } from 'hono/jsx';
import type { RequestContext } from '../scope.ts';
import { assets } from './assets.ts';
import type { Reader } from './reader.ts';

export interface LayoutProps {
  reader: Reader;
  title: string;
  /** Keeps itself up to date where scripts run. */
  live?: boolean;
  /** Copies with one tap where scripts run. */
  copies?: boolean;
  children: Child;
}

/** The frame of every page. */
export const Layout: FC<LayoutProps> = ({ reader, title, live, copies, children }) => (
  <html lang={reader.language}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{title}</title>
      <link rel="icon" href={assets['icon.svg'].url} />
      <link rel="stylesheet" href={assets['inbox.css'].url} />
      {live && <script src={assets['inbox.js'].url} defer></script>}
      {copies && <script src={assets['copy.js'].url} defer></script>}
    </head>
    <body data-new={reader.page.newOnes}>
      {live && (
        <p class="disconnected" role="status" hidden>
          {reader.page.disconnected}
        </p>
      )}
      {children}
    </body>
  </html>
);

/** The way back that stands on top of every page but the inbox itself. */
export const TopBar: FC<{ reader: Reader; title: string }> = ({ reader, title }) => (
  <header class="top">
    <h1>{title}</h1>
    <a class="back" href="/">
      ← {reader.page.toInbox}
    </a>
  </header>
);

/** Answers with a page. */
export const sendPage = async (
  c: RequestContext,
  page: { toString(): string | Promise<string> },
  status: 200 | 400 | 401 | 403 | 404 | 410 | 413 | 421 | 422 | 429 | 500 | 503 = 200,
): Promise<Response> => c.html(`<!doctype html>${await page.toString()}`, status);

/** A page that says one thing, and how to get back. */
export const Sentence: FC<{ reader: Reader; title: string; text: string }> = ({ reader, title, text }) => (
  <Layout reader={reader} title={title}>
    <main class="alone">
      <h1>{title}</h1>
      <p>{text}</p>
      <p>
        <a href="/">{reader.page.toInbox}</a>
      </p>
    </main>
  </Layout>
);
