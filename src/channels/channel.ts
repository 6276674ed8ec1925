import { z } from 'zod';
import type { Urgency } from '../domain/classification.ts';
import type { Receipt } from '../domain/receipt.ts';
import type { Context } from '../lib/context.ts';
import { withoutSecrets } from './scrub.ts';

export type { Receipt };

export const ChannelLanguage = z.enum(['en', 'es', 'pl']);
export type ChannelLanguage = z.infer<typeof ChannelLanguage>;

/** An alert as a person should read it. All text is already cleaned (`lib/text.ts`), not yet escaped or cut for a channel. */
export interface AlertMessage {
  type: 'alert';
  alertId: string;
  /** Which step of the policy rings; edits carry the step they change. */
  step: number;
  /** The vendor's own key for this notification, the same on a repeat: `al_01.step1`. */
  key: string;
  /** Which revision of the alert this shows: tells one edit of a message from the next. */
  revision: number;
  urgency: Urgency;
  /** `soft` must not break through do-not-disturb. */
  sound: 'loud' | 'normal' | 'soft';
  /** `open`, `acknowledged`, `answered`, `resolved`, `snoozed`: decides whether buttons are shown. */
  state: 'open' | 'snoozed' | 'acknowledged' | 'answered' | 'resolved';
  language: ChannelLanguage;
  brand: string;
  /** `53 min left · DOWN · Acme Coffee` */
  title: string;
  /** `posted 14:02 · 53 min left`, or who took it, or how it ended. Time and state always come first. */
  status: string;
  /** `X · @lucia_m · 2.1k followers` */
  from: string;
  /** The customer's words. */
  quote: string;
  /** One sentence: why we think it is urgent. */
  why: string;
  /** How an answer may begin, in the customer's language; only while somebody has yet to answer. */
  suggestion?: string;
  /** How many mentions the alert counts, at least 1. */
  count: number;
  deadline: Date;
  /** Where to answer in public; only http or https. */
  url?: string;
  /** Our page about it, when a public address is set. */
  inboxUrl?: string;
  /** What acknowledges this alert: goes into buttons, never into visible text. */
  token: string;
  /** GET shows a page, POST acknowledges; only when a public address is set. */
  acknowledgeUrl?: string;
  /** Words in the reader's language: on the buttons, before the deadline where a channel shows it as a time, before the suggestion. */
  words: { acknowledge: string; later: string; open: string; answerBy: string; suggestion: string };
  /** Which attempt at this ring it is; from 2 on, an earlier one may have arrived. Absent: the first. */
  attempt?: number;
  /** What this channel gave back for an earlier ring of the alert: lets a later one join its thread. */
  previous?: Receipt;
}

/** A word from Earshot about itself: a dead credential, a bad configuration, a digest. */
export interface Notice {
  type: 'notice';
  key: string;
  language: ChannelLanguage;
  title: string;
  text: string;
  url?: string;
}

export type Message = AlertMessage | Notice;

/** A person pressed something. `token` is checked by whoever receives it. */
export interface Press {
  token: string;
  /** Which button; `acknowledge` when the channel has only that one. */
  action?: 'acknowledge' | 'snooze';
  who: { channel: string; id?: string; name?: string };
  /** Unique per press where the vendor has such an id: repeats have no second effect. */
  pressId?: string;
}

export interface HookRequest {
  method: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** Exactly the bytes that came in: signatures are over these. */
  rawBody: Uint8Array;
  query: Record<string, string>;
}

export interface HookAnswer {
  status: number;
  body: string;
  contentType?: string;
  presses: Press[];
  /** Runs after the answer was sent: a private word to somebody who may not, for example. */
  after?: (result: { accepted: boolean; text: string }) => Promise<void>;
}

/** A message of ours that nobody has answered yet. */
export interface Waiting {
  receipt: Receipt;
  /** What a press on it stands for. */
  token: string;
}

/** Where listening resumes: `load` gives what the last `save` was given. */
export interface ListenState {
  load(): Promise<string | null>;
  save(position: string): Promise<void>;
  /** What this channel delivered of alerts that nobody has taken: for vendors that are asked message by message. */
  waiting(): Promise<Waiting[]>;
}

/** Settings every channel has. */
export const baseSettings = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'use lower-case letters, digits, "-" and "_", at most 40')
    .describe('Name of this channel, unique among channels and people.'),
  base_url: z.url().optional().describe('Another address for the same API: a gateway, or a server for tests.'),
  language: ChannelLanguage.optional().describe('Language of the messages: en, es or pl.'),
  enabled: z.boolean().default(true).describe('`false` keeps the settings and stops sending.'),
});

