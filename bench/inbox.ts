import type { App } from '../src/pipeline/app.ts';
import { classify } from '../src/pipeline/classify.ts';
import { intake } from '../src/pipeline/intake.ts';
import { countBoard, listAlerts, listLane, listMentions, listWaiting } from '../src/store/views.ts';
import { openGround } from './ground.ts';
import { makeMention } from './mentions.ts';
import type { Part } from './part.ts';
import { figure, percentile } from './statistics.ts';
import type { Row } from './table.ts';

const pageSize = 500;
/** Rows on a page of the inbox. */
const limit = 50;
const asked = 200;
const mostMs = 50;
/** In a full store few mentions ring: a person has to answer the rest of them. */
const ringsOneIn = 50;

/** How long the questions of the inbox take when many mentions are stored. */
export const inbox: Part = async ({ mentions, say }) => {
  const ground = await openGround();
  const config = ground.config('channels: [{ id: terminal, kind: console }]\n');
  const queued: string[] = [];
  const running = ground.open(config, 'inbox');
  const { app } = running;
  // Nothing is sent and nothing waits: batches are judged here, as they are stored.
  app.queues = {
    ...app.queues,
    addClassify: async (ids) => void queued.push(...ids),
    addDeliveries: async () => undefined,
  };
  try {
    await fill(app, mentions, queued);
    const board = await countBoard(app.redis, app.keys);
    say(`${figure(mentions)} mentions, ${figure(board.waiting)} alerts wait, ${figure(board.thank)} are to be thanked`);
    return await askAll(app, mentions);
  } finally {
    await running.close();
    await ground.close();
  }
};

const fill = async (app: App, count: number, queued: string[]): Promise<void> => {
  const signal = new AbortController().signal;
  const source = { id: 'bench', historyMs: 86_400_000 };
  for (let start = 0; start < count; start += pageSize) {
    const now = new Date();
    const shape = { now, rings: (number: number) => number % ringsOneIn === 0 };
    const mentions = Array.from({ length: Math.min(pageSize, count - start) }, (_, at) =>
      makeMention(start + at, shape),
    );
    await intake(app, { source, mentions, first: true });
    const ids = queued.splice(0);
    for (let at = 0; at < ids.length; at += 100) await classify(app, ids.slice(at, at + 100), signal);
  }
};

const askAll = async (app: App, mentions: number): Promise<Row[]> => {
  const { redis, keys } = app;
  const [brand = ''] = app.setup.brands.keys();
  const of = `of ${figure(mentions)}`;
  const somewhere = async () => {
    const [member = '', score = '0'] = await redis.zrandmember(keys.mentions, 1, 'WITHSCORES');
    return { member, score: Number(score) };
  };
  return [
    await ask('alerts that wait, with the counts', () =>
      Promise.all([listWaiting(redis, keys, undefined, { limit }), countBoard(redis, keys)]),
    ),
    await ask('alerts, newest first', () => listAlerts(redis, keys, {}, { limit })),
    await ask('"have a look" and "thank them"', () => listLane(redis, keys, 'thank', undefined, { limit })),
    await ask(`mentions ${of}`, () => listMentions(redis, keys, {}, { limit })),
    await ask(`mentions ${of}, one brand`, () => listMentions(redis, keys, { brand }, { limit })),
    await ask(`mentions ${of}, those that rang`, () => listMentions(redis, keys, { decision: 'ring' }, { limit })),
    await ask(`mentions ${of}, anywhere in the list`, async () =>
      listMentions(redis, keys, {}, { limit, after: await somewhere() }),
    ),
  ];
};

const ask = async (what: string, question: () => Promise<unknown>): Promise<Row> => {
  const times: number[] = [];
  for (let time = 0; time < asked; time += 1) {
    const start = performance.now();
    await question();
    times.push(performance.now() - start);
  }
  const p99 = percentile(times, 0.99);
  return {
    what: `inbox: ${what}, p99`,
    measured: `${figure(p99, 1)} ms`,
    target: `<= ${mostMs} ms`,
    met: p99 <= mostMs,
  };
};
