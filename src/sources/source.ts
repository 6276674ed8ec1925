import { z } from 'zod';
import type { Budget } from '../domain/budget.ts';
import type { Dialect } from '../domain/dialect.ts';
import type { Mention, SourceFamily } from '../domain/mention.ts';
import type { Context } from '../lib/context.ts';
import { duration } from '../lib/schema.ts';

export type { Budget };

/** Our own public reply, as the source shows it. */
export interface OwnAnswer {
  /** External id of the post that was answered. */
  inReplyTo: string;
  /** External id of the thread: an answer anywhere below the customer's post counts. */
  conversation?: string;
  at: Date;
  url?: string;
}

/** What one poll returned. */
export interface Page<Cursor = unknown> {
  mentions: Mention[];
  answers: OwnAnswer[];
  /** External ids that the source says are deleted. */
  gone: string[];
  /** Where the next poll resumes; saved only after everything else was stored. */
  cursor: Cursor;
  /** `partial`: more is waiting, ask again at once with this cursor. `empty`: the source answered and has nothing. */
  outcome: 'items' | 'empty' | 'partial';
  /** Elements that did not fit the schema: counted and reported, never silently dropped. */
  rejected?: number;
  /** What a person should know: a gap, a horizon, a query the source refused. */
  notes?: string[];
}

export interface SourceContext extends Context {
  /** The keywords of all brands in this source's dialect; empty when the kind does not search. */
  queries: string[];
  /** Our own handles on this kind of source, without `@`. */
  accounts: string[];
  /** Open mentions of this kind that wait for our public reply. */
  awaiting: { externalId: string; conversation?: string }[];
  budget: Budget;
}

/** Settings every source has. `every` is a cron expression of five or six fields, or a duration. */
export const baseSettings = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'use lower-case letters, digits, "-" and "_", at most 40')
    .describe('Name of this source, unique among sources.'),
  every: z
    .string()
    .optional()
    .describe('When to look: a duration (`2m`, `30s`) or a cron expression of five or six fields.'),
  base_url: z.url().optional().describe('Another address for the same API: a gateway, or a server for tests.'),
  brand: z.string().optional().describe('Everything this source yields belongs to this brand, named or not.'),
  enabled: z.boolean().default(true).describe('`false` keeps the settings and stops looking.'),
  allow_ai: z.boolean().default(true).describe('`false`: nothing that it yields is shown to a second-opinion engine.'),
  history: duration()
    .optional()
    .describe('On the first look, items younger than this may ring. Default: the deadline of the item.'),
});

interface SourceDefinition<Kind extends string, Shape extends z.ZodRawShape, Cursor extends z.ZodType> {
  kind: Kind;
  family: SourceFamily;
  /** Settings over the shared base, each with a description. */
  settings: z.ZodObject<Shape>;
  /** Shape of the cursor; one that does not fit (an older version wrote it) is treated as a first poll. */
  cursor: Cursor;
  /** Polling interval when the settings name none. Absent: this source is not polled (it is pushed to). */
  every?: string;
  /** How long silence is normal, in milliseconds; a source whose newest item is older is reported. */
  rhythmMs?: number;
  /** The source's terms: drop text, author and raw after this, in milliseconds. */
  retainContentForMs?: number;
  /** The source's terms: may text go to a second-opinion engine? */
  allowAi: boolean;
  /** Present when the source is searched with the brands' keywords. */
  dialect?: Dialect;
  /** What yields a firehose is counted, not stored, when nothing matches. */
  firehose?: boolean;
  /** Dollars for one post read, when the source bills by post. */
  usdPerPost?: number;
  /** A rule over several settings: the sentence that says what is missing, or `undefined` when all is well. */
  objection?(settings: SettingsOf<Shape>): string | undefined;
  /** One look. Throws `Failure`. Never retries, sleeps, reads the environment or touches Redis. */
  poll?(
    settings: SettingsOf<Shape>,
    cursor: z.output<Cursor> | null,
    context: SourceContext,
  ): Promise<Page<z.output<Cursor>>>;
  /** One cheap call that proves the credential; returns what it saw, for `doctor`. Throws `Failure`. */
  check?(settings: SettingsOf<Shape>, context: SourceContext): Promise<string>;
  /** Looks at single posts again before an escalation step. */
  recheck?(
    settings: SettingsOf<Shape>,
    externalIds: string[],
    context: SourceContext,
  ): Promise<{ gone: string[]; answers: OwnAnswer[]; mentions: Mention[] }>;
}

