import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline as piped } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { createLog } from '../src/lib/log.ts';
import { toWire } from '../src/sources/wire-mention.ts';
import { openPrivateRedis } from '../src/store/private-redis.ts';
import { connectRedis, createKeys, type Redis } from '../src/store/redis.ts';
import { ensureBuilt, startDaemon } from './daemon.ts';
import { openTempFolder, writeConfig } from './ground.ts';
import { makeMention } from './mentions.ts';
import type { Part } from './part.ts';
import { figure } from './statistics.ts';

const mentions = 100_000;
const most = { rssMb: 200, bytes: 1536 };
const patienceMs = 120_000;
/** What a process needed for a burst it gives back bit by bit. */
const restMs = 5000;
/** Long enough ago for nobody to be rung: what is measured are mentions, not alerts. */
const ageMs = 3 * 86_400_000;

/** Memory of the daemon, all roles in one process, after it read a file of mentions; and of its Redis by mention. */
export const memory: Part = async ({ say }) => {
  ensureBuilt();
  const folder = openTempFolder();
  const file = join(folder.path, 'mentions.ndjson');
  await writeMentions(file);
  const config = join(folder.path, 'config');
  writeConfig(config, settings(file));

  // Opened first, so that what an empty Redis needs is known; the daemon adopts it.
  const log = createLog({ level: 'error' });
  const own = await openPrivateRedis({ home: folder.path, log, mode: 'attach' });
  const redis = connectRedis({ path: own.socket }, log);
  try {
    const empty = await usedBytes(redis);
    const daemon = await startDaemon(folder.path, config);
    const idle = daemon.rssMb();
    const peak = await untilJudged(redis, () => daemon.rssMb());
    await wait(restMs);
    const settled = daemon.rssMb();
    const bytes = ((await usedBytes(redis)) - empty) / mentions;
    await daemon.stop();
    say(`memory of the process: ${figure(idle)} MB at the start, ${figure(peak)} MB at most`);
    return [
      {
        what: `memory, ${figure(mentions)} mentions stored`,
        measured: `${figure(settled)} MB`,
        target: `<= ${most.rssMb} MB`,
        met: settled <= most.rssMb,
      },
      {
        what: 'Redis by mention',
        measured: `${figure(bytes)} bytes`,
        target: `<= ${figure(most.bytes)} bytes`,
        met: bytes <= most.bytes,
      },
    ];
  } finally {
    await redis.quit();
    await own.close();
    folder.remove();
  }
};

const settings = (file: string): string => `
sources: [{ id: recorded, kind: file, path: '${file}', every: 1h }]
channels: [{ id: phone, kind: ntfy, topic: bench, base_url: 'http://127.0.0.1:9' }]
`;

const writeMentions = (file: string): Promise<void> => {
  const now = new Date(Date.now() - ageMs);
  const lines = function* () {
    for (let number = 0; number < mentions; number += 1)
      yield `${JSON.stringify(toWire(makeMention(number, { now })))}\n`;
  };
  return piped(lines, createWriteStream(file));
};

const usedBytes = async (redis: Redis): Promise<number> =>
  Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);

/** Waits until everything is stored and judged; returns the highest of what was measured meanwhile. */
const untilJudged = async (redis: Redis, measure: () => number): Promise<number> => {
  const keys = createKeys('earshot');
  const giveUp = performance.now() + patienceMs;
  let highest = 0;
  while (performance.now() < giveUp) {
    highest = Math.max(highest, measure());
    const [stored, pending] = await Promise.all([redis.zcard(keys.mentions), redis.zcard(keys.pending)]);
    if (stored === mentions && pending === 0) return highest;
    await wait(100);
  }
  throw new Error('the mentions were not all judged in time');
};
