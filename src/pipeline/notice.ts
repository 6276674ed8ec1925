import type { Notice } from '../channels/channel.ts';
import type { App } from './app.ts';

/** Sends a word about Earshot itself. Failures are the caller's: a notice is tried a few times and then only logged. */
export const sendNotice = async (app: App, channelId: string, notice: Notice, signal: AbortSignal): Promise<void> => {
  const channel = app.setup.channels.get(channelId);
  if (channel?.enabled) await channel.send(notice, { ...app, signal });
};
