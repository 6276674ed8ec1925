import { userInfo } from 'node:os';

/** Who works at this terminal. */
export const userName = (): string => {
  // A container may run under a number that has no name.
  try {
    return userInfo().username;
  } catch {
    return 'terminal';
  }
};
