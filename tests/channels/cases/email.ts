import { onTestFinished } from 'vitest';
import { startSmtp } from '../../../src/stand-ins/smtp.ts';
import type { ChannelCase } from '../../contracts/channel.ts';
import { readMail } from '../../support/mail.ts';

export const cases: ChannelCase[] = [
  {
    name: 'email',
    transport: 'local',
    can: ['check'],
    start: async () => {
      const smtp = await startSmtp({ user: 'earshot@acme.example', password: 'marker-of-the/password 01' });
      onTestFinished(() => smtp.close());

      return {
        settings: { smtp_url: smtp.url, from: 'earshot@acme.example', to: 'ana@acme.example' },
        sent: () => smtp.mails.map(({ raw }) => raw.replaceAll('\r\n', '\n')),
        visible: () => smtp.mails.map(({ raw }) => readMail(raw).texts.join('\n')),
        complaints: () => smtp.complaints,
      };
    },
    read: readMail,
  },
];
