import { z } from 'zod';
import type { Context } from '../lib/context.ts';
import { address } from '../lib/url.ts';
import { defineChannel, type Receipt } from './channel.ts';
import { delivering } from './delivering.ts';
import { withNtfyFailures } from './ntfy/failures.ts';
import { listenForPresses } from './ntfy/listen.ts';
import { renderNtfy, sequenceId } from './ntfy/render.ts';
import { baseOf, bearer, type NtfySettings, Settings, topicAddress } from './ntfy/settings.ts';

/** ntfy.sh, or an ntfy server of one's own. */
export const ntfy = defineChannel({
  kind: 'ntfy',
  settings: Settings,
  // From server 2.16 on; an older one shows a second notification.
  idempotency: 'replace',
  // A bucket of 60 requests that refills by one every five seconds, https://docs.ntfy.sh/publish/#limitations
  limits: { messages: 60, perMs: 300_000 },
  can: ({ ack_topic }, what) => what !== 'listen' || ack_topic !== undefined,
  send: (settings, message, context) => publish(settings, renderNtfy(settings, message), context),
  // A later publish with the same sequence id replaces the notification; the lowest priority makes no sound.
  edit: (settings, { ref }, message, context) => {
    const changed = { ...renderNtfy(settings, message), priority: 1 };
    return publish(settings, { ...changed, sequence_id: ref?.['sequence'] ?? changed.sequence_id }, context);
  },
  clear: (settings, { ref }, message, context) =>
    clear(settings, ref?.['sequence'] ?? sequenceId(message.key), context),
  listen: async (settings, state, onPress, context) => {
    if (settings.ack_topic) await listenForPresses(settings, settings.ack_topic, state, onPress, context);
  },
  check: (settings, context) => check(settings, context),
});

const Published = z.object({ id: z.string(), event: z.literal('message') });

const publish = async (
  settings: NtfySettings,
  body: ReturnType<typeof renderNtfy>,
  context: Context,
): Promise<Receipt> => {
  const { http, signal } = context;
  // JSON goes to the root: posted to the topic it would be shown as it is.
  const request = { method: 'POST', headers: bearer(settings.token), body, signal } as const;
  await withNtfyFailures(context, () =>
    delivering(() => http.getJson(address(baseOf(settings), '/'), Published, request)),
  );
  // The server has it; nothing says that a phone has.
  return { ref: { sequence: body.sequence_id }, confirmed: false };
};

const clear = async (settings: NtfySettings, sequence: string, context: Context): Promise<void> => {
  const url = topicAddress(settings, settings.topic, `/${encodeURIComponent(sequence)}/clear`);
  const headers = bearer(settings.token);
  // Servers before 2.16 do not know the path: there is nothing to clear with.
  const accept = [404, 405];
  await withNtfyFailures(context, () =>
    context.http.send(url, { method: 'PUT', headers, signal: context.signal, accept }),
  );
};

// Asks nothing of the topic: a token that may only write there is enough.
const check = async (settings: NtfySettings, context: Context): Promise<string> => {
  const { http, signal } = context;
  const url = address(baseOf(settings), '/v1/account');
  await withNtfyFailures(context, () => http.send(url, { headers: bearer(settings.token), signal }));
  return `${new URL(url).host} answers${settings.token ? ' and knows the token' : ''}`;
};
