import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { startNtfy } from '../../../src/stand-ins/ntfy.ts';
import type { ChannelCase, Shown } from '../../contracts/channel.ts';

const topic = 'acme-earshot-7f3k9q2m-marker';
const ackTopic = 'acme-earshot-ack-0b5x8w1z-marker';

const Body = z.object({
  title: z.string(),
  message: z.string(),
  priority: z.number().int().min(1).max(5),
  tags: z.array(z.string()).default([]),
  click: z.string().optional(),
  markdown: z.literal(false).optional(),
  icon: z.undefined().optional(),
  attach: z.undefined().optional(),
  actions: z.array(z.object({ action: z.string(), label: z.string(), url: z.string() })).default([]),
});

// ntfy knows no mentions, and markup only when it is asked for.
const read = (payload: string): Shown => {
  const { title, message, click, actions } = Body.parse(JSON.parse(payload));
  return {
    texts: [title, message, ...actions.map(({ label }) => label)],
    links: [...(click === undefined ? [] : [click]), ...actions.map(({ url }) => url)],
    live: [],
    over: [
      ...(Buffer.byteLength(message) > 4096 ? ['the message becomes a file'] : []),
      ...(Buffer.byteLength(payload) > 32 * 1024 ? ['over 32 KB in all'] : []),
      ...(actions.length > 3 ? ['over 3 buttons'] : []),
    ],
  };
};

export const cases: ChannelCase[] = [
  {
    name: 'ntfy',
    transport: 'http',
    can: ['edit', 'clear', 'listen', 'check'],
    start: async () => {
      const token = 'tk_marker5f2a9c0d7e1b';
      const ackToken = 'tk_ackmarker3c8d1f6a';
      const ntfy = await startNtfy({
        now: () => new Date('2026-08-20T12:00:00.000Z'),
        access: [{ token }, { token: ackToken, topics: [ackTopic] }],
      });
      onTestFinished(() => ntfy.close());

      return {
        settings: { topic, ack_topic: ackTopic, token, ack_token: ackToken, base_url: ntfy.url },
        sent: () => ntfy.requests.map(({ body }) => body),
        visible: () => ntfy.shown(topic).map(({ title, message }) => `${title}\n${message}`),
        complaints: () => ntfy.published(topic).flatMap(({ attachment }) => (attachment ? ['it became a file'] : [])),
        standIn: ntfy,
      };
    },
    read,
    ownLinks: ({ standIn }) => [`${standIn?.url}/${ackTopic}`],
  },
];
