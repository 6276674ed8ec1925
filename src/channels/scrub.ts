import { Failure } from '../lib/failure.ts';
import { Secret } from '../lib/schema.ts';

/** Shorter fragments would black out ordinary words. */
const shortestSpelling = 4;

/**
 * Runs a call so that a failure it throws holds none of the secrets among the settings, not even when the other side echoed
 * them in its answer.
 */
export const withoutSecrets = async <Result>(
  settings: Record<string, unknown>,
  call: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await call();
  } catch (error) {
    throw error instanceof Failure ? scrubbed(error, spellingsIn(settings)) : error;
  }
};

const scrubbed = (failure: Failure, spellings: string[]): Failure => {
  const scrub = (text: string) => spellings.reduce((left, spelling) => left.replaceAll(spelling, '[secret]'), text);
  const { status, retryAfterMs, resetAt, sample, remedy, cause } = failure;
  return new Failure(failure.kind, scrub(failure.message), {
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(resetAt === undefined ? {} : { resetAt }),
    ...(sample === undefined ? {} : { sample: scrub(sample) }),
    ...(remedy === undefined ? {} : { remedy }),
    ...(cause === undefined ? {} : { cause }),
  });
};

// Longest first, so that a part never breaks up the whole before it is found.
const spellingsIn = (settings: Record<string, unknown>): string[] =>
  Object.values(settings)
    .flatMap((value) => (value instanceof Secret ? spellingsOf(value.reveal()) : []))
    .filter((spelling) => spelling.length >= shortestSpelling)
    .sort((a, b) => b.length - a.length);

const spellingsOf = (value: string): string[] => {
  const whole = [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)];
  if (!URL.canParse(value)) return whole;
  const { pathname, search, password } = new URL(value);
  return [...whole, pathname, pathname + search, pathname.split('/').at(-1) ?? '', password, decoded(password)];
};

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};
