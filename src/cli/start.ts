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
  const shared = { environment: environmentOf(terminal), log: logOf(terminal, 'info'), print, signal };
  const isDemonstration = !terminal.folderGiven && wanted === undefined && !hasConfig(folder);
  if (isDemonstration) {
    const { runDemo } = await import('../demo/demo.ts');
    return runDemo(shared);
  }
  const { run } = await import('./run.ts');
  return run({ ...shared, folder, env, ...(wanted && { roles: wanted.map(readRole) }) });
};

const readRole = (name: string): Role => {
  const role = roles.find((known) => known === name.trim());
  if (!role) throw new Error(`there is no role ${name}; there are: ${roles.join(', ')}`);
  return role;
};
