import { createHmac, randomBytes } from 'node:crypto';
import type { SlackButton } from './slack/block-kit.ts';
import { createWorkspace, refuse, type SlackMessage, type Workspace } from './slack/workspace.ts';
import { type SeenRequest, type StandIn, type StandInAnswer, startStandIn } from './stand-in.ts';

export type { SlackMessage } from './slack/workspace.ts';

interface SlackUser {
  id: string;
  name: string;
}

/** What came of a press: how our callback answered, within Slack's three seconds or not. */
interface SlackPress {
  status: number;
  inTime: boolean;
}

export interface SlackStandIn extends StandIn {
  webhookUrl: string;
  /** For `base_url`. */
  apiUrl: string;
  botToken: string;
  signingSecret: string;
  /** The channel that the webhook is bound to and that the bot may post in. */
  channel: string;
  messages: Workspace['messages'];
  /** Private words to whoever pressed. */
  whispers: Workspace['whispers'];
  /** Why a message was refused. */
  complaints: Workspace['complaints'];
  /** The request Slack sends when a button is pressed: what a callback has to verify. */
  pressRequest(
    message: SlackMessage,
    actionId: string,
    user: SlackUser,
  ): { headers: Record<string, string>; body: string };
  /** Presses a button: the signed form goes to `hookUrl`. */
  click(message: SlackMessage, actionId: string, user: SlackUser, hookUrl: string): Promise<SlackPress>;
  /** Somebody deletes the message. */
  remove(message: SlackMessage): void;
}

export interface SlackOptions {
  port?: number;
  now?: () => Date;
  webhookUrlPath?: string;
  botToken?: string;
  signingSecret?: string;
}

const channel = 'C0EARSHOT';
const answerWithinMs = 3000;

/** Plays Slack: an incoming webhook, the Web API and a person who presses buttons. */
export const startSlack = async (options: SlackOptions = {}): Promise<SlackStandIn> => {
  const now = options.now ?? (() => new Date());
  const botToken = options.botToken ?? `xoxb-${randomBytes(12).toString('hex')}`;
  const signingSecret = options.signingSecret ?? randomBytes(16).toString('hex');
  const webhookPath = options.webhookUrlPath ?? `/services/T0EARSHOT/B0EARSHOT/${randomBytes(12).toString('hex')}`;
  const workspace = createWorkspace(channel, now);
  let presses = 0;

  const methods = new Map<string, (raw: unknown) => StandInAnswer>([
    ['/api/chat.postMessage', workspace.postMessage],
    ['/api/chat.update', workspace.updateMessage],
    [
      '/api/auth.test',
      () => ({ body: { ok: true, team: 'Acme', user: 'earshot', user_id: 'U0BOT', bot_id: 'B0BOT' } }),
    ],
  ]);

  const handle = ({ method, path, headers, body }: SeenRequest): StandInAnswer => {
    if (method !== 'POST') return { status: 405, body: 'method_not_allowed' };
    const raw = asJson(body);
    if (path === webhookPath)
      return raw === undefined ? { status: 400, body: 'invalid_payload' } : workspace.onWebhook(raw);
    if (path.startsWith('/services/')) return { status: 404, body: 'no_service' };
    if (path.startsWith('/actions/')) return workspace.onReply(path.slice('/actions/'.length), raw);

    const call = methods.get(path);
    if (!call) return refuse('unknown_method');
    if (headers['authorization'] !== `Bearer ${botToken}`) return refuse('invalid_auth');
    return raw === undefined ? refuse('invalid_json') : call(raw);
  };

  const standIn = await startStandIn(handle, options.port);

  const pressRequest: SlackStandIn['pressRequest'] = (message, actionId, user) => {
    const button = buttonsOf(message).find(({ action_id }) => action_id === actionId);
    if (!button) throw new Error(`the message has no button ${actionId}`);
    presses += 1;
    const at = { ts: `${Math.floor(now().getTime() / 1000)}.${String(presses).padStart(6, '0')}`, url: standIn.url };
    const payload = interactionOf(message, button, user, at);
    return signed(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), signingSecret, now());
  };

  return {
    ...standIn,
    webhookUrl: standIn.url + webhookPath,
    apiUrl: `${standIn.url}/api/`,
    botToken,
    signingSecret,
    channel,
    messages: workspace.messages,
    whispers: workspace.whispers,
    complaints: workspace.complaints,
    pressRequest,
    click: (message, actionId, user, hookUrl) => postPress(hookUrl, pressRequest(message, actionId, user)),
    remove: (message) => void workspace.messages.splice(workspace.messages.indexOf(message), 1),
  };
};

/** The buttons under a message. */
export const buttonsOf = ({ blocks }: SlackMessage): SlackButton[] =>
  blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));

const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const interactionOf = (
  message: SlackMessage,
  button: SlackButton,
  user: SlackUser,
  at: { ts: string; url: string },
) => ({
  type: 'block_actions',
  user: { id: user.id, username: user.name, name: user.name, team_id: 'T0EARSHOT' },
  team: { id: 'T0EARSHOT', domain: 'acme' },
  api_app_id: 'A0EARSHOT',
  channel: { id: message.channel, name: 'alerts' },
  container: { type: 'message', message_ts: message.ts, channel_id: message.channel },
  message: { ts: message.ts, text: message.text, blocks: message.blocks },
  trigger_id: `${at.ts}.earshot`,
  response_url: `${at.url}/actions/${message.ts}`,
  actions: [
    {
      type: 'button',
      action_id: button.action_id,
      ...(button.value === undefined ? {} : { value: button.value }),
      action_ts: at.ts,
    },
  ],
});

const signed = (body: string, secret: string, at: Date) => {
  const stamp = String(Math.floor(at.getTime() / 1000));
  const mac = createHmac('sha256', secret).update(`v0:${stamp}:${body}`).digest('hex');
  return {
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': stamp,
      'x-slack-signature': `v0=${mac}`,
    },
    body,
  };
};

const postPress = async (
  url: string,
  request: { headers: Record<string, string>; body: string },
): Promise<SlackPress> => {
  const started = performance.now();
  const answer = await fetch(url, { method: 'POST', ...request, redirect: 'manual' });
  await answer.arrayBuffer();
  return { status: answer.status, inTime: performance.now() - started <= answerWithinMs };
};
