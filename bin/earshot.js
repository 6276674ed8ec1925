#!/usr/bin/env node
import { existsSync } from 'node:fs';

const build = new URL('../dist/src/cli/main.js', import.meta.url);
const sources = new URL('../src/cli/main.ts', import.meta.url);

const remedy = existsSync(sources)
  ? 'Run `npm run build`, or `npm start`, which builds what is stale.'
  : 'Its package is incomplete: install it again.';

if (existsSync(build)) {
  // Settings of one's own checkout; what the environment already says wins.
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { main } = await import(build.href);
  process.exitCode = await main(process.argv.slice(2));
} else {
  console.error(`earshot: there is no build yet. ${remedy}`);
  process.exitCode = 1;
}
