import type { Redis } from './redis.ts';

/** Part of a list, and where to go on; `null` = this was all. */
export interface Listing<Row> {
  rows: Row[];
  next: string | null;
}

export interface Paging {
  limit: number;
  after?: Place | undefined;
}

/** A member of a sorted set and its score: a place that stays right while others come and go. */
export interface Place {
  member: string;
  score: number;
}

/** A sorted set, and the way to read it. */
export interface Index {
  key: string;
  order: 'falling' | 'rising';
  /** Members beyond this score are not read. */
  until?: number | undefined;
}

/** Longest stretch of members that is looked through for one answer. */
const mostLooked = 2000;
const stretch = 500;

/**
 * Reads a sorted set from a place on until enough rows are found. Only so many members are looked at, however few of them fit:
 * then the answer is short and says where to go on.
 *
 * @param load a row for each place, in order; `undefined` for what does not fit
 */
export const list = async <Row>(
  redis: Redis,
  index: Index,
  { limit, after }: Paging,
  load: (places: readonly Place[]) => Promise<readonly (Row | undefined)[]>,
): Promise<Listing<Row>> => {
  const found: { row: Row; place: Place }[] = [];
  let last = after;
  for (let looked = 0; looked < mostLooked; ) {
    const wanted = looked === 0 ? limit + 1 : stretch;
    const places = await placesAfter(redis, index, last, wanted);
    const rows = await load(places);
    rows.forEach((row, position) => {
      const place = places[position];
      if (row !== undefined && place) found.push({ row, place });
    });
    if (found.length > limit) return { rows: rowsOf(found, limit), next: nextOf(found[limit - 1]?.place) };
    if (places.length < wanted) return { rows: rowsOf(found, limit), next: null };
    looked += places.length;
    last = places.at(-1);
  }
  return { rows: rowsOf(found, limit), next: nextOf(last) };
};

const rowsOf = <Row>(found: readonly { row: Row }[], limit: number): Row[] =>
  found.slice(0, limit).map(({ row }) => row);

const placesAfter = async (redis: Redis, index: Index, after: Place | undefined, count: number): Promise<Place[]> => {
  const start = after ? await rankAfter(redis, index, after) : 0;
  const stop = String(start + count - 1);
  const flat =
    index.order === 'falling'
      ? await redis.zrevrange(index.key, start, stop, 'WITHSCORES')
      : await redis.zrange(index.key, start, stop, 'WITHSCORES');
  const places: Place[] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) places.push({ member: flat[at] ?? '', score: Number(flat[at + 1]) });
  return places.filter(({ score }) => isWithin(index, score));
};

const isWithin = ({ order, until }: Index, score: number): boolean => {
  if (until === undefined) return true;
  return order === 'falling' ? score >= until : score <= until;
};

// A member that is gone meanwhile: its equals in time are shown once more, because a repeat is better than a gap.
const rankAfter = async (redis: Redis, { key, order }: Index, { member, score }: Place): Promise<number> => {
  const rank = order === 'falling' ? await redis.zrevrank(key, member) : await redis.zrank(key, member);
  if (rank !== null) return rank + 1;
  return order === 'falling' ? redis.zcount(key, `(${score}`, '+inf') : redis.zcount(key, '-inf', `(${score}`);
};

const nextOf = (place: Place | undefined): string | null =>
  place ? Buffer.from(`${place.score} ${place.member}`).toString('base64url') : null;

/**
 * Reads what `next` of a listing said.
 *
 * @returns `undefined` when it is none
 */
export const readPlace = (next: string): Place | undefined => {
  const [, score, member] = /^(-?\d+(?:\.\d+)?) (.+)$/s.exec(Buffer.from(next, 'base64url').toString()) ?? [];
  return score !== undefined && member !== undefined ? { score: Number(score), member } : undefined;
};
