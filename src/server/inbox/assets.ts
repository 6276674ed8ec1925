import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Hono } from 'hono';

const types = {
  'inbox.css': 'text/css; charset=utf-8',
  'inbox.js': 'text/javascript; charset=utf-8',
  'copy.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const;

type AssetName = keyof typeof types;

const load = (name: AssetName) => {
  const text = readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8');
  const version = createHash('sha256').update(text).digest('base64url').slice(0, 8);
  return { text, type: types[name], url: `/assets/${name}?v=${version}` };
};

/** The style, the scripts and the icon of the pages: ours, and all there is. */
export const assets = {
  'inbox.css': load('inbox.css'),
  'inbox.js': load('inbox.js'),
  'copy.js': load('copy.js'),
  'icon.svg': load('icon.svg'),
};

const isAsset = (name: string): name is AssetName => name in types;

/** Serves them. Their address changes with their contents, so that browsers need not ask again. */
export const assetRoutes = () =>
  new Hono().get('/assets/:name', (c) => {
    const name = c.req.param('name');
    if (!isAsset(name)) return c.notFound();
    const { text, type } = assets[name];
    return c.body(text, 200, { 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' });
  });
