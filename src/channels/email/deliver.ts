import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Context } from '../../lib/context.ts';
import { smtpFailure } from './failures.ts';
import type { MailServer } from './settings.ts';

/** The library would wait two minutes for a connection and ten for a silent server. */
const connectMs = 5000;
const wholeMs = 10_000;

/** What goes over a connection once it stands: `begun` is told when the server has asked for the text of a mail. */
type Errand = (connection: SMTPConnection, begun: () => void) => Promise<void>;

/** Hands one mail to the server, for one recipient. @throws Failure by the server's reply and how far it came */
export const deliver = (
  server: MailServer,
  { from, to, raw }: { from: string; to: string; raw: Buffer },
  context: Context,
): Promise<void> =>
  visit(server, context, (connection, begun) => {
    const text = Readable.from(once(raw, begun));
    return settled((done) => connection.send({ from, to: [to], size: raw.length }, text, done));
  });

/** Connects and logs in, and sends nothing. @throws Failure by the server's reply */
export const visitOnly = (server: MailServer, context: Context): Promise<void> =>
  visit(server, context, async () => undefined);

// Read only after the server's 354: until then nothing can have been delivered.
async function* once(raw: Buffer, begun: () => void): AsyncGenerator<Buffer> {
  begun();
  yield raw;
}

const visit = async (server: MailServer, context: Context, errand: Errand): Promise<void> => {
  context.signal.throwIfAborted();
  const deadline = AbortSignal.timeout(context.requestTimeoutMs ?? wholeMs);
  const connection = open(server);
  let begun = false;
  try {
    await Promise.race([
      // Errors outside of a command come as events, also after the last one.
      new Promise<never>((_, reject) => connection.on('error', reject)),
      aborted(AbortSignal.any([context.signal, deadline])),
      run(connection, server, errand, () => {
        begun = true;
      }),
    ]);
    connection.quit();
  } catch (error) {
    connection.close();
    context.signal.throwIfAborted();
    throw smtpFailure(error, begun);
  }
};

const run = async (connection: SMTPConnection, { login }: MailServer, errand: Errand, begun: () => void) => {
  await settled((done) => connection.connect(done));
  // Also where the server offers no login: credentials that are given are meant.
  if (login) await settled((done) => connection.login(login, done));
  await errand(connection, begun);
};

const open = ({ host, port, tls }: MailServer): SMTPConnection =>
  new SMTPConnection({
    host,
    port,
    secure: tls === 'wrapped',
    // A stripped offer of STARTTLS fails instead of sending in clear; on this machine there is nobody to listen.
    requireTLS: tls === 'upgraded',
    ignoreTLS: tls === 'plain',
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    dnsTimeout: connectMs,
    socketTimeout: wholeMs,
  });

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

const settled = (call: (done: (error?: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => call((error) => (error ? reject(error) : resolve())));
