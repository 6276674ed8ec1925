import type { Config } from '../src/config/schema.ts';
import { runEarshot } from './earshot-pipeline.ts';
import { type Ground, openGround } from './ground.ts';
import { makeMention } from './mentions.ts';
import type { Part, PartOptions } from './part.ts';
import { runPlain } from './plain-pipeline.ts';
import { profile, type Shares } from './stages.ts';
import { figure, median, spread } from './statistics.ts';

const rounds = 5;
/** Enough for about the same time on either side. */
const counts = { earshot: 16_000, plain: 4_000, tuning: 2_000 };
const concurrencies = [10, 50, 100];
const leastRatio = 5;

const settings = 'channels: [{ id: terminal, kind: console }]\n';

/** Mentions per second from a polled page to the stored decision, beside a plain BullMQ pipeline, in turns on one Redis. */
export const pipeline: Part = async ({ say }) => {
  const ground = await openGround();
  try {
    const config = ground.config(settings);
    const concurrency = await bestConcurrency(ground, config, say);
    await earshot(ground, config, counts.earshot);

    const own: number[] = [];
    const plain: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      own.push(await earshot(ground, config, counts.earshot));
      plain.push(await withPlain(ground, config, counts.plain, concurrency));
      say(`round ${round}: ${figure(own.at(-1) ?? 0)} beside ${figure(plain.at(-1) ?? 0)} mentions a second`);
    }
    await tellWhere(ground, config, say);
    const ratio = median(own) / median(plain);
    return [
      { what: 'mentions a second, polled to decided', measured: spread(own), target: '' },
      { what: `plain BullMQ, concurrency ${concurrency}`, measured: spread(plain), target: '' },
      {
        what: 'ratio of the two (aim: 8)',
        measured: `${figure(ratio, 1)} ×`,
        target: `>= ${leastRatio} ×`,
        met: ratio >= leastRatio,
      },
    ];
  } finally {
    await ground.close();
  }
};

let numbered = 0;

const mentionsFor = (count: number) => {
  const now = new Date();
  return Array.from({ length: count }, () => makeMention(numbered++, { now }));
};

const earshot = async (ground: Ground, config: Config, count: number): Promise<number> => {
  const running = ground.open(config, 'earshot');
  const rate = await runEarshot(running, 'earshot', mentionsFor(count));
  await running.close();
  await ground.clear();
  return rate;
};

const withPlain = async (ground: Ground, config: Config, count: number, concurrency: number): Promise<number> => {
  const running = ground.open(config, 'plain');
  const rate = await runPlain(running, 'plain', mentionsFor(count), concurrency);
  await running.close();
  await ground.clear();
  return rate;
};

// The other side is measured at its best.
const bestConcurrency = async (ground: Ground, config: Config, say: PartOptions['say']): Promise<number> => {
  await withPlain(ground, config, counts.tuning, 50);
  const tried: { concurrency: number; rate: number }[] = [];
  for (const concurrency of concurrencies)
    tried.push({ concurrency, rate: await withPlain(ground, config, counts.tuning, concurrency) });
  say(
    `plain pipeline by concurrency: ${tried.map(({ concurrency, rate }) => `${concurrency}: ${figure(rate)}`).join(', ')}`,
  );
  return tried.reduce((best, next) => (next.rate > best.rate ? next : best)).concurrency;
};

const tellWhere = async (ground: Ground, config: Config, say: PartOptions['say']): Promise<void> => {
  const before = await redisCpuSeconds(ground);
  const start = performance.now();
  const shares = await profile(() => earshot(ground, config, counts.earshot));
  const seconds = (performance.now() - start) / 1000;
  const busy = (await redisCpuSeconds(ground)) - before;
  say(`time of the process: ${formatShares(shares)}`);
  say(`Redis is busy ${figure((100 * busy) / seconds)}% of the time`);
};

const formatShares = (shares: Shares): string =>
  shares.map(({ stage, share }) => `${stage} ${figure(100 * share, 1)}%`).join(', ');

const redisCpuSeconds = async ({ redis }: Ground): Promise<number> => {
  const cpu = await redis.info('cpu');
  const seconds = (name: string) => Number(new RegExp(`${name}:([\\d.]+)`).exec(cpu)?.[1] ?? 0);
  return seconds('used_cpu_user') + seconds('used_cpu_sys');
};
