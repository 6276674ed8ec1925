import { change } from '../pipeline/acknowledge.ts';
import type { App } from '../pipeline/app.ts';
import { userName } from './user-name.ts';

export interface AckOptions {
  alertId: string;
  /** Who takes it. */
  by?: string | undefined;
  print: (line: string) => void;
}

/**
 * Acknowledges an alert: the ringing stops everywhere.
 *
 * @returns the exit code: 0, also when somebody has it already
 * @throws Error when there is no such alert
 */
export const ack = async (app: App, { alertId, by = userName(), print }: AckOptions): Promise<number> => {
  const result = await change(app, alertId, { type: 'acknowledge', by, at: app.now() });
  if (!result.found) throw new Error(`there is no alert ${alertId}; npx earshot status lists those that are open`);
  print(result.changed ? `${alertId} is ${by}'s. The ringing stops.` : `Nothing to do: ${result.refusal}.`);
  return 0;
};
