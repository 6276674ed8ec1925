import { createHash } from 'node:crypto';
import type { Urgency } from '../../domain/classification.ts';
import { bytes, cut } from '../../lib/text.ts';
import type { AlertMessage, Message } from '../channel.ts';
import { suggested } from '../message.ts';
import { bearer, type NtfySettings, topicAddress } from './settings.ts';

// Ours counts down from 1, theirs up to 5, https://docs.ntfy.sh/publish/#message-priority
const priorities: Record<Urgency, number> = { 1: 5, 2: 4, 3: 3, 4: 2, 5: 1 };
const softPriority = 2;
const tags: Record<Urgency, string> = {
  1: 'rotating_light',
  2: 'moneybag',
  3: 'warning',
  4: 'question',
  5: 'speech_balloon',
};

const messageLimit = 4096;
const titleLimit = 250;
/** What a phone shows without endless scrolling: a suggestion that goes beyond it is read in the inbox. */
const usefulLength = 1000;

/** The JSON that publishes a message, https://docs.ntfy.sh/publish/#publish-as-json */
export const renderNtfy = (settings: NtfySettings, message: Message) => ({
  topic: settings.topic.reveal(),
  title: cut(message.title, titleLimit, bytes),
  sequence_id: sequenceId(message.key),
  ...(message.type === 'alert' ? renderAlert(settings, message) : renderNotice(message)),
});

// Letters, digits, "-" and "_", at most 64 (`sequenceIDRegex` in ntfy's server.go); anything else is a 400.
const sequenceIdLimit = 64;

/** The key of a message as ntfy accepts it: a later publish with the same one replaces the notification. */
export const sequenceId = (key: string): string => {
  const id = key.replaceAll(/[^A-Za-z0-9_-]/g, '-');
  if (id.length <= sequenceIdLimit) return id;
  return `${id.slice(0, 41)}-${createHash('sha256').update(key).digest('base64url').slice(0, 22)}`;
};

const renderNotice = ({ text, url }: Extract<Message, { type: 'notice' }>) => ({
  message: cut(text, messageLimit, bytes),
  priority: 3,
  ...(url === undefined ? {} : { click: url }),
});

const renderAlert = (settings: NtfySettings, message: AlertMessage) => {
  const click = message.url ?? message.inboxUrl;
  const priority = priorities[message.urgency];
  return {
    message: textOf(message),
    priority: message.sound === 'soft' ? Math.min(priority, softPriority) : priority,
    tags: [tags[message.urgency]],
    ...(click === undefined ? {} : { click }),
    actions: actionsOf(settings, message),
  };
};

// One byte too many turns the whole message into an attached file, so the customer's words get what the rest leaves over;
// time and link stand before them.
const textOf = (message: AlertMessage): string => {
  const { status, from, url, quote, why } = message;
  const head = [cut(status, 400, bytes), cut(from, 400, bytes), url !== undefined && bytes(url) <= 2100 ? url : ''];
  const reason = cut(why, 600, bytes);
  const frame = [...head, reason].filter(Boolean).join('\n');
  const words = quote === '' ? '' : `“${cut(quote, messageLimit - bytes(frame) - bytes('“”\n'), bytes)}”`;
  const text = [...head, words, reason].filter(Boolean).join('\n');
  const longer = [text, suggested(message)].filter(Boolean).join('\n');
  return bytes(longer) <= usefulLength ? longer : text;
};

const actionsOf = (settings: NtfySettings, message: AlertMessage) => {
  const target = message.url ?? message.inboxUrl;
  const waiting = message.state === 'open' || message.state === 'snoozed';
  return [
    ...(waiting ? acknowledgeAction(settings, message) : []),
    ...(target === undefined ? [] : [{ action: 'view', label: message.words.open, url: target }]),
  ];
};

// The phone makes the request. With a topic of our own to write to, neither side needs an address the other can reach.
const acknowledgeAction = (settings: NtfySettings, { words, token, acknowledgeUrl }: AlertMessage) => {
  const { ack_topic, ack_token } = settings;
  const button = { action: 'http', label: words.acknowledge, method: 'POST', clear: true };
  if (ack_topic) {
    const headers = ack_token ? { headers: bearer(ack_token) } : {};
    return [{ ...button, url: topicAddress(settings, ack_topic), body: token, ...headers }];
  }
  return acknowledgeUrl === undefined ? [] : [{ ...button, url: acknowledgeUrl }];
};