interface ChannelDefinition<Kind extends string, Shape extends z.ZodRawShape> {
  kind: Kind;
  settings: z.ZodObject<Shape>;
  /** A rule over several settings: the sentence that says what is missing, or `undefined` when all is well. */
  objection?(settings: SettingsOf<Shape>): string | undefined;
  /**
   * What a repeat of the same message does: `key` = the vendor drops it, `replace` = it replaces the first one,
   * `none` = a second message appears.
   */
  idempotency: 'key' | 'replace' | 'none';
  /** Most messages per interval towards this channel. */
  limits: { messages: number; perMs: number };
  /** Sends a new message. Throws `Failure`; `unknown` when it cannot be told whether it arrived. */
  send(settings: SettingsOf<Shape>, message: Message, context: Context): Promise<Receipt>;
  /** Changes a sent message in place, without ringing. Returns `gone` when there is nothing left to change. */
  edit?(
    settings: SettingsOf<Shape>,
    receipt: Receipt,
    message: AlertMessage,
    context: Context,
  ): Promise<Receipt | 'gone'>;
  /** Takes the ringing off the device once somebody has it; where there is no `edit`, as soon as somebody acknowledges. */
  clear?(settings: SettingsOf<Shape>, receipt: Receipt, message: AlertMessage, context: Context): Promise<void>;
  /** Hears acknowledgements until the signal ends it; returns or throws when the connection ends. */
  listen?(
    settings: SettingsOf<Shape>,
    state: ListenState,
    onPress: (press: Press) => Promise<void>,
    context: Context,
  ): Promise<void>;
  /** Verifies and reads a signed callback (`POST /hooks/{channel}`). */
  hook?(settings: SettingsOf<Shape>, request: HookRequest, context: Context): Promise<HookAnswer>;
  /** One cheap call that proves the credential without bothering anybody. Throws `Failure`. */
  check?(settings: SettingsOf<Shape>, context: Context): Promise<string>;
  /** False for channels no person is woken by (a log, a webhook). Default true. */
  wakes?: boolean;
  /** Settings that switch parts on: return false for what these settings cannot do (a Slack webhook cannot edit). */
  can?(settings: SettingsOf<Shape>, what: 'edit' | 'clear' | 'listen' | 'hook'): boolean;
}

type SettingsOf<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>> & z.output<typeof baseSettings>;

/** A configured channel: the definition closed over its settings. */
export interface Channel {
  id: string;
  kind: string;
  enabled: boolean;
  language?: ChannelLanguage;
  idempotency: 'key' | 'replace' | 'none';
  limits: { messages: number; perMs: number };
  wakes: boolean;
  settings: Record<string, unknown>;
  send(message: Message, context: Context): Promise<Receipt>;
  edit?(receipt: Receipt, message: AlertMessage, context: Context): Promise<Receipt | 'gone'>;
  clear?(receipt: Receipt, message: AlertMessage, context: Context): Promise<void>;
  listen?(state: ListenState, onPress: (press: Press) => Promise<void>, context: Context): Promise<void>;
  hook?(request: HookRequest, context: Context): Promise<HookAnswer>;
  check?(context: Context): Promise<string>;
}

/** What `defineChannel` returns, for those who handle every kind alike. */
export interface ChannelKind {
  kind: string;
  settings: z.ZodObject<Readonly<Record<string, z.ZodType>> & { kind: z.ZodLiteral<string> }>;
  idempotency: Channel['idempotency'];
  limits: Channel['limits'];
  open(raw: unknown): Channel;
}

/**
 * Turns a definition into `{ kind, settings, open }`; `open(raw)` parses settings and closes over them. Failures that leave an
 * opened channel hold none of its secrets.
 */
export const defineChannel = <Kind extends string, Shape extends z.ZodRawShape>(
  definition: ChannelDefinition<Kind, Shape>,
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

  const open = (raw: unknown): Channel => {
    const parsed = settings.parse(raw) as SettingsOf<Shape> & Record<string, unknown>;
    const { send, edit, clear, listen, hook, check } = definition;
    const can = (what: 'edit' | 'clear' | 'listen' | 'hook') => definition.can?.(parsed, what) ?? true;
    const guarded = <Result>(call: () => Promise<Result>) => withoutSecrets(parsed, call);

    return {
      id: parsed.id,
      kind: definition.kind,
      enabled: parsed.enabled,
      idempotency: definition.idempotency,
      limits: definition.limits,
      wakes: definition.wakes ?? true,
      settings: parsed,
      ...(parsed.language === undefined ? {} : { language: parsed.language }),
      send: (message, context) => guarded(() => send(parsed, message, context)),
      ...(edit &&
        can('edit') && {
          edit: (receipt: Receipt, message: AlertMessage, context: Context) =>
            guarded(() => edit(parsed, receipt, message, context)),
        }),
      ...(clear &&
        can('clear') && {
          clear: (receipt: Receipt, message: AlertMessage, context: Context) =>
            guarded(() => clear(parsed, receipt, message, context)),
        }),
      ...(listen &&
        can('listen') && {
          listen: (state: ListenState, onPress: (press: Press) => Promise<void>, context: Context) =>
            guarded(() => listen(parsed, state, onPress, context)),
        }),
      ...(hook &&
        can('hook') && {
          hook: (request: HookRequest, context: Context) => guarded(() => hook(parsed, request, context)),
        }),
      ...(check && { check: (context: Context) => guarded(() => check(parsed, context)) }),
    };
  };

  return { kind: definition.kind, settings, idempotency: definition.idempotency, limits: definition.limits, open };
};
