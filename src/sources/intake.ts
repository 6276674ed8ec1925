import { z } from 'zod';
import { SourceFamily } from '../domain/mention.ts';
import { secret } from '../lib/schema.ts';
import { defineSource } from './source.ts';

const Settings = z.strictObject({
  family: SourceFamily.describe('What kind of place this sender reports from: `social`, `review` or `news`.'),
  source: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'use 1 to 40 lower-case letters, digits and "-"')
    .optional()
    .describe('Where mentions that name no source come from. Default: the id of this sender.'),
  secret: secret()
    .optional()
    .describe(
      'What the sender signs with: base64 of at least 24 random bytes, two with a comma between while it is being changed. ' +
        'Default: EARSHOT_INTAKE_SECRET_<NAME>.',
    ),
  token: secret()
    .optional()
    .describe('Bearer token for a sender that cannot sign. Default: EARSHOT_INTAKE_TOKEN_<NAME>.'),
});

/** A sender that pushes mentions to `POST /v1/intake/{id}`. */
export const intake = defineSource({
  kind: 'intake',
  family: 'social',
  settings: Settings,
  cursor: z.null(),
  allowAi: true,
});
