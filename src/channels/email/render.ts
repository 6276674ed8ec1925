import { cut } from '../../lib/text.ts';
import type { AlertMessage, Message } from '../channel.ts';
import { suggested } from '../message.ts';

/** Gmail cuts a mail off at 102 KB; this leaves room for what escaping adds, in both parts. */
const textLimit = 8000;
const titleLimit = 300;

interface Link {
  label: string;
  url: string;
}

/** The part that is read where HTML is not shown. Time and links stand before the customer's words. */
export const renderText = (message: Message): string => {
  const { head, quote, why, suggestion } = partsOf(message);
  const links = linksOf(message).map(({ label, url }) => `${label}: ${url}`);
  // Marked line by line, so that no line of a stranger's passes for one of ours.
  const marked = quote.replaceAll(/^/gm, '> ');
  return [head.join('\n'), links.join('\n'), quote === '' ? '' : marked, why, suggestion].filter(Boolean).join('\n\n');
};

/** The same as HTML: no images, nothing that is loaded from elsewhere, a stranger's words escaped. */
export const renderHtml = (message: Message): string => {
  const { head, quote, why, suggestion } = partsOf(message);
  const [title = '', ...lines] = head;
  return [
    '<!doctype html><html><body style="font-family:sans-serif;font-size:16px;line-height:1.4">',
    `<p style="font-size:20px;font-weight:bold;margin:0 0 8px">${escapeHtml(title)}</p>`,
    ...lines.map((line) => `<p style="margin:0 0 8px">${escapeLines(line)}</p>`),
    ...linksOf(message).map(htmlLink),
    ...(quote === '' ? [] : [`<blockquote style="${quoteStyle}">${escapeLines(quote)}</blockquote>`]),
    ...(why === '' ? [] : [`<p style="color:#555">${escapeHtml(why)}</p>`]),
    ...(suggestion === '' ? [] : [`<p>${escapeHtml(suggestion)}</p>`]),
    '</body></html>',
  ].join('\n');
};

const quoteStyle = 'margin:16px 0;padding:4px 12px;border-left:4px solid #ccc';

const partsOf = (message: Message): { head: string[]; quote: string; why: string; suggestion: string } => {
  const title = cut(message.title, titleLimit);
  if (message.type === 'notice')
    return { head: [title, cut(message.text, textLimit)].filter(Boolean), quote: '', why: '', suggestion: '' };
  const { status, from, quote, why } = message;
  return {
    head: [title, status, from].filter(Boolean),
    quote: cut(quote, textLimit),
    why,
    suggestion: suggested(message),
  };
};

const linksOf = (message: Message): Link[] => {
  if (message.type === 'notice') return link('Earshot', message.url);
  const { words, url, inboxUrl } = message;
  return [
    ...link(words.acknowledge, acknowledgeUrlOf(message)),
    ...link(words.open, url),
    ...link('Earshot', inboxUrl),
  ];
};

// The address shows a page; only its button acknowledges, as scanners open every link of a mail.
const acknowledgeUrlOf = ({ state, acknowledgeUrl }: AlertMessage): string | undefined =>
  state === 'open' || state === 'snoozed' ? acknowledgeUrl : undefined;

const link = (label: string, url: string | undefined): Link[] => (url === undefined ? [] : [{ label, url }]);

// The real host stands beside every label.
const htmlLink = ({ label, url }: Link): string => {
  const host = URL.canParse(url) ? new URL(url).host : '';
  return `<p style="margin:0 0 8px"><a href="${escapeHtml(url)}" rel="noreferrer">${escapeHtml(label)}</a> (${escapeHtml(host)})</p>`;
};

const escapeLines = (text: string): string => escapeHtml(text).replaceAll('\n', '<br>\n');

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
