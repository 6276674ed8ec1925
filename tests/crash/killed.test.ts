import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { startNtfy } from '../../src/stand-ins/ntfy.ts';
import type { ChildOrder, DeathPoint } from './child.ts';
import { startDaemon } from './daemon.ts';

const topic = 'topic-of-the-phone-that-rings';
const texts = Array.from(
  { length: 8 },
  (_, n) => `[${1 + (n % 3)} negative] acme failed customer number ${'abcdefgh'[n]}`,
);
const main = (ntfy: string) => `
sources:
  - { id: x, kind: twitter, every: 1h, bearer_token: '\${TOKEN}' }
channels:
  - { id: phone, kind: ntfy, topic: '\${TOPIC}', base_url: '${ntfy}' }
`;

const openScene = async () => {
  const ntfy = await startNtfy();
  const folder = mkdtempSync(join(tmpdir(), 'earshot-crash-'));
  onTestFinished(async () => {
    rmSync(folder, { recursive: true, force: true });
    await ntfy.close();
  });
  mkdirSync(join(folder, 'brands'));
  writeFileSync(join(folder, 'earshot.yaml'), main(ntfy.url));
  writeFileSync(join(folder, 'brands', 'acme.yaml'), 'brand: Acme\nkeywords:\n  - { id: name, query: acme }\n');
  const installation = `crash-${randomBytes(6).toString('hex')}`;
  return { ntfy, place: { folder, socket: inject('redisSocket'), installation, env: { TOPIC: topic } } };
};

/** Runs a child until it dies. */
const runToDeath = (order: ChildOrder): Promise<NodeJS.Signals | null> => {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, 'child.ts'), JSON.stringify(order)],
    {
      stdio: 'inherit',
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  return new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
};

describe('a process killed with kill -9', () => {
  it.each<[DeathPoint]>([
    ['before the judging is queued'],
    ['before the ringing is queued'],
    ['before the request'],
    ['after the answer'],
  ])(
    '%s: after a restart every alert has rung, and none shows twice',
    async (point) => {
      const { ntfy, place } = await openScene();

      const death = await runToDeath({ ...place, aheadMs: 0, point, texts });
      const { app, close } = await startDaemon({ ...place, aheadMs: 60_000 });
      onTestFinished(close);
      await vi.waitFor(
        async () => {
          expect(await app.redis.zcard(app.keys.pending)).toBe(0);
          expect(await app.redis.zcard(app.keys.deliveries)).toBe(0);
          expect(ntfy.shown(topic).length).toBeGreaterThanOrEqual(texts.length);
        },
        { timeout: 45_000, interval: 100 },
      );

      expect(death).toBe('SIGKILL');
      expect(await app.redis.zcard(app.keys.mentions)).toBe(texts.length);
      expect(await app.redis.zcard(app.keys.alerts)).toBe(texts.length);
      expect(ntfy.shown(topic)).toHaveLength(texts.length);
      // A request whose answer was lost may be repeated: it replaces the first one on the phone.
      expect(ntfy.published(topic).length).toBeLessThanOrEqual(2 * texts.length);
    },
    60_000,
  );
});
