import { cut } from '../../lib/text.ts';
import type { AlertMessage, Message, Notice } from '../channel.ts';

// Limits of Block Kit, https://docs.slack.dev/reference/block-kit/blocks — text is counted in UTF-16 units after escaping
// and kept a tenth below. A whole message is refused near 13,200 characters (slackapi/bolt-js#2509); this stays under 8,000.
const headerLimit = 135;
const textLimit = 2700;
const contextLimit = 1800;
const suggestionLimit = 400;
const urlLimit = 3000;
const fallbackLimit = 600;

/** How a person can answer from the message: `press` = buttons that call us back, `link` = a page, `none`. */
export type Buttons = 'press' | 'link' | 'none';

/** Ids that come back when a button is pressed. */
export const actionIds = { acknowledge: 'earshot_ack', snooze: 'earshot_snooze', open: 'earshot_open' } as const;

/** Everything of a Slack message except where it goes, the same for a webhook, a post and an update. */
export const renderSlack = (message: Message, buttons: Buttons) => ({
  text: fallbackOf(message),
  blocks: message.type === 'alert' ? alertBlocks(message, buttons) : noticeBlocks(message),
  // A stranger's address is neither fetched by Slack's servers nor previewed, and no "@name" of theirs becomes a mention.
  // chat.update defaults to parse "client", so that "none" is said on every call.
  unfurl_links: false,
  unfurl_media: false,
  parse: 'none',
  link_names: false,
});

/** What stands for itself in mrkdwn: only these three, in this order, https://docs.slack.dev/messaging/formatting-message-text */
export const escapeMrkdwn = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const alertBlocks = (message: AlertMessage, buttons: Buttons) => [
  header(message.title),
  // Time and link come before the quote: what Slack or a small screen cuts off is only the customer's text.
  { type: 'context', elements: [mrkdwn([escapedCut(message.status, 400), deadlineOf(message), linkOf(message.url)])] },
  ...quoteOf(message),
  ...(message.why === '' ? [] : [{ type: 'context', elements: [plain(cut(message.why, contextLimit))] }]),
  ...suggestionOf(message),
  ...actionsOf(message, buttons),
];

const noticeBlocks = (notice: Notice) => [
  header(notice.title),
  ...(notice.text === '' ? [] : [{ type: 'section', text: plain(cut(notice.text, textLimit)) }]),
  ...(linkOf(notice.url) === '' ? [] : [{ type: 'context', elements: [mrkdwn([linkOf(notice.url)])] }]),
];

const header = (title: string) => ({ type: 'header', text: plain(cut(title, headerLimit) || 'Earshot') });

const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });

const mrkdwn = (parts: string[]) => ({ type: 'mrkdwn', verbatim: true, text: parts.filter(Boolean).join(' · ') });

// Elements of rich text are never parsed: "<!channel>" stays nine characters.
const quoteOf = ({ from, quote }: AlertMessage) => {
  const elements = [
    ...(from === '' ? [] : [{ type: 'rich_text_section', elements: [richText(cut(from, 300), { bold: true })] }]),
    ...(quote === '' ? [] : [{ type: 'rich_text_quote', elements: [richText(cut(quote, textLimit))] }]),
  ];
  return elements.length === 0 ? [] : [{ type: 'rich_text', elements }];
};

// Preformatted: never parsed, and copied without what stands around it,
// https://docs.slack.dev/reference/block-kit/blocks/rich-text-block#rich_text_preformatted
const suggestionOf = ({ suggestion, words }: AlertMessage) => {
  if (suggestion === undefined) return [];
  const label = { type: 'rich_text_section', elements: [richText(words.suggestion)] };
  const sentence = { type: 'rich_text_preformatted', elements: [richText(cut(suggestion, suggestionLimit))] };
  return [{ type: 'rich_text', elements: [label, sentence] }];
};

const richText = (text: string, style?: { bold: true }) => ({ type: 'text', text, ...(style && { style }) });

// Shown in the time zone of each reader, https://docs.slack.dev/messaging/formatting-message-text#date-formatting
const deadlineOf = ({ state, deadline, words }: AlertMessage): string => {
  if (state === 'answered' || state === 'resolved') return '';
  const fallback = `${deadline.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `${escapeMrkdwn(words.answerBy)} <!date^${Math.floor(deadline.getTime() / 1000)}^{date_short_pretty} {time}|${fallback}>`;
};

// The label is the real host, so that nobody can hide an address behind a name.
const linkOf = (url: string | undefined): string => {
  if (url === undefined) return '';
  const target = escapeMrkdwn(url.replaceAll('<', '%3C').replaceAll('>', '%3E').replaceAll('|', '%7C'));
  return target.length > urlLimit - 600 ? '' : `<${target}|${escapeMrkdwn(new URL(url).host)}>`;
};

const actionsOf = (message: AlertMessage, buttons: Buttons) => {
  const elements = [...answerButtons(message, buttons), ...openButton(message)];
  return elements.length === 0 ? [] : [{ type: 'actions', block_id: message.key, elements }];
};

const answerButtons = ({ state, token, words, acknowledgeUrl }: AlertMessage, buttons: Buttons) => {
  const waiting = state === 'open' || state === 'snoozed';
  if (!waiting || acknowledgeUrl === undefined || buttons === 'none') return [];
  const acknowledge = { ...button(actionIds.acknowledge, words.acknowledge), style: 'primary' };
  if (buttons === 'link') return [{ ...acknowledge, url: acknowledgeUrl }];
  return [
    { ...acknowledge, value: token },
    { ...button(actionIds.snooze, words.later), value: token },
  ];
};

const openButton = ({ url, inboxUrl, words }: AlertMessage) => {
  const target = url ?? inboxUrl;
  return target === undefined || target.length > urlLimit
    ? []
    : [{ ...button(actionIds.open, words.open), url: target }];
};

const button = (actionId: string, label: string) => ({
  type: 'button',
  action_id: actionId,
  text: plain(cut(label, 30)),
});

// What a phone shows. It is parsed as mrkdwn even when there are blocks, therefore escaped.
const fallbackOf = (message: Message): string => {
  const body = message.type === 'alert' ? [message.from, message.quote] : [message.text];
  return escapedCut([message.title, ...body].filter(Boolean).join(' · '), fallbackLimit) || 'Earshot';
};

const escapedCut = (text: string, limit: number): string =>
  escapeMrkdwn(cut(text, limit, (part) => escapeMrkdwn(part).length));
