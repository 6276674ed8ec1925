import type { RunningApp } from '../src/app.ts';
import { startClassifier } from './classifier.ts';
import { startInbox } from './inbox.ts';
import { startNotifier } from './notifier.ts';
import { startPoller } from './poller.ts';
import type { Role, RoleOptions, RunningRole, StartRole } from './role.ts';

const starts: Record<Role, StartRole> = {
  poller: startPoller,
  classifier: startClassifier,
  notifier: startNotifier,
  inbox: startInbox,
};

/** Order of a stop: no new ticks first, then the work under way, and whoever watches may watch to the end. */
const stopOrder: readonly Role[] = ['poller', 'classifier', 'notifier', 'inbox'];

/** Starts roles on one app. Closing lets work under way finish: nothing is lost either way, but a clean stop repeats nothing. */
export const startRoles = async (
  running: RunningApp,
  wanted: readonly Role[],
  options: RoleOptions,
): Promise<RunningRole> => {
  const started = new Map<Role, RunningRole>();
  const close = async (): Promise<void> => {
    for (const role of stopOrder) await started.get(role)?.close();
  };
  try {
    for (const role of wanted) started.set(role, await starts[role](running, options));
  } catch (error) {
    await close();
    throw error;
  }

  return {
    reload: async () => {
      for (const role of started.values()) await role.reload?.();
    },
    close,
  };
};
