import { z } from 'zod';
import { type Secret, secret } from '../../lib/schema.ts';
import { address } from '../../lib/url.ts';

export const Settings = z.strictObject({
  topic: secret().describe(
    'Topic to publish to. Whoever knows its name can read it: use 20 or more random characters.',
  ),
  token: secret().optional().describe('Access token (tk_…) when the server or the topic asks for one.'),
  ack_topic: secret()
    .optional()
    .describe('Second topic, as hard to guess, to which "I\'m on it" writes: acknowledges without a public address.'),
  ack_token: secret()
    .optional()
    .describe(
      'Access token the phone uses to write to `ack_topic`; it travels to the phone, so it must allow only that.',
    ),
});
export type NtfySettings = z.output<typeof Settings> & { id: string; base_url?: string | undefined };

/** Where the server is. */
export const baseOf = ({ base_url }: NtfySettings): string => base_url ?? 'https://ntfy.sh';

/** An address below a topic; the name of the topic is a secret, and so is the address. */
export const topicAddress = (
  settings: NtfySettings,
  topic: Secret,
  path = '',
  query: Record<string, string | number> = {},
): string => address(baseOf(settings), `/${encodeURIComponent(topic.reveal())}${path}`, query);

/** The header that carries a token, or none. */
export const bearer = (token: Secret | undefined): Record<string, string> =>
  token ? { authorization: `Bearer ${token.reveal()}` } : {};
