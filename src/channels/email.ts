import { defineChannel } from './channel.ts';
import { type EmailSettings, Settings, serverOf } from './email/settings.ts';

/** E-mail over SMTP: the fallback nearly everybody has. An alert is one thread. */
export const email = defineChannel({
  kind: 'email',
  settings: Settings,
  objection: ({ base_url }) =>
    base_url === undefined ? undefined : 'the mail server stands in smtp_url, not base_url',
  // The id of a mail is the same on a repeat, but not every mail program hides the second one.
  idempotency: 'none',
  // A sender nobody knows yet is filtered when it comes in a burst.
  limits: { messages: 20, perMs: 60_000 },
  // A mail wakes nobody.
  wakes: false,
  send: async (settings, message, context) => {
    const server = serverOf(settings.smtp_url);
    const [{ composeMail }, { deliver }] = await library();
    const { raw, id, thread, subject } = await composeMail(settings, message, context.now());
    await deliver(server, { from: settings.from, to: settings.to, raw }, context);
    // The next server has it, nothing more: bounces come later, as mail to the sender.
    return { ref: { id, thread, subject }, confirmed: false };
  },
  check: async (settings, context) => {
    const server = serverOf(settings.smtp_url);
    const [, { visitOnly }] = await library();
    await visitOnly(server, context);
    return said(settings);
  },
});

// Not loaded where no mail is sent.
const library = () => Promise.all([import('./email/compose.ts'), import('./email/deliver.ts')]);

const said = ({ smtp_url }: EmailSettings): string => {
  const { host, login, tls } = serverOf(smtp_url);
  return `${host} lets us in${login ? ' and knows the login' : ''}${tls === 'plain' ? ', without encryption' : ''}`;
};
