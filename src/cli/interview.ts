import { createInterface } from 'node:readline/promises';
import { type InitFlags, init } from './init.ts';
import type { Terminal } from './terminal.ts';

/** Writes a first configuration: asks where a person sits at the terminal, and takes the flags where none does. */
export const initHere = async ({ folder, print }: Terminal, flags: InitFlags): Promise<number> => {
  // Whoever gave the brand runs a script, or knows what is asked.
  if (!process.stdin.isTTY || flags.brand !== undefined) return init({ folder, flags, print });
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await init({ folder, flags, print, ask: (question) => terminal.question(question) });
  } finally {
    terminal.close();
  }
};
