import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder with these files, by their paths in it, that goes with the test. */
export const folderWith = (files: Record<string, string> = {}): string => {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
};

/** A small configuration that is good as it stands, without any credential. */
export const goodFiles = {
  'earshot.yaml': [
    'sources:',
    "  - { id: news, kind: rss, url: 'https://news.example/feed' }",
    'channels:',
    `  - { id: phone, kind: ntfy, topic: '\${EARSHOT_NTFY_TOPIC}' }`,
    '',
  ].join('\n'),
  'brands/acme.yaml': ['brand: Acme Coffee', 'keywords:', '  - { id: name, query: acme }', ''].join('\n'),
};

export const goodEnv = { EARSHOT_NTFY_TOPIC: 'acme-topic-5c1f0f2e9d' };
