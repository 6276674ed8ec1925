import { type Alert, type AlertState, isActive } from '../domain/alert.ts';
import { splitMentionId } from '../domain/mention.ts';
import type { Outcome } from '../domain/rule.ts';
import { loadAlerts } from './alerts.ts';
import { type Listing, list, type Paging, type Place, readPlace } from './listing.ts';
import { loadMentions, type StoredMention } from './mentions.ts';
import type { Keys, Redis } from './redis.ts';

/** What was decided about a mention; `unmatched` = no keyword found it. */
export type MentionDecision = Outcome | 'unmatched';

export interface MentionFilter {
  brand?: string | undefined;
  /** Kind of source. */
  source?: string | undefined;
  decision?: MentionDecision | undefined;
  lang?: string | undefined;
  /** Seen at this instant or later. */
  since?: Date | undefined;
}

/** Mentions, the last seen first. What no keyword matched is listed only when asked for. */
export const listMentions = (
  redis: Redis,
  keys: Keys,
  filter: MentionFilter,
  paging: Paging,
): Promise<Listing<StoredMention>> =>
  list(redis, { key: mentionIndex(keys, filter), order: 'falling', until: filter.since?.getTime() }, paging, (places) =>
    loadFitting(redis, keys, places, filter),
  );

const heardPerStretch = 1000;

/**
 * Reads everything stored since an instant, whether a keyword found it or not, the first seen first, a stretch at a time. The
 * next stretch is on its way while one is looked at.
 */
export async function* readHeard(redis: Redis, keys: Keys, since: Date): AsyncGenerator<StoredMention[]> {
  const read = (after: Place | undefined): Promise<Listing<StoredMention>> => {
    const reading = list(redis, { key: keys.mentions, order: 'rising' }, { limit: heardPerStretch, after }, (places) =>
      loadPlaces(redis, keys, places),
    );
    // Whoever reads may stop before this one comes.
    reading.catch(() => undefined);
    return reading;
  };
  // No mention is called nothing: this place lies before all that were seen in that instant.
  let reading: ReturnType<typeof read> | undefined = read({ member: '', score: since.getTime() });
  while (reading) {
    const { rows, next }: Listing<StoredMention> = await reading;
    reading = next === null ? undefined : read(readPlace(next));
    yield rows;
  }
}

const loadPlaces = async (
  redis: Redis,
  keys: Keys,
  places: readonly Place[],
): Promise<(StoredMention | undefined)[]> => {
  const ids = places.map(({ member }) => member);
  const stored = new Map((await loadMentions(redis, keys, ids)).map((mention) => [mention.id, mention]));
  return ids.map((id) => stored.get(id));
};

const mentionIndex = (keys: Keys, { brand, decision }: MentionFilter): string => {
  if (decision === 'unmatched') return keys.unmatched;
  return brand === undefined ? keys.mentions : keys.brandMentions(brand);
};

/** Mentions of one lane (have a look, thank them), the newest first. */
export const listLane = (
  redis: Redis,
  keys: Keys,
  lane: 'list' | 'thank',
  brand: string | undefined,
  paging: Paging,
): Promise<Listing<StoredMention>> =>
  list(redis, { key: keys.lane(lane), order: 'falling' }, paging, (places) =>
    loadFitting(redis, keys, places, { brand }),
  );

const loadFitting = async (
  redis: Redis,
  keys: Keys,
  places: readonly Place[],
  filter: MentionFilter,
): Promise<(StoredMention | undefined)[]> => {
  const ids = places.map(({ member }) => member).filter((id) => hasSource(id, filter.source));
  const stored = new Map((await loadMentions(redis, keys, ids)).map((mention) => [mention.id, mention]));
  return places.map(({ member }) => {
    const mention = stored.get(member);
    return mention && fits(mention, filter) ? mention : undefined;
  });
};

const hasSource = (id: string, source: string | undefined): boolean =>
  source === undefined || splitMentionId(id).source === source;

const fits = (
  { mode, mention, matches, judgement }: StoredMention,
  { brand, decision, lang }: MentionFilter,
): boolean => {
  if ((mode === 'unmatched') !== (decision === 'unmatched')) return false;
  if (brand !== undefined && judgement?.brand !== brand && !matches.some((match) => match.brand === brand))
    return false;
  if (lang !== undefined && (judgement?.classification.lang ?? mention.lang) !== lang) return false;
  return decision === undefined || decision === 'unmatched' || judgement?.outcome === decision;
};

export interface AlertFilter {
  brand?: string | undefined;
  state?: AlertState | 'active' | 'closed' | undefined;
  /** Opened at this instant or later. */
  since?: Date | undefined;
}

/** Alerts, the last opened first. */
export const listAlerts = (redis: Redis, keys: Keys, filter: AlertFilter, paging: Paging): Promise<Listing<Alert>> =>
  list(redis, { key: keys.alerts, order: 'falling', until: filter.since?.getTime() }, paging, (places) =>
    loadFittingAlerts(redis, keys, places, filter),
  );

/** Alerts that wait for an answer, the one with the least time left first. */
export const listWaiting = (
  redis: Redis,
  keys: Keys,
  brand: string | undefined,
  paging: Paging,
): Promise<Listing<Alert>> =>
  list(redis, { key: keys.active, order: 'rising' }, paging, (places) =>
    loadFittingAlerts(redis, keys, places, { brand }),
  );

const loadFittingAlerts = async (
  redis: Redis,
  keys: Keys,
  places: readonly Place[],
  { brand, state }: AlertFilter,
): Promise<(Alert | undefined)[]> => {
  const alerts = await loadAlerts(
    redis,
    keys,
    places.map(({ member }) => member),
  );
  return alerts.map((alert) =>
    alert && (brand === undefined || alert.brand === brand) && inState(alert, state) ? alert : undefined,
  );
};

const inState = (alert: Alert, state: AlertFilter['state']): boolean => {
  if (state === undefined) return true;
  if (state === 'active') return isActive(alert);
  return state === 'closed' ? !isActive(alert) : alert.state === state;
};

/** How many wait for an answer, a look or a word of thanks. */
export const countBoard = async (
  redis: Redis,
  keys: Keys,
): Promise<{ waiting: number; list: number; thank: number }> => {
  const [waiting, look, thank] = await Promise.all([
    redis.zcard(keys.active),
    redis.zcard(keys.lane('list')),
    redis.zcard(keys.lane('thank')),
  ]);
  return { waiting, list: look, thank };
};

/** Takes a mention off a lane: somebody has looked at it. */
export const leaveLane = async (redis: Redis, keys: Keys, lane: 'list' | 'thank', id: string): Promise<void> => {
  await redis.zrem(keys.lane(lane), id);
};
