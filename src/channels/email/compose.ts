import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { cut, oneLine } from '../../lib/text.ts';
import type { AlertMessage, Message } from '../channel.ts';
import { renderHtml, renderText } from './render.ts';
import type { EmailSettings } from './settings.ts';

/** A mail and what a later one of the same alert needs to join its thread. */
export interface Mail {
  raw: Buffer;
  id: string;
  thread: string;
  subject: string;
}

/** Writes a message as a mail: the same message to the same recipient is the same bytes. */
export const composeMail = async (settings: EmailSettings, message: Message, now: Date): Promise<Mail> => {
  const { from, to } = settings;
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const id = `<${idOf(message, now)}.${digest(to, 16)}@${domain}>`;
  const { thread = id, subject = subjectOf(message) } = earlierOf(message);

  const composer = new MailComposer({
    from: { name: 'Earshot', address: from },
    to,
    subject: thread === id ? subject : `Re: ${subject}`,
    messageId: id,
    date: now,
    text: renderText(message),
    html: renderHtml(message),
    headers: headersOf(message, domain),
    ...(thread !== id && { inReplyTo: thread, references: thread }),
    // Nothing may be read from a file or an address, whatever the fields hold.
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
    // Random by default. A stranger must not be able to write a line that ends a part.
    baseBoundary: digest(message.type === 'alert' ? message.key + message.token : JSON.stringify(message), 32),
  });
  return { raw: await composer.compile().build(), id, thread, subject };
};

const digest = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length);

// A notice comes again when it is still true the next day; a mail program hides what carries a known id.
const idOf = (message: Message, now: Date): string => {
  const name = message.key.replaceAll(/[^A-Za-z0-9._-]/g, '_');
  return message.type === 'alert' ? name : `${name}.${now.toISOString().slice(0, 10)}`;
};

// Gmail begins a new thread when the subject changes, whatever References says: the first one stays.
const earlierOf = (message: Message): { thread?: string; subject?: string } => {
  const ref = message.type === 'alert' ? message.previous?.ref : undefined;
  return ref?.['thread'] && ref['subject'] ? { thread: ref['thread'], subject: ref['subject'] } : {};
};

// The id keeps alerts of the same words apart.
const subjectOf = (message: Message): string => {
  const title = cut(oneLine(message.title), 160) || 'Earshot';
  return message.type === 'alert' ? `${title} (${message.alertId})` : title;
};

const headersOf = (message: Message, domain: string): Record<string, string> => ({
  // Out-of-office robots must not answer: RFC 3834 §5 and Microsoft's own header.
  'Auto-Submitted': 'auto-generated',
  'X-Auto-Response-Suppress': 'All',
  'List-ID': `Earshot <earshot.${domain}>`,
  ...(message.type === 'alert' ? alertHeaders(message) : {}),
});

const alertHeaders = ({ alertId, urgency, sound }: AlertMessage): Record<string, string> => ({
  'X-Earshot-Alert': alertId,
  'X-Earshot-Level': String(urgency),
  ...(urgency <= 2 && sound !== 'soft' && { 'X-Priority': '1 (Highest)', Importance: 'high' }),
});
