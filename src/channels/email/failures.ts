import { Failure, type FailureDetails, type FailureKind } from '../../lib/failure.ts';

/** What the library tells of an error; nothing of it but the server's reply goes on. */
interface SmtpError {
  /** `EAUTH`, `ETLS`, `ECONNECTION`, … */
  code: string;
  /** `CONN`, `AUTH PLAIN`, `MAIL FROM`, `RCPT TO`, `DATA`, … */
  command: string;
  /** The server's three digits; 0 when it did not answer. */
  reply: number;
  /** Enhanced status code (RFC 3463), like `5.1.1`. */
  status: string;
  response: string;
}

interface Meaning {
  kind: FailureKind;
  what: string;
  retryAfterMs?: number;
  remedy?: string;
}

/** Greylisting lets a mail through after a minute or more. */
const greylistMs = 60_000;

/**
 * The failure an error of the SMTP library stands for.
 *
 * @param begun whether the server had asked for the text: without its reply, nobody knows whether it was taken
 */
export const smtpFailure = (error: unknown, begun: boolean): Failure => {
  const read = readError(error);
  const { kind, what, retryAfterMs, remedy } = meaningOf(read, begun);
  const details: FailureDetails = {
    ...(read.response !== '' && { sample: read.response.slice(0, 500) }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(remedy !== undefined && { remedy }),
    // The original error may name what was sent: only its code goes on.
    cause: new Error(`${read.code} ${read.command}`.trim()),
  };
  const said = [read.reply || '', read.status].filter(Boolean).join(' ');
  return new Failure(kind, said === '' ? what : `${what} (${said})`, details);
};

const meaningOf = (error: SmtpError, begun: boolean): Meaning => {
  const { code, reply } = error;
  if (code === 'ETLS')
    return {
      kind: 'transient',
      what: 'the mail server offers no safe connection',
      remedy: 'Use an smtps:// address, or a server that offers STARTTLS with a valid certificate.',
    };
  if (reply === 0) return withoutReply(code, begun);
  // A new connection mends a wrong order of commands.
  if (reply === 503) return { kind: 'transient', what: 'the mail server lost the order of commands' };
  if (reply < 500) return { kind: 'transient', what: 'the mail server asks for patience', retryAfterMs: greylistMs };
  return refused(error);
};

const withoutReply = (code: string, begun: boolean): Meaning => {
  if (['EAUTH', 'ENOAUTH', 'EOAUTH2'].includes(code)) return noLogin;
  if (begun) return { kind: 'unknown', what: 'the mail server took the mail and did not answer' };
  if (['EENVELOPE', 'EMESSAGE', 'ECONFIG'].includes(code)) return { kind: 'message', what: 'this mail cannot be sent' };
  return { kind: 'transient', what: `the mail server cannot be reached (${code})` };
};

const noLogin: Meaning = {
  kind: 'unauthorized',
  what: 'the mail server does not accept our login',
  remedy: 'Check user and password in smtp_url; Gmail wants an app password.',
};

const noSender: Meaning = {
  kind: 'unauthorized',
  what: 'the mail server does not let us send from this address',
  remedy: 'Set from to an address this login may use, on a domain with SPF, DKIM and DMARC.',
};

// Replies of 5xx: RFC 5321 §4.2.3 and the enhanced codes of RFC 3463, whose second number is the subject.
const refused = ({ code, command, reply, status }: SmtpError): Meaning => {
  if (code === 'EAUTH' || [530, 534, 535, 538].includes(reply)) return noLogin;
  // Neither SPF nor DKIM speaks for the sender (RFC 7372 and what Gmail and Outlook answer).
  if (/^5\.7\.2[0-6]$/.test(status)) return noSender;
  if (status === '5.3.4') return { kind: 'message', what: 'the mail is too large' };
  if (command === 'MAIL FROM') return noSender;
  if (command === 'RCPT TO' || /^5\.[12]\./.test(status) || reply === 553)
    return {
      kind: 'recipient',
      what: 'the mail server does not take mail for this recipient',
      remedy: 'Check the address in to, and whether the server relays mail for this login.',
    };
  if (command === 'DATA') return { kind: 'message', what: 'the mail server refused the mail' };
  return { kind: 'unauthorized', what: 'the mail server does not let us in' };
};

const readError = (error: unknown): SmtpError => {
  const fields: Record<string, unknown> = error instanceof Error ? { ...error } : {};
  const textOf = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '');
  const response = textOf('response');
  return {
    code: textOf('code') || (error instanceof Error ? error.name : 'error'),
    command: textOf('command'),
    reply: typeof fields['responseCode'] === 'number' ? fields['responseCode'] : 0,
    status: /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? '',
    response,
  };
};
