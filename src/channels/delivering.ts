import { Failure } from '../lib/failure.ts';
import type { Secret } from '../lib/schema.ts';
import { safeUrl } from '../lib/text.ts';

/**
 * Runs a call that delivers a message: an answer nobody can read leaves open whether it arrived, so `invalid` becomes
 * `unknown`.
 */
export const delivering = async <Result>(call: () => Promise<Result>): Promise<Result> => {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'invalid') throw error;
    const { message, sample, cause } = error;
    throw new Failure('unknown', message, { ...(sample === undefined ? {} : { sample }), cause });
  }
};

/**
 * Reads a web address that is a secret.
 *
 * @throws Failure `unauthorized`, which names the setting and not its value
 */
export const secretAddress = (address: Secret, setting: string): string => {
  const url = safeUrl(address.reveal());
  if (url !== undefined) return url;
  throw new Failure('unauthorized', `${setting} holds no web address`, {
    remedy: `Set ${setting} to the whole address, beginning with https://.`,
  });
};
