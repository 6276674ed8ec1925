import { join } from 'node:path';
import { ensureBuilt, startDaemon } from './daemon.ts';
import { openTempFolder, writeConfig } from './ground.ts';
import type { Part } from './part.ts';
import { median, spread } from './statistics.ts';

const rounds = 5;
const mostMs = 2000;

/** From nothing running to ready, with the private Redis, all roles in one process; the first of the starts only warms up. */
export const start: Part = async () => {
  ensureBuilt();
  const folder = openTempFolder();
  const config = join(folder.path, 'config');
  writeConfig(config, quietConfig);
  const times: number[] = [];
  try {
    for (let round = 0; round <= rounds; round += 1) {
      const daemon = await startDaemon(folder.path, config);
      if (round > 0) times.push(daemon.readyMs);
      await daemon.stop();
    }
  } finally {
    folder.remove();
  }
  const middle = median(times);
  return [
    { what: 'start to ready, warm', measured: `${spread(times)} ms`, target: `<= ${mostMs} ms`, met: middle <= mostMs },
  ];
};

const quietConfig = `
sources: [{ id: feed, kind: rss, url: 'http://127.0.0.1:9/feed', every: 1h }]
channels: [{ id: phone, kind: ntfy, topic: bench, base_url: 'http://127.0.0.1:9' }]
`;
