import type { Urgency } from '../../domain/classification.ts';
import { cut } from '../../lib/text.ts';
import type { AlertMessage, Message, Notice } from '../channel.ts';
import type { PushoverSettings } from './settings.ts';

// Ours counts down from 1, theirs from 2 (an emergency) to -2, https://pushover.net/api#priority
const priorities: Record<Urgency, number> = { 1: 2, 2: 1, 3: 0, 4: -1, 5: -2 };
const softPriority = -1;

// https://pushover.net/api#messages
const titleLimit = 250;
const messageLimit = 1024;
const urlLimit = 512;
const urlTitleLimit = 100;

/** A message as it is posted; the last three belong to an emergency. */
interface PushoverBody {
  token: string;
  user: string;
  device?: string;
  title: string;
  message: string;
  priority: number;
  url?: string;
  url_title?: string;
  tags?: string;
  retry?: number;
  expire?: number;
}

/** What is posted, without markup: text is shown as it is unless `html` is asked for. */
export const renderPushover = (settings: PushoverSettings, message: Message, now: Date): PushoverBody => ({
  token: settings.token.reveal(),
  user: settings.user.reveal(),
  ...(settings.device !== undefined && { device: settings.device }),
  title: cut(message.title, titleLimit),
  ...(message.type === 'alert' ? renderAlert(settings, message, now) : renderNotice(message)),
});

const renderNotice = ({ title, text, url }: Notice) => ({
  message: cut(text === '' ? title : text, messageLimit),
  priority: 0,
  ...linkTo(url),
});

const renderAlert = (settings: PushoverSettings, message: AlertMessage, now: Date) => {
  const priority = priorityOf(message);
  const link = linkOf(message, priority);
  return {
    message: textOf(message, link.url !== message.url),
    priority,
    ...(priority === 2 && {
      tags: tagOf(message.key, settings.id),
      ...alarmUntil(message.deadline, settings.repeat_every, now),
    }),
    ...link,
  };
};

const priorityOf = ({ urgency, sound }: AlertMessage): number => {
  if (sound === 'loud') return 2;
  return sound === 'soft' ? Math.min(priorities[urgency], softPriority) : priorities[urgency];
};

// Names every attempt of one ring on one channel: others of the same alert and application go on when it is cancelled.
const tagOf = (key: string, channel: string): string => `${key}_${channel}`.replaceAll(/[^A-Za-z0-9_-]/g, '_');

// https://pushover.net/api#priority: `retry` of 30 s or more, `expire` of three hours or less, 50 repeats in all.
const longestAlarmSeconds = 10_800;
const mostRepeats = 50;
/** What is found late rings for a while, too. */
const shortestAlarmSeconds = 600;

const alarmUntil = (deadline: Date, repeatEveryMs: number, now: Date): { retry: number; expire: number } => {
  const left = Math.ceil((deadline.getTime() - now.getTime()) / 1000);
  const expire = Math.min(longestAlarmSeconds, Math.max(shortestAlarmSeconds, left));
  return { expire, retry: Math.max(Math.ceil(repeatEveryMs / 1000), Math.ceil(expire / mostRepeats)) };
};

// There is room for one link. An emergency is acknowledged in the app itself, everything below by the page.
const linkOf = (message: AlertMessage, priority: number) => {
  const { state, url, inboxUrl, acknowledgeUrl, words } = message;
  const waiting = state === 'open' || state === 'snoozed';
  const page = waiting && priority < 2 && acknowledgeUrl !== undefined ? acknowledgeUrl : undefined;
  if (page !== undefined && page.length <= urlLimit) return linkTo(page, words.acknowledge);
  return url !== undefined && url.length <= urlLimit ? linkTo(url, words.open) : linkTo(inboxUrl, words.open);
};

// The label shows the real host.
const linkTo = (url: string | undefined, label?: string): { url?: string; url_title?: string } => {
  if (url === undefined || url.length > urlLimit || !URL.canParse(url)) return {};
  const title = [label, new URL(url).host].filter(Boolean).join(' · ');
  return { url, url_title: cut(title, urlTitleLimit) };
};

// Time, author and address stand before the customer's words, which get what the rest leaves over.
const textOf = ({ status, from, url, quote, why, title }: AlertMessage, withUrl: boolean): string => {
  const place = withUrl && url !== undefined && url.length <= urlLimit ? url : '';
  const head = [cut(status, 200), cut(from, 150), place];
  const reason = cut(why, 100);
  const frame = [...head, reason].filter(Boolean).join('\n');
  const words = quote === '' ? '' : `“${cut(quote, messageLimit - frame.length - 3)}”`;
  return [...head, words, reason].filter(Boolean).join('\n') || cut(title, messageLimit);
};
