import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { createLog } from '../src/lib/log.ts';
import { shipped } from '../src/lib/paths.ts';
import { startWebhookReceiver } from '../src/stand-ins/webhook-receiver.ts';
import { startX } from '../src/stand-ins/x.ts';
import { openPrivateRedis } from '../src/store/private-redis.ts';
import { connectRedis, createKeys } from '../src/store/redis.ts';

const Recorded = z.object({
  author: z.object({ handle: z.string() }),
  text: z.string(),
  lang: z.string().optional(),
  createdAt: z.coerce.date(),
});

const secret = `whsec_${Buffer.from('a-secret-for-recorded-posts-0001').toString('base64')}`;
const seconds = 1000;
/** The recorded time is pressed into this: every poll finds a burst of many pages. */
const spanMs = 100 * seconds;
/** A webhook is sent ten messages a second at most. */
const patienceMs = 400 * seconds;

/**
 * Serves recorded posts through the stand-in of X to the daemon as it is started by a user, page by page in bursts, kills the
 * daemon three times with `kill -9`, and counts: every post stored once, none lost, every ring sent once.
 *
 *     npx tsx bench/recorded-x.ts FILE.ndjson
 */
const main = async (file: string): Promise<void> => {
  const recorded = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => Recorded.parse(JSON.parse(line)));
  const home = mkdtempSync(join(tmpdir(), 'earshot-recorded-'));
  const first = recorded[0]?.createdAt.getTime() ?? 0;
  const span = (recorded.at(-1)?.createdAt.getTime() ?? 0) - first;
  const began = Date.now();
  const at = (written: Date): Date => new Date(began + ((written.getTime() - first) / span) * spanMs);
  const [x, desk] = await Promise.all([
    startX({
      posts: recorded.map(({ author, text, lang, createdAt }) => ({
        by: author.handle,
        text,
        at: at(createdAt),
        ...(lang && { lang }),
      })),
    }),
    startWebhookReceiver({ secrets: [secret] }),
  ]);

  const start = (): ChildProcess =>
    spawn(
      process.execPath,
      [shipped('bin', 'earshot.js'), 'run', '--config', shipped('tests', 'fixtures', 'mobile-operators')],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: {
          ...process.env,
          EARSHOT_HOME: home,
          PORT: '0',
          X_BASE_URL: x.url,
          X_BEARER_TOKEN: 'recorded',
          EARSHOT_WEBHOOK_URL: desk.hookUrl,
          EARSHOT_WEBHOOK_SECRET: secret,
          EARSHOT_NTFY_TOPIC: 'nobody-listens-on-this-topic',
        },
      },
    );

  let daemon = start();
  for (const until of [17, 43, 68]) {
    await wait(began + until * seconds - Date.now());
    daemon.kill('SIGKILL');
    daemon = start();
  }

  const own = await openPrivateRedis({ home, log: createLog({ level: 'silent' }), mode: 'attach' });
  const redis = connectRedis({ path: own.socket }, createLog({ level: 'silent' }));
  const keys = createKeys('earshot');
  const day = new Date(began).toISOString().slice(0, 10);
  const settled = async (): Promise<boolean> =>
    (await redis.zcard(keys.mentions)) === x.billed(day) &&
    (await redis.zcard(keys.pending)) === 0 &&
    (await redis.zcard(keys.deliveries)) === 0;
  await wait(began + spanMs + 25 * seconds - Date.now());
  while (!(await settled()) && Date.now() < began + spanMs + patienceMs) await wait(seconds);

  // The id of a ring is the same when it is repeated; a later ring, and an edit, has its own.
  const sent = desk.requests.map(({ headers }) => String(headers['webhook-id']));
  const rings = desk.received.filter(({ type }) => type === 'alert.opened' || type === 'alert.escalated');
  const rungAlerts = new Set(rings.map(({ data }) => data['alertId']));
  const alerts = await redis.zrange(keys.alerts, 0, '-1');
  const silent = alerts.filter((id) => !rungAlerts.has(id));
  console.log(
    JSON.stringify(
      {
        recorded: recorded.length,
        served: x.billed(day),
        stored: await redis.zcard(keys.mentions),
        unmatched: await redis.zcard(keys.unmatched),
        alerts: alerts.length,
        rings: rings.length,
        messages: new Set(sent).size,
        requests: sent.length,
        alertsNeverRung: silent.length,
        seconds: Math.round((Date.now() - began) / seconds),
        pages: x.requests.length,
      },
      null,
      2,
    ),
  );

  daemon.kill('SIGTERM');
  await new Promise((resolve) => daemon.once('exit', resolve));
  await redis.quit();
  await own.close();
  await Promise.all([x.close(), desk.close()]);
  rmSync(home, { recursive: true, force: true });
};

await main(process.argv[2] ?? '');
