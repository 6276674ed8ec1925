import { type Role, roles } from '../../workers/role.ts';
import { hasConfig } from '../config/files.ts';
import { environmentOf, logOf } from './attach.ts';
import type { Terminal } from './terminal.ts';

/**
 * Starts the daemon; where nobody wrote or named a configuration yet, the demonstration.
 *
 * @throws Error when a role is unknown
 */
export const start = async (terminal: Terminal, wanted: readonly string[] | undefined, signal: AbortSignal) => {
  const { folder, env, print } = terminal;
  const environment = environmentOf(terminal);
  const isDemonstration = !terminal.folderGiven && wanted === undefined && !hasConfig(folder);
  if (isDemonstration) {
    const { runDemo } = await import('../demo/demo.ts');
    // The demonstration tells its story itself: the log speaks up only when something is wrong.
    return runDemo({ environment, log: logOf(terminal, 'warn'), print, signal });
  }
  const { run } = await import('./run.ts');
  const log = logOf(terminal, 'info');
  return run({ environment, log, print, signal, folder, env, ...(wanted && { roles: wanted.map(readRole) }) });
};

const readRole = (name: string): Role => {
  const role = roles.find((known) => known === name.trim());
  if (!role) throw new Error(`there is no role ${name}; there are: ${roles.join(', ')}`);
  return role;
};
