import { z } from 'zod';
import type { Context } from '../lib/context.ts';
import type { HttpAnswer } from '../lib/http.ts';
import { type Secret, secret } from '../lib/schema.ts';
import { safeUrl } from '../lib/text.ts';
import { address } from '../lib/url.ts';
import { type AlertMessage, defineChannel, type Message, type Receipt } from './channel.ts';
import { delivering, secretAddress } from './delivering.ts';
import { readApiAnswer, readWebhookAnswer, saysGone, wordedStatuses } from './slack/answers.ts';
import { type Buttons, renderSlack } from './slack/blocks.ts';
import { readInteraction } from './slack/hook.ts';

const Settings = z.strictObject({
  webhook_url: secret()
    .optional()
    .describe('Address of an incoming webhook: posts to its one channel, cannot change what it posted.'),
  bot_token: secret().optional().describe('Token of the Slack app (xoxb-…) with the scope chat:write.'),
  channel: z.string().min(1).optional().describe('Id of the channel to post to (C…), with `bot_token`.'),
  signing_secret: secret()
    .optional()
    .describe('Signing secret of the Slack app: lets its buttons acknowledge, with a public address.'),
});

type SlackSettings = z.output<typeof Settings> & { id: string; base_url?: string | undefined };

/** Slack, by incoming webhook or by Web API. */
export const slack = defineChannel({
  kind: 'slack',
  settings: Settings,
  objection: ({ webhook_url, bot_token, channel }) => {
    if (webhook_url && bot_token) return 'give either webhook_url or bot_token';
    if (!webhook_url && !bot_token) return 'webhook_url is missing (or bot_token and channel)';
    return bot_token && channel === undefined ? 'channel is missing: the id of the channel to post to' : undefined;
  },
  idempotency: 'none',
  // One a second per channel and per webhook, https://docs.slack.dev/apis/web-api/rate-limits
  limits: { messages: 1, perMs: 1000 },
  can: ({ bot_token, signing_secret }, what) => (what === 'hook' ? signing_secret : bot_token) !== undefined,
  send: (settings, message, context) =>
    settings.webhook_url
      ? postToWebhook(settings.webhook_url, renderSlack(message, buttonsOf(settings)), context)
      : post(settings, message, context),
  edit: (settings, receipt, message, context) => update(settings, receipt, message, context),
  hook: async (settings, request, context) => {
    if (!settings.signing_secret) return { status: 404, body: '', presses: [] };
    const options = { channel: settings.id, signingSecret: settings.signing_secret, trustedOrigins: origins(settings) };
    return readInteraction(request, options, context);
  },
  check: (settings, context) =>
    settings.webhook_url ? checkWebhook(settings.webhook_url, context) : checkToken(settings, context),
});

const buttonsOf = ({ signing_secret }: SlackSettings): Buttons => (signing_secret ? 'press' : 'link');

const origins = ({ base_url, webhook_url }: SlackSettings): string[] =>
  [base_url, webhook_url?.reveal()].flatMap((url) => {
    const safe = safeUrl(url);
    return safe === undefined ? [] : [new URL(safe).origin];
  });

const postToWebhook = async (webhook: Secret, body: unknown, { http, signal }: Context): Promise<Receipt> => {
  const url = secretAddress(webhook, 'webhook_url');
  await delivering(async () =>
    readWebhookAnswer(await http.send(url, { method: 'POST', body, signal, accept: wordedStatuses })),
  );
  return { ref: null, confirmed: true };
};

const Posted = z.object({ channel: z.string(), ts: z.string() });

const post = async (settings: SlackSettings, message: Message, context: Context): Promise<Receipt> => {
  const thread = threadOf(message);
  const body = {
    channel: settings.channel,
    ...renderSlack(message, buttonsOf(settings)),
    ...metadataOf(message),
    // A reply alone is seen only by those who follow the thread: a later step is shown in the channel too.
    ...(thread !== undefined && { thread_ts: thread, reply_broadcast: true }),
  };
  const posted = await delivering(async () =>
    readApiAnswer(await ask(settings, 'chat.postMessage', body, context), Posted),
  );
  return { ref: { ...posted, ...(thread !== undefined && { thread }) }, confirmed: true };
};

const threadOf = (message: Message): string | undefined => {
  if (message.type === 'notice' || message.step === 0) return undefined;
  const ref = message.previous?.ref;
  return ref?.['thread'] ?? ref?.['ts'];
};

// Readable by every app in the channel: ids only.
const metadataOf = (message: Message) =>
  message.type === 'notice'
    ? {}
    : {
        metadata: {
          event_type: 'earshot_alert',
          event_payload: { alert_id: message.alertId, step: message.step },
        },
      };

const update = async (
  settings: SlackSettings,
  receipt: Receipt,
  message: AlertMessage,
  context: Context,
): Promise<Receipt | 'gone'> => {
  const { channel, ts } = receipt.ref ?? {};
  if (channel === undefined || ts === undefined) return 'gone';
  const body = { channel, ts, ...renderSlack(message, buttonsOf(settings)) };
  return delivering(async () => {
    const answer = await ask(settings, 'chat.update', body, context);
    if (saysGone(answer)) return 'gone';
    readApiAnswer(answer, z.object({}));
    return { ref: receipt.ref, confirmed: true };
  });
};

const ask = (
  { base_url, bot_token }: SlackSettings,
  method: string,
  body: unknown,
  { http, signal }: Context,
): Promise<HttpAnswer> =>
  http.send(address(base_url ?? 'https://slack.com/api/', `/${method}`), {
    method: 'POST',
    headers: { authorization: `Bearer ${bot_token?.reveal() ?? ''}` },
    body,
    signal,
  });

const Workspace = z.object({ team: z.string(), user: z.string() });

const checkToken = async (settings: SlackSettings, context: Context): Promise<string> => {
  const { team, user } = readApiAnswer(await ask(settings, 'auth.test', {}, context), Workspace);
  return `Slack knows the token as ${user} in ${team}`;
};

// A body without text is refused by name, which proves the webhook without posting anything.
const checkWebhook = async (webhook: Secret, { http, signal }: Context): Promise<string> => {
  const url = secretAddress(webhook, 'webhook_url');
  const answer = await http.send(url, { method: 'POST', body: {}, signal, accept: wordedStatuses });
  if (!/^(no_text|invalid_payload|missing_text_or_fallback_or_attachments)$/.test(answer.text.trim()))
    readWebhookAnswer(answer);
  return 'Slack knows the webhook';
};
