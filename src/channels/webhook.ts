import { z } from 'zod';
import { urgencyNames } from '../domain/classification.ts';
import type { Context } from '../lib/context.ts';
import { Failure } from '../lib/failure.ts';
import { isPrivateHost } from '../lib/http.ts';
import { type Secret, secret } from '../lib/schema.ts';
import { signStandardWebhook } from '../lib/signature.ts';
import { bytes, cut } from '../lib/text.ts';
import { type AlertMessage, defineChannel, type Message, type Notice, type Receipt } from './channel.ts';
import { delivering, secretAddress } from './delivering.ts';

const Settings = z.strictObject({
  url: secret().describe('Address that is posted to.'),
  secret: secret().describe('Signing secret, whsec_ and base64; two separated by a comma while it is being changed.'),
  allow_private: z.boolean().default(false).describe('Allow an address on this machine or in a private network.'),
});
type WebhookSettings = z.output<typeof Settings>;

/** Any other program, by a request signed as Standard Webhooks 1.0 asks, https://www.standardwebhooks.com */
export const webhook = defineChannel({
  kind: 'webhook',
  settings: Settings,
  // A receiver drops what it already has by `webhook-id`.
  idempotency: 'key',
  limits: { messages: 10, perMs: 1000 },
  wakes: false,
  send: async (settings, message, context) => {
    const id = idOf(message.key);
    await post(settings, id, sentType(message), message, context);
    return { ref: { id }, confirmed: true };
  },
  edit: async (settings, receipt, message, context): Promise<Receipt> => {
    await post(settings, idOf(`${message.key}.r${message.revision}`), editedTypes[message.state], message, context);
    return { ref: receipt.ref, confirmed: true };
  },
});

/** An id is signed with dots around it and may therefore hold none. */
const idOf = (key: string): string => `msg_${key.replaceAll(/[^A-Za-z0-9_-]/g, '_')}`;

const sentType = (message: Message): string => {
  if (message.type === 'notice') return 'notice';
  return message.step === 0 ? 'alert.opened' : 'alert.escalated';
};

const editedTypes: Record<AlertMessage['state'], string> = {
  open: 'alert.updated',
  snoozed: 'alert.updated',
  acknowledged: 'alert.acknowledged',
  answered: 'alert.resolved',
  resolved: 'alert.resolved',
};

const post = async (
  settings: WebhookSettings,
  id: string,
  type: string,
  message: Message,
  { http, now, signal }: Context,
): Promise<void> => {
  const url = targetOf(settings);
  const at = now();
  // Serialised once: what is signed and what is sent are the same bytes.
  const body = JSON.stringify({ type, timestamp: at.toISOString(), data: dataOf(message) });
  const timestamp = Math.floor(at.getTime() / 1000);
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures(settings.secret, id, timestamp, body),
  };
  await delivering(() => http.send(url, { method: 'POST', headers, body, signal }));
};

const signatures = (secrets: Secret, id: string, timestamp: number, body: string): string =>
  secrets
    .reveal()
    .split(',')
    .map((part) => signStandardWebhook({ secret: part.trim(), id, timestamp, body }))
    .join(' ');

// An address inside the network would reach what only this machine can.
const targetOf = ({ url, allow_private }: WebhookSettings): string => {
  const target = secretAddress(url, 'url');
  if (allow_private || !isPrivateHost(new URL(target).hostname)) return target;
  throw new Failure('unauthorized', 'url leads into a private network', {
    remedy: 'Set allow_private: true when that is meant.',
  });
};

const dataOf = (message: Message) => (message.type === 'notice' ? noticeData(message) : alertData(message));

const noticeData = ({ key, title, text, url }: Notice) => ({
  key,
  title: cut(title, 1000, jsonBytes),
  text: cut(text, quoteLimit, jsonBytes),
  url,
});

const alertData = (message: AlertMessage) => ({
  alertId: message.alertId,
  step: message.step,
  revision: message.revision,
  state: message.state,
  urgency: message.urgency,
  level: urgencyNames[message.urgency],
  brand: message.brand,
  deadline: message.deadline.toISOString(),
  url: message.url,
  inboxUrl: message.inboxUrl,
  ack: { token: message.token, url: message.acknowledgeUrl },
  count: message.count,
  title: message.title,
  status: message.status,
  from: message.from,
  why: message.why,
  suggestion: message.suggestion,
  quote: cut(message.quote, quoteLimit, jsonBytes),
});

// The specification asks for less than 20 KB in all.
const quoteLimit = 8000;

const jsonBytes = (text: string): number => bytes(JSON.stringify(text)) - 2;
