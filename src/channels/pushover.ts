import { z } from 'zod';
import type { Context } from '../lib/context.ts';
import { Failure } from '../lib/failure.ts';
import { defineChannel, type Message, type Receipt } from './channel.ts';
import { delivering } from './delivering.ts';
import { askPushover, type PushoverRequest } from './pushover/answers.ts';
import { listenForReceipts } from './pushover/listen.ts';
import { quotaOf, warnOfQuota } from './pushover/quota.ts';
import { renderPushover } from './pushover/render.ts';
import { baseOf, type PushoverSettings, Settings } from './pushover/settings.ts';

/** Pushover: on level 1 the phone rings again and again until somebody answers, https://pushover.net/api */
export const pushover = defineChannel({
  kind: 'pushover',
  settings: Settings,
  objection: ({ repeat_every }) =>
    repeat_every < 30_000 || repeat_every > 600_000 ? 'repeat_every must be between 30s and 10m' : undefined,
  idempotency: 'none',
  // The vendor asks for two connections at most; a send takes a good part of a second.
  limits: { messages: 2, perMs: 1000 },
  send: (settings, message, context) => send(settings, message, context),
  clear: async (settings, { ref }, _message, context) => {
    if (ref?.['tag'] !== undefined) await cancel(settings, ref['tag'], context);
  },
  listen: (settings, state, onPress, context) => listenForReceipts(settings, state, onPress, context),
  check: (settings, context) => check(settings, context),
});

const Sent = z.object({ status: z.literal(1), receipt: z.string().optional() });

const send = async (settings: PushoverSettings, message: Message, context: Context): Promise<Receipt> => {
  const body = renderPushover(settings, message, context.now());
  const tag = body.tags;
  const repeats = message.type === 'alert' && (message.attempt ?? 1) > 1;
  if (tag !== undefined && repeats) await silenceEarlier(settings, tag, context);

  const { read, headers } = await delivering(() => ask(settings, { path: '/1/messages.json', body }, Sent, context));
  warnOfQuota(quotaOf(headers), settings.id, context);
  // The vendor has it; only the receipt of an emergency tells whether a phone has.
  const ref = tag === undefined ? null : { tag, ...(read.receipt !== undefined && { receipt: read.receipt }) };
  return { ref, confirmed: false };
};

/** A cancellation that hangs must not use up the time of the ring that follows it. */
const silenceWithinMs = 3000;

// An attempt whose outcome is not known may ring already, and nobody needs two alarms. Two are better than none, though.
const silenceEarlier = async (settings: PushoverSettings, tag: string, context: Context): Promise<void> => {
  try {
    await cancel(settings, tag, context, silenceWithinMs);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    context.log.debug({ channel: settings.id, kind: error.kind }, 'an earlier attempt could not be silenced');
  }
};

// By tag rather than by receipt: ends every attempt of the ring, also one that never told its receipt.
const cancel = async (settings: PushoverSettings, tag: string, context: Context, timeoutMs?: number): Promise<void> => {
  const path = `/1/receipts/cancel_by_tag/${encodeURIComponent(tag)}.json`;
  const body = { token: settings.token.reveal() };
  const request = { path, body, ...(timeoutMs !== undefined && { timeoutMs }) };
  await ask(settings, request, z.object({ status: z.literal(1) }), context);
};

const ask = <T extends z.ZodType>(settings: PushoverSettings, request: PushoverRequest, schema: T, context: Context) =>
  askPushover(baseOf(settings), request, schema, context);

const Validated = z.object({ status: z.literal(1), devices: z.array(z.string()).default([]) });
const Limits = z.object({ status: z.literal(1), limit: z.number(), remaining: z.number() });

// A group has no devices of its own.
const check = async (settings: PushoverSettings, context: Context): Promise<string> => {
  const token = settings.token.reveal();
  const body = { token, user: settings.user.reveal() };
  const { read: user } = await ask(settings, { path: '/1/users/validate.json', body }, Validated, context);
  const { read: quota } = await ask(settings, { path: '/1/apps/limits.json', query: { token } }, Limits, context);
  const devices = user.devices.length === 0 ? 'the recipient' : `${user.devices.length} of the recipient's devices`;
  return `Pushover knows ${devices}; ${quota.remaining} of ${quota.limit} messages are left this month`;
};
