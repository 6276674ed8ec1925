import { z } from 'zod';
import { type Alarms, createAlarms, type PushoverMessage } from './pushover/alarms.ts';
import { type SeenRequest, type StandIn, type StandInAnswer, startStandIn } from './stand-in.ts';

export type { PushoverMessage } from './pushover/alarms.ts';

export interface PushoverStandIn extends StandIn {
  token: string;
  /** Key of the one user. */
  user: string;
  /** Everything that was accepted, oldest first. */
  messages: Alarms['messages'];
  /** What still asks for attention: an alarm until somebody ends it, anything else for good. */
  shown(): PushoverMessage[];
  /** Why a request was refused. */
  complaints: string[];
  /** Somebody taps "acknowledge" in the app, which ends this alarm. */
  acknowledge(message: PushoverMessage, device?: string): void;
  /** So many messages are left this month. */
  left(remaining: number): void;
}

export interface PushoverOptions {
  port?: number;
  now?: () => Date;
  token?: string;
  user?: string;
}

const monthly = 10_000;
const resetAt = 1_788_220_800;

// https://pushover.net/api#messages and https://pushover.net/api#priority
const Post = z
  .object({
    token: z.string(),
    user: z.string(),
    message: z.string().min(1).max(1024),
    title: z.string().max(250).default(''),
    url: z.string().max(512).optional(),
    url_title: z.string().max(100).optional(),
    device: z.string().optional(),
    priority: z.number().int().min(-2).max(2).default(0),
    retry: z.number().int().min(30).optional(),
    expire: z.number().int().max(10_800).optional(),
    tags: z.string().default(''),
  })
  .refine(({ priority, retry, expire }) => priority < 2 || (retry !== undefined && expire !== undefined), {
    message: 'retry and expire must be supplied with priority=2',
  })
  .refine(({ retry, expire }) => retry === undefined || (expire ?? 0) / retry <= 50, {
    message: 'an alarm may repeat 50 times',
  });

/** Plays Pushover and the phone at its other end: messages, alarms with receipts, the quota of the month. */
export const startPushover = async (options: PushoverOptions = {}): Promise<PushoverStandIn> => {
  const token = options.token ?? 'azGDORePK8gMaC0QOYAMyEEuzJnyUi';
  const user = options.user ?? 'uQiRzpo4DXghDmr9QzzfQu27cmVRsG';
  const alarms = createAlarms(options.now ?? (() => new Date()));
  const complaints: string[] = [];
  let remaining = monthly;

  const refuse = (status: number, fields: Record<string, unknown>, ...errors: string[]): StandInAnswer => {
    complaints.push(errors.join('; '));
    return { status, body: { ...fields, errors, status: 0, request: 'r-1' } };
  };
  const accept = (fields: Record<string, unknown> = {}): StandInAnswer => ({
    headers: {
      'x-limit-app-limit': String(monthly),
      'x-limit-app-remaining': String(remaining),
      'x-limit-app-reset': String(resetAt),
    },
    body: { status: 1, request: 'r-1', ...fields },
  });

  const post = (raw: unknown): StandInAnswer => {
    const parsed = Post.safeParse(raw);
    if (!parsed.success) return refuse(400, {}, z.prettifyError(parsed.error));
    if (parsed.data.user !== user)
      return refuse(400, { user: 'invalid' }, 'user identifier is not a valid user, group, or subscribed user key');
    remaining -= 1;
    const { receipt } = alarms.post(parsed.data);
    return accept(receipt === undefined ? {} : { receipt });
  };

  const handle = ({ method, path, query, body }: SeenRequest): StandInAnswer => {
    const raw = asJson(body);
    const given = method === 'GET' ? query.get('token') : z.object({ token: z.string() }).safeParse(raw).data?.token;
    if (given !== token) return refuse(400, { token: 'invalid' }, 'application token is invalid');

    const [, tag] = /^\/1\/receipts\/cancel_by_tag\/([^/]+)\.json$/.exec(path) ?? [];
    const [, receipt] = /^\/1\/receipts\/([^/]+)\.json$/.exec(path) ?? [];
    if (path === '/1/messages.json' && method === 'POST') return post(raw);
    if (path === '/1/apps/limits.json') return accept({ limit: monthly, remaining, reset: resetAt });
    if (path === '/1/users/validate.json') return accept({ devices: ['iphone', 'desk'], group: 0, licenses: ['iOS'] });
    if (tag !== undefined && method === 'POST') return accept({ canceled: alarms.cancel(decodeURIComponent(tag)) });
    const state = receipt === undefined ? undefined : alarms.receipt(receipt);
    return state
      ? accept(state)
      : refuse(404, { receipt: 'not found' }, 'receipt not found; may be invalid or expired');
  };

  const standIn = await startStandIn(handle, options.port);
  return {
    ...standIn,
    token,
    user,
    messages: alarms.messages,
    shown: alarms.shown,
    complaints,
    acknowledge: (message, device = 'iphone') => alarms.acknowledge(message, user, device),
    left: (count) => {
      remaining = count;
    },
  };
};

const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
