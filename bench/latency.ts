import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { queuePrefix, type RunningApp } from '../src/app.ts';
import type { Mention } from '../src/domain/mention.ts';
import { poll } from '../src/pipeline/poll.ts';
import type { Source } from '../src/sources/source.ts';
import { startClassifier } from '../workers/classifier.ts';
import { startNotifier } from '../workers/notifier.ts';
import { openGround } from './ground.ts';
import { makeMention } from './mentions.ts';
import type { Part } from './part.ts';
import { benchSource } from './source.ts';
import { figure, percentile } from './statistics.ts';

const alerts = 200;
const everyMs = 100;
const patienceMs = 20_000;
const installation = 'latency';

/** From the moment a poll has its answer to the first byte that arrives at a channel, at ten alerts a second. */
export const latency: Part = async ({ say }) => {
  const ground = await openGround();
  const receiver = await startReceiver();
  const running = ground.open(ground.config(settings(receiver.url)), installation);
  const roleOptions = { prefix: queuePrefix(installation), host: '127.0.0.1', port: 0 };
  const roles = [await startClassifier(running, roleOptions), await startNotifier(running, roleOptions)];
  try {
    const answered = await pollAlerts(running);
    const rung = await untilRung(receiver.arrivals, answered);
    say(`${rung.length} of ${alerts} alerts reached the channel`);
    const [p50, p99] = [percentile(rung, 0.5), percentile(rung, 0.99)];
    const all = rung.length === alerts;
    return [
      {
        what: 'poll answer to first byte at a channel, p50',
        measured: `${figure(p50, 1)} ms`,
        target: '<= 50 ms',
        met: all && p50 <= 50,
      },
      {
        what: 'poll answer to first byte at a channel, p99',
        measured: `${figure(p99, 1)} ms`,
        target: '<= 500 ms',
        met: all && p99 <= 500,
      },
    ];
  } finally {
    await Promise.all(roles.map((role) => role.close()));
    await running.close();
    await receiver.close();
    await ground.close();
  }
};

const settings = (url: string): string => `
channels:
  - { id: desk, kind: webhook, url: '${url}', secret: 'whsec_${Buffer.from('bench-bench-bench-bench!').toString('base64')}', allow_private: true }
policies:
  - { id: default, steps: [{ at: 0%, notify: [desk] }] }
`;

/** Polls one new complaint every tenth of a second. */
const pollAlerts = async (running: RunningApp): Promise<Map<string, number>> => {
  const { app } = running;
  const answered = new Map<string, number>();
  const signal = new AbortController().signal;
  const start = performance.now();
  const polls: Promise<unknown>[] = [];
  for (let number = 0; number < alerts; number += 1) {
    await wait(Math.max(0, start + number * everyMs - performance.now()));
    const mention = makeMention(number, { now: new Date(), rings: () => true });
    const source = timed(benchSource(`bench-${number}`, [[mention]]), mention, answered);
    app.setup = { ...app.setup, sources: new Map([...app.setup.sources, [source.id, source]]) };
    polls.push(poll(app, { source: source.id, tick: 1 }, signal));
  }
  await Promise.all(polls);
  return answered;
};

const timed = (source: Source, { url }: Mention, answered: Map<string, number>): Source => ({
  ...source,
  poll: async (cursor, context) => {
    const page = await source.poll?.(cursor, context);
    if (!page) throw new Error('this source cannot be polled');
    answered.set(url ?? '', performance.now());
    return page;
  },
});

/** Milliseconds of each alert that arrived. */
const untilRung = async (
  arrivals: ReadonlyMap<string, number>,
  answered: ReadonlyMap<string, number>,
): Promise<number[]> => {
  const giveUp = performance.now() + patienceMs;
  while (arrivals.size < answered.size && performance.now() < giveUp) await wait(20);
  return [...answered].flatMap(([url, at]) => {
    const arrived = arrivals.get(url);
    return arrived === undefined ? [] : [arrived - at];
  });
};

const Sent = z.object({ data: z.object({ url: z.string().optional() }) });

/** A channel's server: notes when a request begins, by the address of the post it is about. */
const startReceiver = async () => {
  const arrivals = new Map<string, number>();
  const server = createServer((request, response) => {
    const at = performance.now();
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url } = Sent.parse(JSON.parse(Buffer.concat(chunks).toString())).data;
      if (url && !arrivals.has(url)) arrivals.set(url, at);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    arrivals,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
