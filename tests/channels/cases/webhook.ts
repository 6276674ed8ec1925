import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { startWebhookReceiver } from '../../../src/stand-ins/webhook-receiver.ts';
import type { ChannelCase, Shown } from '../../contracts/channel.ts';

const secret = 'whsec_ZWFyc2hvdC1zdGFuZGFyZC13ZWJob29rcy1rZXktMDA=';

const Data = z.object({
  alertId: z.string().optional(),
  key: z.string().optional(),
  step: z.number().default(0),
  title: z.string(),
  status: z.string().default(''),
  from: z.string().default(''),
  why: z.string().default(''),
  quote: z.string().default(''),
  text: z.string().default(''),
  url: z.string().optional(),
  inboxUrl: z.string().optional(),
  ack: z.object({ url: z.string().optional() }).default({}),
});

// Fields are bare text: what they become is up to the receiver, who knows them to be a stranger's.
const read = (payload: string): Shown => {
  const { data } = z.object({ data: Data }).parse(JSON.parse(payload));
  const { title, status, from, text, quote, why, url, inboxUrl, ack } = data;
  return {
    texts: [title, status, from, text, quote, why],
    links: [url, inboxUrl, ack.url].filter((link) => link !== undefined),
    live: [],
    over: Buffer.byteLength(payload) >= 20 * 1024 ? ['20 KB or more'] : [],
  };
};

export const cases: ChannelCase[] = [
  {
    name: 'webhook',
    transport: 'http',
    can: ['edit'],
    start: async () => {
      const receiver = await startWebhookReceiver({
        secrets: [secret],
        path: '/earshot/marker-5f2a9c0d7e1b',
        now: () => new Date('2026-08-20T12:00:00.000Z'),
      });
      onTestFinished(() => receiver.close());

      return {
        settings: { url: receiver.hookUrl, secret, allow_private: true },
        sent: () => receiver.requests.map(({ body }) => body),
        // A receiver keeps one row for each ring of an alert and overwrites it with what comes later.
        visible: () => {
          const rows = receiver.received.map(({ data }) => Data.parse(data));
          const latest = new Map(rows.map((row) => [`${row.alertId ?? row.key} ${row.step}`, row]));
          return [...latest.values()].map(({ title, status }) => `${title}\n${status}`);
        },
        complaints: () => receiver.refusals,
        standIn: receiver,
      };
    },
    read,
    // Standard Webhooks: any 2xx is a delivery, whatever else it says.
    refined: { rubbish: 'sent', 'an empty 200': 'sent' },
  },
];
