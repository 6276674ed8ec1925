import type { Channel } from '../../channels/channel.ts';
import type { App } from '../../pipeline/app.ts';
import type { Source } from '../../sources/source.ts';
import { loadSpent } from '../../store/budget.ts';
import { loadDays } from '../../store/report.ts';
import { type Health, loadHealth } from '../../store/sources.ts';
import type { HealthState } from './words/page-words.ts';

/** A source or a channel, and how it is doing. */
export interface Watched<What extends Source | Channel> {
  what: What;
  health: Health;
  state: HealthState;
}

/** How all sources are doing, in the order of the configuration. */
export const loadSources = (app: App): Promise<Watched<Source>[]> =>
  Promise.all(
    [...app.setup.sources.values()].map(async (what) => {
      const health = await loadHealth(app.redis, app.keys, 'source', what.id);
      return { what, health, state: sourceState(what, health, app.now()) };
    }),
  );

/** How all channels are doing, in the order of the configuration. */
export const loadChannels = (app: App): Promise<Watched<Channel>[]> =>
  Promise.all(
    [...app.setup.channels.values()].map(async (what) => {
      const health = await loadHealth(app.redis, app.keys, 'channel', what.id);
      return { what, health, state: stateOf(what.enabled, health, app.now()) };
    }),
  );

/** Posts a source paid for; nothing for those that are free. */
export const loadPaid = async (app: App, source: Source): Promise<{ today: number; month: number } | undefined> => {
  const spent = await loadSpent(app.redis, app.keys, source.id, app.now());
  return source.usdPerPost > 0 || spent.month > 0 ? spent : undefined;
};

const sourceState = (source: Source, health: Health, now: Date): HealthState => {
  if (source.enabled && !source.poll) return 'pushed';
  const state = stateOf(source.enabled, health, now);
  const silentMs = health.newestAt ? now.getTime() - new Date(health.newestAt).getTime() : 0;
  return state === 'working' && silentMs > source.rhythmMs ? 'quiet' : state;
};

const stateOf = (enabled: boolean, health: Health, now: Date): HealthState => {
  if (!enabled) return 'off';
  if (health.suspendedUntil && new Date(health.suspendedUntil) > now) return 'resting';
  if (health.failures > 0) return 'failing';
  return health.workedAt ? 'working' : 'waiting';
};

/** What the inbox says about its own ears. */
export interface Hearing {
  heardToday: number;
  /** Sources that are looked at, and how many of them work. */
  sources: number;
  working: number;
  /** The last look at any of them. */
  lookedAt: Date | undefined;
  /** Sources and channels that need a person. */
  troubled: string[];
}

/** Finds out whether silence can be trusted: what was heard today, and whether all sources and channels work. */
export const loadHearing = async (app: App, brand: string | undefined): Promise<Hearing> => {
  const today = app.now().toISOString().slice(0, 10);
  const [days, sources, channels] = await Promise.all([
    loadDays(app.redis, app.keys, [today]),
    loadSources(app),
    loadChannels(app),
  ]);
  const asked = sources.filter(({ state }) => state !== 'off');
  const looks = asked.flatMap(({ health }) => (health.triedAt ? [new Date(health.triedAt).getTime()] : []));
  return {
    heardToday: days
      .filter((row) => brand === undefined || row.brand === brand)
      .reduce((sum, { heard }) => sum + heard, 0),
    sources: asked.length,
    working: asked.filter(({ state }) => state === 'working' || state === 'quiet' || state === 'pushed').length,
    lookedAt: looks.length > 0 ? new Date(Math.max(...looks)) : undefined,
    troubled: [...sources, ...channels].filter(isTroubled).map(({ what }) => what.id),
  };
};

const isTroubled = ({ state }: Watched<Source | Channel>): boolean => state === 'failing' || state === 'resting';
