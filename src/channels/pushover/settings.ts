import { z } from 'zod';
import { duration, secret } from '../../lib/schema.ts';

export const Settings = z.strictObject({
  token: secret().describe('Token of your Pushover application (30 letters and digits).'),
  user: secret().describe('Key of the user or group who is rung (30 letters and digits).'),
  device: z.string().min(1).optional().describe('Only these devices, by name, separated by commas.'),
  repeat_every: duration()
    .prefault('1m')
    .describe('How often a level 1 rings again until somebody answers: 30s to 10m. It rings 50 times at most.'),
});
export type PushoverSettings = z.output<typeof Settings> & { id: string; base_url?: string | undefined };

/** Where the vendor is. */
export const baseOf = ({ base_url }: PushoverSettings): string => base_url ?? 'https://api.pushover.net';
