import { z } from 'zod';
import type { StandInAnswer } from '../stand-in.ts';
import { inspectMessage, type SlackBlock, SlackBody } from './block-kit.ts';

/** A message in a channel, as its readers see it now. */
export interface SlackMessage {
  channel: string;
  ts: string;
  text: string;
  blocks: SlackBlock[];
  threadTs?: string;
  /** A reply in a thread that is shown in the channel as well. */
  broadcast: boolean;
  edits: number;
}

export interface Workspace {
  messages: SlackMessage[];
  whispers: { ts: string; text: string }[];
  complaints: string[];
  /** An incoming webhook was called. */
  onWebhook(raw: unknown): StandInAnswer;
  /** `chat.postMessage` */
  postMessage(raw: unknown): StandInAnswer;
  /** `chat.update` */
  updateMessage(raw: unknown): StandInAnswer;
  /** A `response_url` was called. */
  onReply(ts: string, raw: unknown): StandInAnswer;
}

/** One channel of a workspace: what was posted, changed and whispered there, and what was turned away. */
export const createWorkspace = (channel: string, now: () => Date): Workspace => {
  const messages: SlackMessage[] = [];
  const whispers: Workspace['whispers'] = [];
  const complaints: string[] = [];

  let minted = 0;

  const mintTs = (): string => {
    minted += 1;
    return `${Math.floor(now().getTime() / 1000)}.${String(minted).padStart(6, '0')}`;
  };

  const complain = (code: string, complaint: string): string => {
    complaints.push(complaint);
    return code;
  };

  const accept = (raw: unknown): { text: string; blocks: SlackBlock[] } | { code: string } => {
    const body = SlackBody.safeParse(raw);
    if (!body.success) return { code: complain('invalid_payload', z.prettifyError(body.error)) };
    const inspection = inspectMessage(body.data);
    if ('code' in inspection) return { code: complain(inspection.code, inspection.complaint) };
    return { text: body.data.text, blocks: inspection.blocks };
  };

  const onWebhook = (raw: unknown): StandInAnswer => {
    const accepted = accept(raw);
    if ('code' in accepted) return { status: 400, body: accepted.code };
    messages.push({ channel, ts: mintTs(), ...accepted, broadcast: false, edits: 0 });
    return { body: 'ok' };
  };

  const postMessage = (raw: unknown): StandInAnswer => {
    const target = Post.safeParse(raw);
    if (!target.success) return refuse('invalid_arguments');
    if (target.data.channel !== channel) return refuse('channel_not_found');
    const accepted = accept(raw);
    if ('code' in accepted) return refuse(accepted.code);

    const { thread_ts: threadTs, reply_broadcast: broadcast } = target.data;
    const message = { channel, ts: mintTs(), ...accepted, ...(threadTs && { threadTs }), broadcast, edits: 0 };
    messages.push(message);
    return { body: { ok: true, channel, ts: message.ts, message: { text: message.text } } };
  };

  const updateMessage = (raw: unknown): StandInAnswer => {
    const target = Update.safeParse(raw);
    if (!target.success) return refuse('invalid_arguments');
    const message = messages.find(({ ts }) => ts === target.data.ts && target.data.channel === channel);
    if (!message) return refuse('message_not_found');
    const accepted = accept(raw);
    if ('code' in accepted) return refuse(accepted.code);

    Object.assign(message, accepted, { edits: message.edits + 1 });
    return { body: { ok: true, channel, ts: message.ts, text: message.text } };
  };

  const onReply = (ts: string, raw: unknown): StandInAnswer => {
    const reply = Reply.safeParse(raw);
    if (!reply.success) return { status: 400, body: 'invalid_payload' };
    whispers.push({ ts, text: reply.data.text });
    return { body: 'ok' };
  };

  return { messages, whispers, complaints, onWebhook, postMessage, updateMessage, onReply };
};

const Post = z.object({
  channel: z.string(),
  thread_ts: z.string().optional(),
  reply_broadcast: z.boolean().default(false),
});
const Update = z.object({ channel: z.string(), ts: z.string() });
const Reply = z.object({
  response_type: z.literal('ephemeral'),
  replace_original: z.literal(false),
  text: z.string().min(1),
});

/** Slack says 200 to nearly everything; only `ok` tells. */
export const refuse = (error: string): StandInAnswer => ({ body: { ok: false, error } });
