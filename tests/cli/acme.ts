import { onTestFinished } from 'vitest';
import { startNtfy } from '../../src/stand-ins/ntfy.ts';
import { listAlerts } from '../../src/store/views.ts';
import { configOf, openWorld } from '../support/world.ts';

export const topic = 'topic-of-the-phone-of-acme';

/** One brand with a phone: the world in which commands are tried. */
export const openAcme = async (settings = '') => {
  const ntfy = await startNtfy();
  onTestFinished(() => ntfy.close());
  const config = configOf(
    `
sources:
  - { id: x, kind: twitter, every: 1m, bearer_token: '\${TOKEN}', budget: { posts_per_month: 1000 } }
  - { id: helpdesk, kind: intake, family: review, brand: Acme, secret: '\${SECRET}' }
channels:
  - { id: phone, kind: ntfy, topic: '\${TOPIC}', ack_topic: '\${ACK}', base_url: '${ntfy.url}' }
time_zone: Europe/Madrid
${settings}`,
    { acme: 'brand: Acme\nown_accounts: { twitter: acme_help }\nkeywords:\n  - { id: name, query: acme }\n' },
    { TOKEN: 'token', SECRET: 'c2VjcmV0LW9mLXRoZS1oZWxwZGVzaw==', TOPIC: topic, ACK: `${topic}-ack` },
  );
  const world = openWorld(config);
  const { app } = world;
  return {
    ...world,
    ntfy,
    world,
    /** Ids of all alerts, the last opened first. */
    alerts: async () => (await listAlerts(app.redis, app.keys, {}, { limit: 100 })).rows,
  };
};
