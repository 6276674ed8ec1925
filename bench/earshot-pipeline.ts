import { setTimeout as wait } from 'node:timers/promises';
import { queuePrefix, type RunningApp } from '../src/app.ts';
import type { Mention } from '../src/domain/mention.ts';
import type { App } from '../src/pipeline/app.ts';
import { poll } from '../src/pipeline/poll.ts';
import { startClassifier } from '../workers/classifier.ts';
import { benchSource } from './source.ts';

export const pageSize = 100;
/** Sources that are asked side by side, as the poller does. */
const sources = 4;

/** Mentions per second from the first page to the last decision, with the steps and the worker of the daemon, in one process. */
export const runEarshot = async (
  running: RunningApp,
  installation: string,
  mentions: readonly Mention[],
): Promise<number> => {
  const { app } = running;
  const opened = Array.from({ length: sources }, (_, at) => benchSource(`bench-${at}`, pagesOf(mentions, at)));
  app.setup = { ...app.setup, sources: new Map(opened.map((source) => [source.id, source])) };
  const signal = new AbortController().signal;

  const start = performance.now();
  const classifier = await startClassifier(running, { prefix: queuePrefix(installation), host: '127.0.0.1', port: 0 });
  await Promise.all(opened.map((source) => poll(app, { source: source.id, tick: 1 }, signal)));
  await untilDecided(app, mentions.length);
  const seconds = (performance.now() - start) / 1000;
  await classifier.close();
  return mentions.length / seconds;
};

const pagesOf = (mentions: readonly Mention[], source: number): Mention[][] => {
  const pages: Mention[][] = [];
  for (let start = source * pageSize; start < mentions.length; start += sources * pageSize)
    pages.push(mentions.slice(start, start + pageSize));
  return pages;
};

/** Resolves when so many mentions were judged and their decisions are stored. */
export const untilDecided = async (app: App, count: number): Promise<void> => {
  const [brand = ''] = app.setup.brands.keys();
  while ((await app.redis.zcard(app.keys.brandMentions(brand))) < count) await wait(5);
};
