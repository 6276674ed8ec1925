export interface Machine {
  /** The checkout. */
  root: string;
  /** Node's version, without the `v`. */
  node: string;
  platform: string;
  /** Path of the file that names the system. */
  osRelease: string;
  env: Record<string, string | undefined>;
  isRoot: boolean;
  say(line: string): void;
  complain(line: string): void;
}
export const thisMachine: () => Machine;
export const setUp: (purpose: string | undefined, machine?: Machine) => number;
