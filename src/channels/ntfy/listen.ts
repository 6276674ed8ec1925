import { z } from 'zod';
import type { Context } from '../../lib/context.ts';
import { parseJson } from '../../lib/http.ts';
import type { Secret } from '../../lib/schema.ts';
import type { ListenState, Press } from '../channel.ts';
import { withNtfyFailures } from './failures.ts';
import { bearer, type NtfySettings, topicAddress } from './settings.ts';

/** One line of a subscription; `open` and `keepalive` carry nothing. */
const Line = z.object({ id: z.string(), event: z.string(), message: z.string().optional() });

/** What our buttons write, and nothing else: anyone who knows the topic can write to it. */
const tokenShape = /^[\w.~-]{16,256}$/;

/**
 * Hears what the phones write to the second topic, until the signal or the server ends the connection,
 * https://docs.ntfy.sh/subscribe/api/
 */
export const listenForPresses = async (
  settings: NtfySettings,
  topic: Secret,
  state: ListenState,
  onPress: (press: Press) => Promise<void>,
  context: Context,
): Promise<void> => {
  const since = (await state.load()) ?? (await beginNow(state, context));
  const url = topicAddress(settings, topic, '/json', { since });
  const { http, signal } = context;

  await withNtfyFailures(context, async () => {
    for await (const text of http.lines(url, { headers: bearer(settings.token), signal })) {
      const line = readLine(text);
      if (line?.event !== 'message') continue;
      const token = line.message?.trim() ?? '';
      if (tokenShape.test(token)) await onPress({ token, who: { channel: settings.id }, pressId: line.id });
      // After the press, so that one is repeated rather than lost; the server keeps messages for twelve hours.
      await state.save(line.id);
    }
  });
};

// Saved at once: a connection that breaks before the first press must not skip what is pressed meanwhile.
const beginNow = async (state: ListenState, { now }: Context): Promise<string> => {
  const position = String(Math.floor(now().getTime() / 1000));
  await state.save(position);
  return position;
};

const readLine = (text: string): z.output<typeof Line> | undefined => {
  try {
    return parseJson(text, Line, 'ntfy');
  } catch {
    return undefined;
  }
};
