import { createHash } from 'node:crypto';
import { type FSWatcher, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { describeChange } from './change.ts';
import { configFiles } from './files.ts';
import type { Loaded } from './load.ts';
import type { Problem } from './problem.ts';
import type { Config } from './schema.ts';

export interface WatchOptions {
  folder: string;
  /** Reads the configuration anew. */
  load: () => Loaded;
  /** The configuration that is in force, so that only real changes are told. */
  current: Config;
  /** A good configuration: changed, or back to what it was before a mistake, with one line for each thing that changed. */
  onGood: (config: Config, summary: string[], warnings: Problem[]) => void;
  /** A changed configuration that must not be used. */
  onBad: (problems: Problem[]) => void;
  signal: AbortSignal;
  /** How long the files must have been at rest: editors write in several steps. */
  debounceMs?: number;
  /** Calls back again and again until the signal ends; by default every five seconds. */
  repeat?: (look: () => void, signal: AbortSignal) => void;
}

/**
 * Tells of changed configuration files until the signal ends. Notices come from the operating system where it gives any
 * (a mounted folder may give none), and from a regular look in any case.
 */
export const watchConfig = (options: WatchOptions): void => {
  const { folder, signal, debounceMs = 300, repeat = everyFiveSeconds } = options;
  if (signal.aborted) return;
  let seen = stateOf(folder);
  let words = wordsOf(folder);
  let config = options.current;
  let broken = false;
  let pending: NodeJS.Timeout | undefined;

  const read = () => {
    if (signal.aborted) return;
    seen = stateOf(folder);
    const loaded = options.load();
    const wasBroken = broken;
    broken = !loaded.ok;
    if (!loaded.ok) return options.onBad(loaded.problems);
    const sameSettings = loaded.config.hash === config.hash;
    const sameWords = wordsOf(folder) === words;
    if (sameSettings && sameWords && !wasBroken) return;
    words = wordsOf(folder);
    const summary = [
      ...(sameSettings ? [] : describeChange(config, loaded.config)),
      ...(sameWords ? [] : ['the lexicons or replies changed']),
    ];
    config = loaded.config;
    options.onGood(config, summary.length > 0 ? summary : ['everything is as it was before'], loaded.warnings);
  };
  const look = () => {
    if (signal.aborted || stateOf(folder) === seen) return;
    clearTimeout(pending);
    pending = setTimeout(read, debounceMs);
  };

  const watchers = ['', 'brands', 'lexicons', 'replies'].flatMap((name) => watchFolder(join(folder, name), look));
  signal.addEventListener('abort', () => {
    clearTimeout(pending);
    for (const watcher of watchers) watcher.close();
  });
  repeat(look, signal);
};

/** Folders are watched rather than files: many editors replace a file by another of the same name. */
const watchFolder = (path: string, look: () => void): FSWatcher[] => {
  try {
    const watcher = watch(path, { persistent: false }, look);
    // The folder may go, or the system may run out of watches: the regular look goes on.
    watcher.on('error', () => watcher.close());
    return [watcher];
  } catch {
    return [];
  }
};

const everyFiveSeconds = (look: () => void, signal: AbortSignal): void => {
  const timer = setInterval(look, 5000).unref();
  signal.addEventListener('abort', () => clearInterval(timer));
};

const stateOf = (folder: string): string => {
  const { main, brands, words } = configFiles(folder);
  return hashOf([main, ...brands, ...words]);
};

const wordsOf = (folder: string): string => hashOf(configFiles(folder).words);

const hashOf = (files: string[]): string => {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0${textOf(file)}\0`);
  return hash.digest('hex');
};

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
