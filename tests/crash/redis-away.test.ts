import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startDaemon } from './daemon.ts';

const main = `
sources:
  - { id: x, kind: twitter, every: 1h, bearer_token: '\${TOKEN}' }
channels:
  - { id: screen, kind: console }
`;

describe('a stop while Redis is away', () => {
  it('ends all the same', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'earshot-away-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    mkdirSync(join(folder, 'brands'));
    writeFileSync(join(folder, 'earshot.yaml'), main);
    writeFileSync(join(folder, 'brands', 'acme.yaml'), 'brand: Acme\nkeywords:\n  - { id: name, query: acme }\n');
    const socket = join(folder, 'redis.sock');
    const redis = spawn('redis-server', ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', folder], {
      stdio: 'ignore',
    });
    onTestFinished(() => void redis.kill('SIGKILL'));
    const { app, close } = await startDaemon({ folder, socket, installation: 'away', env: {}, aheadMs: 0 });
    await app.redis.ping();
    redis.kill('SIGKILL');
    await vi.waitFor(() => expect(app.redis.status).not.toBe('ready'));

    const closed = close().then(() => 'closed');

    expect(await closed).toBe('closed');
  }, 30_000);
});
