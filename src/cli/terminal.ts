import type { Writable } from 'node:stream';
import type { Env } from '../config/variables.ts';

/** What a command needs of the program it runs in; tests give streams of their own. */
export interface Terminal {
  /** Folder of the configuration. */
  folder: string;
  /** Whoever called named the folder; otherwise it is where one is looked for. */
  folderGiven: boolean;
  logLevel?: string;
  env: Env;
  input: AsyncIterable<Uint8Array | string>;
  output: Writable;
  /** One line of result. */
  print(line: string): void;
  /** One line beside the result, for whoever watches. */
  complain(line: string): void;
}

/** Where a program reads and writes: the process, or what a test puts in its place. */
export interface Streams {
  stdin: AsyncIterable<Uint8Array | string>;
  stdout: Writable;
  stderr: Writable;
  env: Env;
}

/** Options that every command has. */
export interface GlobalFlags {
  config?: string;
  logLevel?: string;
}

const usualFolder = 'config';

/** Folder of the configuration in force, whatever a command is told to look at. */
export const folderInForce = (env: Env): string => env['EARSHOT_CONFIG'] || usualFolder;

/** Puts together what a command is given. */
export const openTerminal = ({ stdin, stdout, stderr, env }: Streams, flags: GlobalFlags): Terminal => {
  const named = flags.config ?? (env['EARSHOT_CONFIG'] || undefined);
  return {
    folder: named ?? usualFolder,
    folderGiven: named !== undefined,
    ...(flags.logLevel && { logLevel: flags.logLevel }),
    env,
    input: stdin,
    output: stdout,
    print: (line) => void stdout.write(`${line}\n`),
    complain: (line) => void stderr.write(`${line}\n`),
  };
};

/**
 * A signal that the first Ctrl-C (or a polite kill) ends, so that work under way can finish; a second one ends the program at
 * once.
 */
export const stopSignal = (): AbortSignal => {
  const stop = new AbortController();
  const codes = { SIGINT: 130, SIGTERM: 143 } as const;
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(codes[name]);
      stop.abort();
    });
  return stop.signal;
};
