import type { Socket } from 'node:net';

/** A mail as it was taken. */
export interface SmtpMail {
  from: string;
  to: string[];
  /** With CRLF line ends, the dots at the beginnings of lines undone. */
  raw: string;
}

/** Where a conversation can go wrong; `TEXT` is the reply to the final dot. */
export type SmtpStage = 'CONNECT' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'TEXT' | 'QUIT';

/** A reply instead of the usual one, no reply at all, or a connection that is closed. After `TEXT` the mail is taken anyway. */
export type SmtpScript = { reply: string } | 'hang' | 'cut';

interface Room {
  /** What AUTH PLAIN has to say. */
  credentials: string;
  offersTls: boolean;
  scriptOf(stage: SmtpStage): SmtpScript | undefined;
  heard(line: string): void;
  complain(what: string): void;
  took(mail: SmtpMail): void;
}

/** RFC 5321 §4.5.3.1.6, without the line end. */
const longestLine = 998;

/** Speaks SMTP (RFC 5321) with one client, one line after the other. */
export const converse = (socket: Socket, room: Room): void => {
  let rest = '';
  let text: string[] | undefined;
  let mail: Pick<SmtpMail, 'from' | 'to'> = { from: '', to: [] };

  const say = (stage: SmtpStage, usual: string): void => {
    const script = room.scriptOf(stage);
    if (script === 'hang') return;
    if (script === 'cut') return void socket.destroy();
    socket.write(`${script?.reply ?? usual}\r\n`);
  };
  const refuses = (stage: SmtpStage): boolean => {
    const script = room.scriptOf(stage);
    return typeof script === 'object' && !/^[23]/.test(script.reply);
  };

  const commands: Record<string, (line: string) => void> = {
    EHLO: () =>
      say(
        'EHLO',
        ['250-stand-in', '250-AUTH PLAIN', ...(room.offersTls ? ['250-STARTTLS'] : []), '250 SIZE 1000000'].join(
          '\r\n',
        ),
      ),
    STARTTLS: () => say('STARTTLS', room.offersTls ? '220 go ahead' : '502 5.5.1 not offered'),
    AUTH: (line) => say('AUTH', knows(line, room.credentials) ? '235 2.7.0 welcome' : '535 5.7.8 wrong credentials'),
    MAIL: (line) => {
      mail = { from: addressIn(line), to: [] };
      say('MAIL', '250 2.1.0 ok');
    },
    RCPT: (line) => {
      if (!refuses('RCPT')) mail.to.push(addressIn(line));
      say('RCPT', '250 2.1.5 ok');
    },
    DATA: () => {
      if (!refuses('DATA')) text = [];
      say('DATA', '354 go on');
    },
    RSET: () => void socket.write('250 2.0.0 ok\r\n'),
    NOOP: () => void socket.write('250 2.0.0 ok\r\n'),
    QUIT: () => {
      say('QUIT', '221 2.0.0 bye');
      socket.end();
    },
  };

  const hear = (line: string): void => {
    if (!text) {
      room.heard(line);
      const command = commands[line.slice(0, 8).split(' ')[0]?.toUpperCase() ?? ''];
      if (command) command(line);
      else socket.write('500 5.5.2 what?\r\n');
      return;
    }
    if (line !== '.') {
      text.push(line.startsWith('.') ? line.slice(1) : line);
      return;
    }
    for (const complaint of complaintsAbout(text)) room.complain(complaint);
    if (!refuses('TEXT')) room.took({ ...mail, raw: text.map((part) => `${part}\r\n`).join('') });
    text = undefined;
    say('TEXT', '250 2.0.0 taken');
  };

  socket.on('data', (chunk) => {
    const parts = (rest + chunk.toString('latin1')).split('\r\n');
    rest = parts.pop() ?? '';
    for (const part of parts) hear(part);
  });
  say('CONNECT', '220 stand-in ESMTP');
};

const knows = (line: string, credentials: string): boolean =>
  Buffer.from(/^AUTH PLAIN (\S+)$/i.exec(line)?.[1] ?? '', 'base64').toString('utf8') === credentials;

const addressIn = (line: string): string => /<([^>]*)>/.exec(line)?.[1] ?? '';

const complaintsAbout = (text: readonly string[]): string[] => [
  ...(text.some((line) => line.length > longestLine) ? ['a line is too long'] : []),
  ...(text.some((line) => /[\r\n]/.test(line)) ? ['a line end that is none'] : []),
  // Nothing but ASCII may be sent without 8BITMIME, RFC 6152.
  ...(text.some((line) => /\P{ASCII}/u.test(line)) ? ['a byte beyond ASCII'] : []),
];
