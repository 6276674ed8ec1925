import { z } from 'zod';
import { Failure } from '../../lib/failure.ts';
import { type Secret, secret } from '../../lib/schema.ts';

export const Settings = z.strictObject({
  smtp_url: secret().describe(
    'Mail server with user and password: smtps://USER:PASSWORD@HOST:465, or smtp:// and port 587 for STARTTLS; percent-encode both.',
  ),
  from: z.email().describe('Address the mails come from; the server must be allowed to send for its domain.'),
  to: z.email().describe('Address of the one person or list the mails go to.'),
});
export type EmailSettings = z.output<typeof Settings> & { id: string };

/** The mail server that an address stands for. */
export interface MailServer {
  host: string;
  port: number;
  /** `wrapped` = TLS from the first byte, `upgraded` = STARTTLS or nothing, `plain` = on this machine only. */
  tls: 'wrapped' | 'upgraded' | 'plain';
  login?: { user: string; pass: string };
}

/**
 * Reads the address of the mail server.
 *
 * @throws Failure `unauthorized`, which names the setting and not its value
 */
export const serverOf = (smtpUrl: Secret): MailServer => {
  const read = readAddress(smtpUrl.reveal());
  if (read) return read;
  throw new Failure('unauthorized', 'smtp_url holds no address of a mail server', {
    remedy: 'Set smtp_url to smtps://USER:PASSWORD@HOST:465, user and password percent-encoded.',
  });
};

const readAddress = (text: string): MailServer | undefined => {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, username, password } = new URL(text);
  if (hostname === '' || (protocol !== 'smtp:' && protocol !== 'smtps:')) return undefined;
  const [user, pass] = [decoded(username), decoded(password)];
  if (user === undefined || pass === undefined) return undefined;

  const wrapped = protocol === 'smtps:';
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (wrapped ? 465 : 587) : Number(port),
    tls: wrapped ? 'wrapped' : isLoopback(hostname) ? 'plain' : 'upgraded',
    ...(user !== '' && { login: { user, pass } }),
  };
};

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

const decoded = (part: string): string | undefined => {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
};
