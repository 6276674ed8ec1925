import { randomBytes } from 'node:crypto';
import { startAppStore } from '../stand-ins/app-store.ts';
import { startNtfy } from '../stand-ins/ntfy.ts';
import { startSlack } from '../stand-ins/slack.ts';
import { startTrustpilot } from '../stand-ins/trustpilot.ts';
import { startX } from '../stand-ins/x.ts';
import type { Scene } from './story.ts';

/** The played vendors of the demonstration. */
export interface Stage {
  /** What the demonstration's configuration takes from the environment. */
  env: Record<string, string>;
  play(scene: Scene): void;
  slack: Awaited<ReturnType<typeof startSlack>>;
  ntfy: Awaited<ReturnType<typeof startNtfy>>;
  topic: string;
  close(): Promise<void>;
}

const ownAccount = { id: '42', handle: 'acmecoffee', name: 'Acme Coffee', followers: 5200 };

/** Starts servers on loopback that play X, Trustpilot, the App Store, Slack and ntfy. */
export const openStage = async (cast: readonly Scene[], now: () => Date): Promise<Stage> => {
  const random = (): string => randomBytes(12).toString('hex');
  const [bearerToken, apiKey, botToken, topic, ackTopic] = [
    random(),
    random(),
    `xoxb-${random()}`,
    `demo-${random()}`,
    `ack-${random()}`,
  ];
  const accounts = [ownAccount, ...cast.flatMap(accountOf)];
  const [x, trustpilot, appStore, slack, ntfy] = await Promise.all([
    startX({ now, accounts, bearerToken }),
    startTrustpilot({ now, apiKey }),
    startAppStore({ now }),
    startSlack({ now, botToken }),
    startNtfy({ now }),
  ]);
  const marked = new Map<string, string>();
  const mark = (name: string | undefined, id: string): void => {
    if (name) marked.set(name, id);
  };
  const idOf = (name: string): string => {
    const id = marked.get(name);
    if (!id) throw new Error(`the story answers "${name}" before it was written`);
    return id;
  };

  const play = (scene: Scene): void => {
    switch (scene.on) {
      case 'x':
        mark(scene.mark, x.add({ by: scene.by, text: scene.text, lang: scene.lang }));
        break;
      case 'trustpilot': {
        const { stars, title, text, lang: language, by: author } = scene;
        mark(scene.mark, trustpilot.add({ stars, title, text, language, author }));
        break;
      }
      case 'appstore': {
        const { stars: rating, title, text, by: author } = scene;
        appStore.add(scene.country, { rating, title, text, author });
        break;
      }
      case 'x-reply':
        x.reply(idOf(scene.to), { by: ownAccount.handle, text: scene.text });
        break;
      case 'trustpilot-edit':
        trustpilot.edit(idOf(scene.to), { stars: scene.stars, text: scene.text });
        break;
    }
  };

  return {
    env: {
      DEMO_X_URL: x.url,
      DEMO_X_TOKEN: bearerToken,
      DEMO_TRUSTPILOT_URL: trustpilot.url,
      DEMO_TRUSTPILOT_KEY: apiKey,
      DEMO_APPSTORE_URL: appStore.url,
      DEMO_SLACK_URL: slack.apiUrl,
      DEMO_SLACK_TOKEN: botToken,
      DEMO_NTFY_URL: ntfy.url,
      DEMO_NTFY_TOPIC: topic,
      DEMO_NTFY_ACK_TOPIC: ackTopic,
    },
    play,
    slack,
    ntfy,
    topic,
    close: async () => {
      await Promise.all([x, trustpilot, appStore, slack, ntfy].map((server) => server.close()));
    },
  };
};

const accountOf = (scene: Scene, position: number) =>
  scene.on === 'x'
    ? [{ id: String(5000 + position), handle: scene.by, name: scene.name, followers: scene.followers }]
    : [];
