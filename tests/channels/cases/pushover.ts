import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { startPushover } from '../../../src/stand-ins/pushover.ts';
import type { ChannelCase, Shown } from '../../contracts/channel.ts';

const Body = z.object({
  title: z.string(),
  message: z.string(),
  url: z.string().optional(),
  url_title: z.string().optional(),
  html: z.undefined().optional(),
  attachment_base64: z.undefined().optional(),
});

// Pushover knows no mentions, and markup only when `html` asks for it.
const read = (payload: string): Shown => {
  const { title, message, url, url_title } = Body.parse(JSON.parse(payload));
  return {
    texts: [title, message, ...(url_title === undefined ? [] : [url_title])],
    links: url === undefined ? [] : [url],
    live: [],
    over: [
      ...(title.length > 250 ? ['title over 250'] : []),
      ...(message.length > 1024 ? ['message over 1,024'] : []),
      ...((url ?? '').length > 512 ? ['address over 512'] : []),
      ...((url_title ?? '').length > 100 ? ['label over 100'] : []),
    ],
  };
};

export const cases: ChannelCase[] = [
  {
    name: 'pushover',
    transport: 'http',
    can: ['clear', 'listen', 'check'],
    start: async () => {
      const pushover = await startPushover({
        now: () => new Date('2026-08-20T12:00:00.000Z'),
        token: 'aMarkerOfTheApplication0000001',
        user: 'uMarkerOfThePersonWhoIsRung002',
      });
      onTestFinished(() => pushover.close());

      return {
        settings: { token: pushover.token, user: pushover.user, base_url: pushover.url },
        sent: () => pushover.requests.map(({ body }) => body),
        visible: () => pushover.shown().map(({ title, message }) => `${title}\n${message}`),
        complaints: () => pushover.complaints,
        standIn: pushover,
      };
    },
    read,
    // The quota of the month: a wait of seconds would only repeat the refusal.
    refined: { 'a 429': 'exhausted' },
  },
];
