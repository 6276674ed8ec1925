import { z } from 'zod';
import { createTopics, type NtfyMessage, type Topics } from './ntfy/topics.ts';
import { type SeenRequest, type StandIn, type StandInAnswer, startStandIn } from './stand-in.ts';

export type { NtfyMessage } from './ntfy/topics.ts';

export interface NtfyStandIn extends StandIn {
  /** Everything that was published to a topic, oldest first, every revision. */
  published(topic: string): NtfyMessage[];
  /** What a phone that follows the topic shows now: the newest revision of each notification that was not cleared. */
  shown(topic: string): NtfyMessage[];
  /** Presses a button as the phone would: makes its request, and takes the notification away when that succeeds. */
  press(message: NtfyMessage, label: string): Promise<{ status: number }>;
}

export interface NtfyOptions {
  port?: number;
  now?: () => Date;
  /** Who may do what; absent = everybody everything, as on ntfy.sh. `topics` absent = all of them. */
  access?: { token: string; topics?: string[] }[];
}

const topicName = /^[A-Za-z0-9_-]{1,64}$/;
const reserved = new Set(['docs', 'static', 'file', 'app', 'metrics', 'account', 'settings', 'signup', 'login', 'v1']);
const bodyLimit = 32 * 1024;

const httpUrl = z.url({ protocol: /^https?$/ });

const Action = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('view'), label: z.string().min(1), url: httpUrl, clear: z.boolean().optional() }),
  z.strictObject({
    action: z.literal('http'),
    label: z.string().min(1),
    url: httpUrl,
    method: z.string().default('POST'),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.string().default(''),
    clear: z.boolean().default(false),
  }),
]);
export type NtfyAction = z.output<typeof Action>;

const Publish = z.object({
  topic: z.string(),
  title: z.string().optional(),
  message: z.string().default('triggered'),
  priority: z.number().int().default(3),
  tags: z.array(z.string()).default([]),
  click: httpUrl.optional(),
  sequence_id: z.string().optional(),
  actions: z.unknown().optional(),
});

/** Plays an ntfy server from version 2.16 on, and the phone at its other end. */
export const startNtfy = async (options: NtfyOptions = {}): Promise<NtfyStandIn> => {
  const now = options.now ?? (() => new Date());
  const topics = createTopics(now);

  const handle = (request: SeenRequest): StandInAnswer => {
    const [topic = '', ...rest] = request.path.slice(1).split('/');
    if (request.path === '/v1/account') return account(request, options.access);
    if (request.path === '/') return publishJson(request, topics, options.access);
    const refusal = refuseTopic(topic) ?? refuseAccess(request, topic, options.access);
    if (refusal) return refusal;
    if (request.method === 'GET' && rest[0] === 'json') return topics.subscribe(topic, request.query);
    if (request.method === 'PUT' && rest[1] === 'clear') return { body: topics.clear(topic, rest[0] ?? '') };
    if (rest.length > 0) return refuse(40401, 'page not found');
    return { body: topics.publish(topic, { text: request.body }) };
  };

  const standIn = await startStandIn(handle, options.port);

  return {
    ...standIn,
    published: topics.published,
    shown: topics.shown,
    press: async (message, label) => {
      const action = message.actions.find((button) => button.label === label);
      if (action?.action !== 'http') throw new Error(`the notification has no button "${label}" that makes a request`);
      const { method, headers, body } = action;
      const answer = await fetch(action.url, { method, headers, body, redirect: 'manual' });
      await answer.arrayBuffer();
      if (answer.ok && action.clear) topics.dismiss(message);
      return { status: answer.status };
    },
    close: async () => {
      topics.close();
      await standIn.close();
    },
  };
};

const publishJson = (request: SeenRequest, topics: Topics, access: NtfyOptions['access']): StandInAnswer => {
  if (Buffer.byteLength(request.body) > bodyLimit) return refuse(41303, 'JSON body too large');
  const parsed = Publish.safeParse(asJson(request.body));
  if (!parsed.success) return refuse(40024, 'invalid request: request body must be valid message JSON');
  const { topic, priority, actions, sequence_id: sequenceId, message: text, ...fields } = parsed.data;

  const refusal = refuseTopic(topic) ?? refuseAccess(request, topic, access);
  if (refusal) return refusal;
  if (priority < 1 || priority > 5) return refuse(40007, 'invalid request: priority invalid');
  if (sequenceId !== undefined && !topicName.test(sequenceId))
    return refuse(40049, 'invalid request: sequence ID invalid');
  const buttons = z.array(Action).max(3).default([]).safeParse(actions);
  if (!buttons.success) return refuse(40018, `invalid request: actions invalid, ${z.prettifyError(buttons.error)}`);

  return { body: topics.publish(topic, { ...fields, text, priority, sequenceId, actions: buttons.data }) };
};

const account = (request: SeenRequest, access: NtfyOptions['access']): StandInAnswer => {
  const token = tokenOf(request);
  if (token !== undefined && access && !access.some((grant) => grant.token === token))
    return refuse(40101, 'unauthorized');
  return {
    body: { username: token === undefined ? '*' : 'earshot', role: token === undefined ? 'anonymous' : 'user' },
  };
};

const refuseTopic = (topic: string): StandInAnswer | undefined => {
  if (!topicName.test(topic)) return refuse(40009, 'invalid request: topic invalid');
  return reserved.has(topic) ? refuse(40010, 'invalid request: topic name is not allowed') : undefined;
};

const refuseAccess = (
  request: SeenRequest,
  topic: string,
  access: NtfyOptions['access'],
): StandInAnswer | undefined => {
  if (!access) return undefined;
  const grant = access.find(({ token }) => token === tokenOf(request));
  if (!grant) return refuse(40101, 'unauthorized');
  return grant.topics && !grant.topics.includes(topic) ? refuse(40301, 'forbidden') : undefined;
};

const tokenOf = ({ headers }: SeenRequest): string | undefined =>
  /^Bearer (\S+)$/.exec(headers['authorization'] ?? '')?.[1];

/** Five digits: HTTP status × 100 + detail. */
const refuse = (code: number, error: string): StandInAnswer => {
  const http = Math.floor(code / 100);
  return { status: http, body: { code, http, error, link: 'https://ntfy.sh/docs/publish/' } };
};

const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
