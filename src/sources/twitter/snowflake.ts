// A post id holds its time: milliseconds since this instant, above 22 bits of machine and sequence,
// https://docs.x.com/fundamentals/x-ids
const epochMs = 1_288_834_974_657n;
const sequenceBits = 22n;

/** The instant at which a post id was made. */
export const timeOf = (id: string): Date => new Date(Number((BigInt(id) >> sequenceBits) + epochMs));

/** The smallest id that a post of this instant can have. */
export const idAt = (instant: Date): string => String((BigInt(instant.getTime()) - epochMs) << sequenceBits);

/** The newest of several ids; `undefined` when there is none. */
export const newestId = (...ids: (string | undefined)[]): string | undefined =>
  ids
    .filter((id) => id !== undefined)
    .sort(byAge)
    .at(-1);

/** The oldest of several ids; `undefined` when there is none. */
export const oldestId = (...ids: string[]): string | undefined => ids.toSorted(byAge)[0];

// Ids are too long for numbers.
const byAge = (a: string, b: string): number => Number(BigInt(a) > BigInt(b)) - Number(BigInt(a) < BigInt(b));
