import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, it, onTestFinished, vi } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { createLog } from '../../src/lib/log.ts';
import { Secret } from '../../src/lib/schema.ts';

const main =
  "sources:\n  - { id: news, kind: rss, url: 'https://feeds.example/all' }\nchannels:\n  - { id: phone, kind: ntfy, topic: a-topic-that-nobody-reads }\n";
const brand = 'brand: Acme\nkeywords:\n  - { id: name, query: acme }\n';

const openFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-run-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'brands'));
  writeFileSync(join(folder, 'earshot.yaml'), main);
  writeFileSync(join(folder, 'brands', 'acme.yaml'), brand);
  return folder;
};

const start = (folder: string, port: number, roles: ('classifier' | 'inbox')[]) => {
  const stop = new AbortController();
  const logged: string[] = [];
  const code = run({
    folder,
    environment: {
      home: join(folder, 'data'),
      redisUrl: new Secret(`unix://${inject('redisSocket')}`),
      secret: new Secret('a-secret-for-this-test'),
      host: '127.0.0.1',
      port,
      config: folder,
      publicUrl: undefined,
      password: undefined,
      datasets: undefined,
    },
    env: {},
    log: createLog({ level: 'info', write: (line) => void logged.push(line) }),
    print: () => undefined,
    roles,
    signal: stop.signal,
  });
  return { code, stop, logged };
};

it('a changed configuration that cannot be put to work leaves the last good one in force', async () => {
  const folder = openFolder();
  const { code, stop, logged } = start(folder, 0, ['classifier']);
  await vi.waitFor(() => expect(logged.join()).toContain('earshot is listening'), { timeout: 10_000 });

  mkdirSync(join(folder, 'lexicons'));
  writeFileSync(join(folder, 'lexicons', 'en.yaml'), 'words: 7\n');
  writeFileSync(join(folder, 'brands', 'acme.yaml'), `${brand}  - { id: plain, query: acmecoffee }\n`);

  await vi.waitFor(() => expect(logged.join()).toContain('The changed configuration cannot be used'), {
    timeout: 10_000,
  });
  stop.abort();
  expect(await code).toBe(0);
});

it('an unwise keyword is put to work with a warning', async () => {
  const folder = openFolder();
  const { code, stop, logged } = start(folder, 0, ['classifier']);
  await vi.waitFor(() => expect(logged.join()).toContain('earshot is listening'), { timeout: 10_000 });

  writeFileSync(join(folder, 'brands', 'acme.yaml'), `${brand}  - { id: wide, query: good }\n`);

  await vi.waitFor(() => expect(logged.join()).toContain('stands in texts about anything'), { timeout: 10_000 });
  expect(logged.join()).toContain('1 keyword added in Acme');
  stop.abort();
  expect(await code).toBe(0);
});

it('a port that is taken ends the daemon with everything it had started', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await vi.waitFor(() => expect(taken.listening).toBe(true));
  onTestFinished(() => void taken.close());
  const address = taken.address();
  const port = typeof address === 'object' && address ? address.port : 0;

  const { code } = start(openFolder(), port, ['classifier', 'inbox']);

  await expect(code).rejects.toThrow(/EADDRINUSE|in use|taken/);
});
