import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config/load.ts';
import { formatProblem } from '../../src/config/problem.ts';
import type { Config } from '../../src/config/schema.ts';
import type { Mention } from '../../src/domain/mention.ts';
import { createLog } from '../../src/lib/log.ts';
import { Secret } from '../../src/lib/schema.ts';
import type { App } from '../../src/pipeline/app.ts';
import { audit } from '../../src/pipeline/audit.ts';
import { classify } from '../../src/pipeline/classify.ts';
import { escalate } from '../../src/pipeline/escalate.ts';
import { intake } from '../../src/pipeline/intake.ts';
import { sendNotice } from '../../src/pipeline/notice.ts';
import { notify } from '../../src/pipeline/notify.ts';
import { poll } from '../../src/pipeline/poll.ts';
import type { Queues } from '../../src/queues.ts';
import { createSetup } from '../../src/setup.ts';
import type { Delivery } from '../../src/store/alerts.ts';
import { markedClassifier } from './marked-classifier.ts';
import { openTestStore } from './redis.ts';

/** Loads a configuration from the text of its files. */
export const configOf = (
  main: string,
  brands: Record<string, string> = {},
  env: Record<string, string> = {},
): Config => {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'brands'));
  writeFileSync(join(folder, 'earshot.yaml'), main);
  for (const [name, text] of Object.entries(brands)) writeFileSync(join(folder, 'brands', `${name}.yaml`), text);
  const loaded = loadConfig({ folder, env });
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.config;
};

/** A queue for virtual time: jobs wait in memory, like those of a Redis that was emptied they may be forgotten at will. */
interface Waiting {
  classify: string[][];
  deliveries: { delivery: Delivery; dueAt: number }[];
  notices: { channel: string; notice: Parameters<Queues['addNotice']>[1] }[];
}

/** The whole pipeline on a real Redis with a clock that only the test moves. */
export interface World {
  app: App;
  waiting: Waiting;
  now(): Date;
  /** Moves the clock in steps of a second, doing whatever falls due on the way. */
  pass(ms: number): Promise<void>;
  /** Does everything that can be done now. */
  settle(): Promise<void>;
  /** Hands mentions in, as a poll would. */
  hear(mentions: Partial<Mention>[], options?: { first?: boolean; source?: string }): Promise<string[]>;
  /** Lets a configured source look once. */
  look(source: string): ReturnType<typeof poll>;
  audit(): ReturnType<typeof audit>;
}

const start = new Date('2026-11-20T12:00:00.000Z');

/** Opens a world; what is left undone when the test ends is thrown away with it. */
export const openWorld = (config: Config, overrides: Partial<App> = {}): World => {
  const { socket, installation } = openTestStore();
  const signal = new AbortController().signal;
  let time = start.getTime();
  let written = 0;
  const waiting: Waiting = { classify: [], deliveries: [], notices: [] };

  const queues: Queues = {
    addPoll: async () => undefined,
    addClassify: async (ids) => {
      if (ids.length > 0) waiting.classify.push([...ids]);
    },
    addDeliveries: async (deliveries) => {
      waiting.deliveries.push(...deliveries.map(({ delivery, delayMs = 0 }) => ({ delivery, dueAt: time + delayMs })));
    },
    addNotice: async (channel, notice) => {
      waiting.notices.push({ channel, notice });
    },
    counts: async () => ({}),
    close: async () => undefined,
  };
  const setup = { ...createSetup(config), classifier: markedClassifier };
  const running = createApp(
    {
      config,
      redis: { path: socket },
      installation,
      secret: new Secret('a-secret-for-this-test'),
      log: createLog({ level: 'silent' }),
    },
    { setup, queues, now: () => new Date(time), random: seeded(1), ...overrides },
  );
  onTestFinished(() => running.close());
  const { app } = running;

  const settle = async (): Promise<void> => {
    for (;;) {
      const batch = waiting.classify.shift();
      if (batch) {
        await classify(app, batch, signal);
        continue;
      }
      const position = waiting.deliveries.findIndex(({ dueAt }) => dueAt <= time);
      if (position >= 0) {
        const [{ delivery }] = waiting.deliveries.splice(position, 1) as [Waiting['deliveries'][number]];
        const result = await notify(app, delivery, signal);
        if (!result.settled) waiting.deliveries.push({ delivery, dueAt: time + Math.max(1, result.retryInMs) });
        continue;
      }
      const notice = waiting.notices.shift();
      if (!notice) return;
      await sendNotice(app, notice.channel, notice.notice, signal).catch(() => undefined);
    }
  };

  return {
    app,
    waiting,
    now: () => new Date(time),
    settle,
    pass: async (ms) => {
      const end = time + ms;
      while (time < end) {
        time = Math.min(end, time + 1000);
        await escalate(app, signal);
        await settle();
      }
    },
    hear: async (mentions, { first = false, source = 'x' } = {}) =>
      intake(app, {
        source: { id: source },
        mentions: mentions.map((fields) => {
          written += 1;
          return { ...plainMention(time), externalId: String(written), ...fields };
        }),
        first,
      }),
    look: (source) => poll(app, { source, tick: time }, signal),
    audit: () => audit(app, signal),
  };
};

const plainMention = (time: number): Mention => ({
  source: 'twitter',
  externalId: '1',
  family: 'social',
  url: 'https://x.com/i/web/status/1',
  author: { handle: 'lucia_m', followers: 2140 },
  text: '[3 negative] acme coffee is late',
  createdAt: new Date(time),
});

// A linear congruential generator with the constants of Numerical Recipes: even enough, and the same in every run.
const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};