type SettingsOf<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>> & z.output<typeof baseSettings>;

/** A configured source: the definition closed over its settings. */
export interface Source {
  id: string;
  kind: string;
  family: SourceFamily;
  enabled: boolean;
  brand?: string;
  every?: string;
  historyMs?: number;
  rhythmMs: number;
  retainContentForMs?: number;
  allowAi: boolean;
  dialect?: Dialect;
  firehose: boolean;
  usdPerPost: number;
  /** The parsed settings, for the few that look past the contract (budgets, intake secrets). */
  settings: Record<string, unknown>;
  poll?(cursor: unknown, context: SourceContext): Promise<Page>;
  check?(context: SourceContext): Promise<string>;
  recheck?(
    externalIds: string[],
    context: SourceContext,
  ): Promise<{ gone: string[]; answers: OwnAnswer[]; mentions: Mention[] }>;
}

/** What `defineSource` returns, for those who handle every kind alike. */
export interface SourceKind {
  kind: string;
  family: SourceFamily;
  settings: z.ZodObject<Readonly<Record<string, z.ZodType>> & { kind: z.ZodLiteral<string> }>;
  cursor: z.ZodType;
  open(raw: unknown): Source;
}

const dayMs = 86_400_000;

/**
 * Turns a definition into `{ kind, settings, open }`; `open(raw)` parses settings and closes over them, so that no generic or
 * cast leaks out of an adapter's file.
 */
export const defineSource = <Kind extends string, Shape extends z.ZodRawShape, Cursor extends z.ZodType>(
  definition: SourceDefinition<Kind, Shape, Cursor>,
) => {
  const settings = z
    .strictObject({
      kind: z.literal(definition.kind),
      ...baseSettings.shape,
      ...definition.settings.shape,
    })
    .superRefine((parsed, issues) => {
      const message = definition.objection?.(parsed as SettingsOf<Shape>);
      if (message !== undefined) issues.addIssue({ code: 'custom', message });
    });

  const open = (raw: unknown): Source => {
    const parsed = settings.parse(raw) as SettingsOf<Shape> & Record<string, unknown>;
    const { poll, check, recheck } = definition;
    const every = parsed.every ?? definition.every;
    const family = 'family' in parsed ? (parsed['family'] as SourceFamily) : definition.family;

    return {
      id: parsed.id,
      kind: definition.kind,
      family,
      enabled: parsed.enabled,
      rhythmMs: definition.rhythmMs ?? 7 * dayMs,
      allowAi: definition.allowAi && parsed.allow_ai,
      firehose: definition.firehose ?? false,
      usdPerPost: definition.usdPerPost ?? 0,
      settings: parsed,
      ...(parsed.brand === undefined ? {} : { brand: parsed.brand }),
      ...(every === undefined ? {} : { every }),
      ...(parsed.history === undefined ? {} : { historyMs: parsed.history }),
      ...(definition.retainContentForMs === undefined ? {} : { retainContentForMs: definition.retainContentForMs }),
      ...(definition.dialect === undefined ? {} : { dialect: definition.dialect }),
      ...(poll && {
        poll: async (cursor: unknown, context: SourceContext) =>
          branded(await poll(parsed, readCursor(definition.cursor, cursor, context), context), parsed.brand),
      }),
      ...(check && { check: (context: SourceContext) => check(parsed, context) }),
      ...(recheck && {
        recheck: async (ids: string[], context: SourceContext) =>
          branded(await recheck(parsed, ids, context), parsed.brand),
      }),
    };
  };

  return {
    kind: definition.kind,
    family: definition.family,
    settings,
    cursor: definition.cursor,
    definition: { ...definition, settings: undefined },
    open,
  };
};

const branded = <Found extends { mentions: Mention[] }>(found: Found, brand: string | undefined): Found =>
  brand === undefined ? found : { ...found, mentions: found.mentions.map((mention) => ({ ...mention, brand })) };

const readCursor = <Cursor extends z.ZodType>(
  schema: Cursor,
  stored: unknown,
  { log }: SourceContext,
): z.output<Cursor> | null => {
  if (stored === null || stored === undefined) return null;
  const parsed = schema.safeParse(stored);
  if (parsed.success) return parsed.data;
  log.warn('the stored cursor has an unknown shape and is left aside: what was already seen is not rung again');
  return null;
};
