import type { Channel, Notice } from '../channels/channel.ts';
import { firstTime } from '../store/lease.ts';
import { loadHealth } from '../store/sources.ts';
import type { App } from './app.ts';

const dayMs = 86_400_000;

export interface Telling {
  /** What it is about; told again only after `everyMs`. */
  key: string;
  title: string;
  text: string;
  url?: string;
  /** The channel it is about: another one is used. */
  except?: string;
  /** Default one day. */
  everyMs?: number;
}

/**
 * Tells the person who runs Earshot something about Earshot itself, once: over the first channel that works and wakes somebody,
 * never over the one it is about. With no channel left, the log says it.
 */
export const tell = async (app: App, { key, title, text, url, except, everyMs = dayMs }: Telling): Promise<void> => {
  if (!(await firstTime(app.redis, app.keys, key, everyMs))) return;
  app.log.warn({ about: key }, `${title}: ${text}`);
  const channel = await workingChannel(app, except);
  if (!channel) return app.log.error({ about: key }, 'no channel is left to tell this');

  const language = channel.language ?? app.setup.config.language;
  const notice: Notice = { type: 'notice', key: `notice.${key}`, language, title, text, ...(url && { url }) };
  await app.queues.addNotice(channel.id, notice);
};

const workingChannel = async (app: App, except: string | undefined): Promise<Channel | undefined> => {
  const candidates = [...app.setup.channels.values()]
    .filter((channel) => channel.enabled && channel.id !== except)
    .sort((a, b) => Number(b.wakes) - Number(a.wakes));
  for (const channel of candidates) {
    const { suspendedUntil } = await loadHealth(app.redis, app.keys, 'channel', channel.id);
    if (!suspendedUntil || new Date(suspendedUntil) <= app.now()) return channel;
  }
  return undefined;
};
