import { createServer, type Socket } from 'node:net';
import { converse, type SmtpMail, type SmtpScript, type SmtpStage } from './smtp/conversation.ts';

export type { SmtpMail, SmtpScript, SmtpStage } from './smtp/conversation.ts';

export interface SmtpStandIn {
  /** With user and password, for `smtp_url`. */
  url: string;
  host: string;
  port: number;
  /** Every mail that was taken, oldest first. */
  mails: SmtpMail[];
  /** Every line a client said, the texts of mails left out. */
  lines: string[];
  /** What a strict server would not take: a line that is too long, a bare line feed. */
  complaints: string[];
  connections(): number;
  /** From now on the stage goes like this; `null` = as it should. */
  at(stage: SmtpStage, script: SmtpScript | null): void;
  close(): Promise<void>;
}

export interface SmtpOptions {
  port?: number;
  user?: string;
  password?: string;
  /** Whether STARTTLS is offered; what follows it is no TLS, whatever the client says. */
  offersTls?: boolean;
}

/** Plays a mail server on loopback, which takes every mail unless it is told otherwise. */
export const startSmtp = async (options: SmtpOptions = {}): Promise<SmtpStandIn> => {
  const user = options.user ?? 'earshot@acme.example';
  const password = options.password ?? 'stand-in/pass word';
  const scripts = new Map<SmtpStage, SmtpScript>();
  const sockets = new Set<Socket>();
  const mails: SmtpMail[] = [];
  const lines: string[] = [];
  const complaints: string[] = [];
  let connections = 0;

  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A client that goes away in the middle is part of the play.
    socket.on('error', () => undefined);
    converse(socket, {
      credentials: `\0${user}\0${password}`,
      offersTls: options.offersTls ?? false,
      scriptOf: (stage) => scripts.get(stage),
      heard: (line) => void lines.push(line),
      complain: (what) => void complaints.push(what),
      took: (mail) => void mails.push(mail),
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound ? bound.port : 0;

  return {
    url: `smtp://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${port}`,
    host: '127.0.0.1',
    port,
    mails,
    lines,
    complaints,
    connections: () => connections,
    at: (stage, script) => {
      if (script) scripts.set(stage, script);
      else scripts.delete(stage);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};
