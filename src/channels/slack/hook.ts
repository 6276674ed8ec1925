import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Context } from '../../lib/context.ts';
import type { Secret } from '../../lib/schema.ts';
import { cut, oneLine } from '../../lib/text.ts';
import type { HookAnswer, HookRequest, Press } from '../channel.ts';
import { actionIds, escapeMrkdwn } from './blocks.ts';

/** Both ways: a timestamp from the future is as false as an old one. */
const toleranceSeconds = 300;

const Interaction = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id: z.string().max(64), name: z.string().optional(), username: z.string().optional() }),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional(), action_ts: z.string().optional() })),
  response_url: z.string().optional(),
});
type Interaction = z.infer<typeof Interaction>;

interface HookOptions {
  channel: string;
  signingSecret: Secret;
  /** Origins besides Slack's own that a reply may be posted to: where this channel already sends. */
  trustedOrigins: string[];
}

/** Verifies and reads a press of a button (`block_actions`), https://docs.slack.dev/interactivity/handling-user-interaction */
export const readInteraction = (request: HookRequest, options: HookOptions, context: Context): HookAnswer => {
  if (!isSigned(request, options.signingSecret, context.now())) return { status: 401, body: '', presses: [] };

  const interaction = parseForm(request.rawBody);
  if (interaction === 'other') return { status: 200, body: '', presses: [] };
  if (interaction === undefined) return { status: 400, body: '', presses: [] };

  const replyTo = trustedReply(interaction.response_url, options.trustedOrigins);
  return {
    status: 200,
    body: '',
    presses: pressesOf(interaction, options.channel),
    ...(replyTo !== undefined && { after: ({ text }) => replyPrivately(replyTo, text, context) }),
  };
};

// https://docs.slack.dev/authentication/verifying-requests-from-slack — over the bytes as they came, before any parsing.
const isSigned = ({ headers, rawBody }: HookRequest, signingSecret: Secret, now: Date): boolean => {
  const stamp = headers['x-slack-request-timestamp'] ?? '';
  if (!/^\d{1,12}$/.test(stamp)) return false;
  if (Math.abs(now.getTime() / 1000 - Number(stamp)) > toleranceSeconds) return false;

  const mac = createHmac('sha256', signingSecret.reveal()).update(`v0:${stamp}:`).update(rawBody).digest('hex');
  const expected = Buffer.from(`v0=${mac}`);
  const given = Buffer.from(headers['x-slack-signature'] ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
};

const Typed = z.looseObject({ type: z.string() });

const parseForm = (rawBody: Uint8Array): Interaction | 'other' | undefined => {
  const form = new URLSearchParams(Buffer.from(rawBody).toString('utf8'));
  // Slack asks now and then whether the certificate is good, with nothing else in the form.
  if (form.has('ssl_check')) return 'other';
  const value = asJson(form.get('payload') ?? '');
  const typed = Typed.safeParse(value);
  if (!typed.success) return undefined;
  if (typed.data.type !== 'block_actions') return 'other';
  return Interaction.safeParse(value).data;
};

const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

// "Open" is a link and comes back as well; it only wants an answer.
const pressesOf = ({ user, actions }: Interaction, channel: string): Press[] => {
  const name = user.name ?? user.username;
  const who = { channel, id: user.id, ...(name === undefined ? {} : { name: cut(oneLine(name.slice(0, 400)), 80) }) };
  return actions.flatMap(({ action_id, value, action_ts }): Press[] => {
    const action = pressedActions.get(action_id);
    if (action === undefined || value === undefined) return [];
    return [{ token: value, action, who, ...(action_ts === undefined ? {} : { pressId: `${user.id}-${action_ts}` }) }];
  });
};

const pressedActions = new Map<string, 'acknowledge' | 'snooze'>([
  [actionIds.acknowledge, 'acknowledge'],
  [actionIds.snooze, 'snooze'],
]);

const slackHosts = new Set(['hooks.slack.com', 'hooks.slack-gov.com']);

// The address comes with the request; a signature is no reason to call whatever it names.
const trustedReply = (url: string | undefined, trustedOrigins: string[]): string | undefined => {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { protocol, host, origin } = new URL(url);
  return (protocol === 'https:' && slackHosts.has(host)) || trustedOrigins.includes(origin) ? url : undefined;
};

const replyPrivately = async (url: string, text: string, { http, signal }: Context): Promise<void> => {
  await http.send(url, {
    method: 'POST',
    body: { response_type: 'ephemeral', replace_original: false, text: escapeMrkdwn(cut(oneLine(text), 300)) },
    signal,
  });
};
