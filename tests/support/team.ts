import type { Channel } from '../../src/channels/channel.ts';
import type { Alert } from '../../src/domain/alert.ts';
import { loadAlerts } from '../../src/store/alerts.ts';
import { configOf, openWorld, type World } from './world.ts';

const main = `
sources:
  - { id: x, kind: twitter, every: 1m, bearer_token: '\${TOKEN}' }
channels:
  - { id: phone, kind: console }
  - { id: spare, kind: console }
policies:
  - id: default
    steps:
`;
const brand = 'brand: Acme\nkeywords:\n  - { id: name, query: acme }\n';

/** Opens a world that rings over these channels instead of real ones, by the steps of a policy as YAML. */
export const openTeam = (steps: readonly string[], ...channels: Channel[]): World => {
  const world = openWorld(configOf(main + steps.map((step) => `      - ${step}\n`).join(''), { acme: brand }));
  putChannels(world, ...channels);
  return world;
};

/** Puts a new configuration in force that differs in its channels. */
export const putChannels = (world: World, ...channels: Channel[]): void => {
  world.app.setup = { ...world.app.setup, channels: new Map(channels.map((channel) => [channel.id, channel])) };
};

/** All alerts, the first opened first. */
export const alertsOf = async ({ app }: World): Promise<Alert[]> => {
  const ids = await app.redis.zrange(app.keys.alerts, 0, '-1');
  return (await loadAlerts(app.redis, app.keys, ids)).filter((alert) => alert !== null);
};
