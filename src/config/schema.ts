import { z } from 'zod';
import { ChannelLanguage } from '../channels/channel.ts';
import { ChannelSettings } from '../channels/index.ts';
import { Calendar, QuietHours, TimeZone } from '../domain/calendar.ts';
import { duration } from '../domain/duration.ts';
import { Policy } from '../domain/policy.ts';
import { Rule } from '../domain/rule.ts';
import { TargetSettings } from '../domain/target.ts';
import { EngineSettings } from '../engines/index.ts';
import { SourceSettings } from '../sources/index.ts';

const id = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'use lower-case letters, digits, "-" and "_", at most 40');

const share = z.number().min(0).max(1);

/** Targets for all kinds of source, and for one family. */
const Targets = z.strictObject({
  ...TargetSettings.shape,
  social: TargetSettings.optional().describe('Only for social networks.'),
  review: TargetSettings.optional().describe('Only for review sites.'),
  news: TargetSettings.optional().describe('Only for news and feeds.'),
});
export type Targets = z.infer<typeof Targets>;

export const Person = z.strictObject({
  id: id.describe('Name of this person, unique among people and channels.'),
  name: z.string().min(1).optional().describe('How others see them; the id when absent.'),
  time_zone: TimeZone.optional().describe(
    'IANA name, like Europe/Madrid: times in messages and quiet hours. Default: that of the main file.',
  ),
  language: ChannelLanguage.optional().describe(
    'Language of their messages: en, es or pl. Default: that of the main file.',
  ),
  quiet_hours: QuietHours.optional().describe('When only level 1 may ring, like 23:00-07:00.'),
  channels: z.array(id).min(1).describe('Where they are reached, by channel id.'),
});
/** A person with the time zone and the language of the main file where they name none. */
export type Person = z.infer<typeof Person> & { time_zone: string; language: ChannelLanguage };

const conditions = z.array(z.string().min(1)).min(1).max(200);

const Keyword = z.strictObject({
  id: id.describe('Name of this keyword, unique in its brand.'),
  query: z
    .string()
    .min(1)
    .describe('What must be written: words, "phrases", word*, @handle, #tag, domain.com, OR, NOT, NEAR/n, ( ).'),
  only_with: conditions
    .optional()
    .describe('It counts only where one of these stands in the same text: words of your trade.'),
  exclude: conditions
    .optional()
    .describe('It does not count where one of these applies: words, author:name, site:address.'),
  languages: z.array(z.string()).optional().describe('Only mentions in these languages (or in none that is known).'),
});
export type Keyword = z.infer<typeof Keyword>;

/** One file of `config/brands`. */
export const Brand = z.strictObject({
  brand: z.string().min(1).max(80).describe('The name people see.'),
  own_accounts: z
    .record(
      z.string(),
      z.union([z.string(), z.array(z.string())]).transform((value) => (Array.isArray(value) ? value : [value])),
    )
    .default({})
    .describe('Our own handles by kind of source; what they write is never a mention, and their replies close alerts.'),
  keywords: z.array(Keyword).default([]).describe('What finds a mention.'),
  exclude: conditions
    .optional()
    .describe('No keyword counts where one of these applies: "phrases", author:name, site:address, domain.com.'),
  context: z.string().optional().describe('One sentence about the business, for people and for optional engines.'),
  confidence_floor: share
    .optional()
    .describe('Below this confidence a mention goes to "have a look" instead of ringing.'),
  learn: z
    .boolean()
    .default(true)
    .describe(
      'Whether verdicts given in the inbox and by `feedback` shift how later mentions of this brand are judged.',
    ),
  calendar: id.optional().describe('Targets of levels 2 to 5 count only the open hours of this calendar.'),
  targets: Targets.optional().describe(
    'Time allowed until our public reply; what is absent is taken from the main file.',
  ),
  rules: z.array(Rule).optional().describe('Rules of this brand, asked before those of the main file.'),
});
export type Brand = z.infer<typeof Brand>;

/** `config/earshot.yaml`. */
export const MainFile = z.strictObject({
  sources: z.array(SourceSettings).default([]).describe('Where to listen.'),
  channels: z.array(ChannelSettings).default([]).describe('Where to ring.'),
  people: z.array(Person).default([]).describe('Whom to ring.'),
  rules: z.array(Rule).optional().describe('What rings; the first that applies wins. Absent: the shipped rules.'),
  policies: z.array(Policy).default([]).describe('Who is told when. Absent: a default for one person with a phone.'),
  calendars: z.array(Calendar).default([]).describe('Business hours.'),
  targets: Targets.default({}).describe('Time allowed until our public reply.'),
  language: ChannelLanguage.default('en').describe(
    'Language of messages and pages where a person or channel names none.',
  ),
  time_zone: TimeZone.default('UTC').describe('Time zone where a person names none.'),
  confidence_floor: share
    .default(0.5)
    .describe('Below this confidence a mention goes to "have a look" instead of ringing.'),
  second_opinion: EngineSettings.optional().describe(
    'Who is asked about mentions that are judged with less confidence than that. Absent: nobody.',
  ),
  retention: z
    .strictObject({
      mentions: duration()
        .default(90 * 86_400_000)
        .describe('How long mentions are kept.'),
      unmatched: duration()
        .default(30 * 86_400_000)
        .describe('How long what no keyword matched is kept.'),
      unmatched_most: z.number().int().positive().default(20_000).describe('How many of those at most.'),
    })
    .prefault({})
    .describe('How long what was heard is kept.'),
  heartbeat_url: z
    .string()
    .optional()
    .describe('Address called every minute after a good audit: a dead-man switch outside.'),
});
export type MainFile = z.infer<typeof MainFile>;

/**
 * Settings of one source or channel as they stand in the file, secrets already filled in: `openSource` and `openChannel` parse
 * them, and a duration can be parsed only once.
 */
export const RawSettings = z.looseObject({ id: z.string(), kind: z.string() });
export type RawSettings = z.infer<typeof RawSettings>;

/** The same for the engine, of which there is only one. */
export const RawEngine = z.looseObject({ kind: z.string() });
export type RawEngine = z.infer<typeof RawEngine>;

/** The whole configuration, frozen. `hash` names the state of the files it came from. */
export interface Config extends Omit<MainFile, 'sources' | 'channels' | 'people' | 'second_opinion'> {
  sources: RawSettings[];
  channels: RawSettings[];
  second_opinion?: RawEngine | undefined;
  people: Person[];
  brands: Brand[];
  /** First 12 characters of the SHA-256 over all files. */
  hash: string;
  /** The folder it was read from. */
  folder: string;
}
