import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { createLog } from '../../src/lib/log.ts';
import { bind } from '../../src/server/bind.ts';
import { startHealth } from '../../src/server/health.ts';
import { holdLease } from '../../src/store/lease.ts';
import { connectRedis } from '../../src/store/redis.ts';
import { recordFailure } from '../../src/store/sources.ts';
import { ring, type Served, serve } from './arrange.ts';

const minute = 60_000;

const leases = async ({ app }: Served) => {
  for (const name of ['escalate', 'audit']) await holdLease(app.redis, app.keys, name, 'test', minute);
};

/** Takes Redis away until the test ends. */
const withoutRedis = (served: Served): Served => {
  const { redis } = served.app;
  const away = connectRedis({ path: '/nowhere/redis.sock' }, createLog({ level: 'silent' }));
  served.app.redis = away;
  onTestFinished(() => {
    served.app.redis = redis;
    away.disconnect();
  });
  return served;
};

/** A port nobody listens on. */
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
};

describe('/healthz', () => {
  it('answers as long as the process does, whatever its Redis', async () => {
    const { get } = withoutRedis(serve());

    const answer = await get('/healthz');

    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: 'ok', role: 'inbox' });
  });
});

describe('/readyz', () => {
  it('is good when everything is looked after', async () => {
    const served = serve();
    await leases(served);

    const answer = await served.get('/readyz');

    expect(await answer.json()).toEqual({ ready: true, reasons: [] });
    expect(answer.status).toBe(200);
  });

  it('names what is missing when only part of the daemon runs', async () => {
    const served = serve();
    await served.world.hear([{}]);
    served.app.now = () => new Date(served.world.now().getTime() + 3 * minute);

    const answer = await served.get('/readyz');

    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({
      ready: false,
      reasons: [
        'Mentions wait to be judged for 3 min: is the classifier running?',
        'Nobody looks after escalations: is the notifier running?',
        'Nobody audits: is the notifier running?',
      ],
    });
  });

  it('names notifications that nobody sends', async () => {
    const served = serve();
    await leases(served);
    await served.app.redis.zadd(served.app.keys.deliveries, served.world.now().getTime() - 3 * minute, '{}');

    const answer = await served.get('/readyz');

    expect(await answer.json()).toMatchObject({ reasons: ['Notifications wait to be sent for 3 min.'] });
  });

  it('is bad without Redis', async () => {
    const { get } = withoutRedis(serve());

    const answer = await get('/readyz');

    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ reasons: ['Redis does not answer.'] });
  });
});

describe('without Redis', () => {
  it('every question is answered, with the request to come again', async () => {
    const { get, send } = withoutRedis(serve());

    const answers = await Promise.all([get('/'), get('/api/v1/alerts'), send('/v1/intake/helpdesk', {})]);

    for (const answer of answers) {
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('5');
    }
  });
});

describe('/metrics', () => {
  it('tells what Prometheus needs to know', async () => {
    const served = serve();
    const { app, world } = served;
    const id = await ring(served);
    await world.pass(5000);
    await served.submit(`/alerts/${id}/acknowledge`);
    await recordFailure(app.redis, app.keys, 'source', 'x', world.now(), { problem: 'gone' });

    const answer = await served.get('/metrics');
    const lines = (await answer.text()).split('\n');

    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect(lines).toEqual(
      expect.arrayContaining([
        'earshot_alerts_waiting{role="inbox"} 1',
        'earshot_mentions_stored{role="inbox"} 1',
        'earshot_oldest_overdue_action_seconds{role="inbox"} 0',
        'earshot_sends_last_day{channel="terminal",outcome="confirmed",role="inbox"} 1',
        'earshot_first_delivery_seconds{quantile="0.5",role="inbox"} 0',
        'earshot_acknowledge_seconds{quantile="0.5",role="inbox"} 5',
        'earshot_up{what="source",id="x",role="inbox"} 0',
        'earshot_up{what="channel",id="terminal",role="inbox"} 1',
      ]),
    );
  });
});

describe('a process without the inbox', () => {
  it('answers for itself on a port of its own', async () => {
    const { app } = serve();
    const health = await startHealth(app, 'poller', await freePort());
    onTestFinished(() => health?.close(0));

    const alive = await fetch(`${health?.url}/healthz`);
    const figures = await fetch(`${health?.url}/metrics`);

    expect(await alive.json()).toEqual({ status: 'ok', role: 'poller' });
    expect(await figures.text()).toContain('earshot_alerts_waiting{role="poller"} 0');
  });

  it.each([0, undefined])('does not when its port is %s', async (port) => {
    const { app } = serve();

    expect(await startHealth(app, 'poller', port)).toBeUndefined();
  });
});

describe('listening', () => {
  it('on a port that is taken fails with a sentence that helps', async () => {
    const { fetch } = serve();
    const first = await bind({ fetch, host: '127.0.0.1', port: 0 });
    onTestFinished(() => first.close(0));
    const port = Number(new URL(first.url).port);

    await expect(bind({ fetch, host: '127.0.0.1', port })).rejects.toThrow(
      `Port ${port} is in use by another program: set PORT to a free one.`,
    );
  });
});
