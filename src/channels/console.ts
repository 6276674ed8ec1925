import { z } from 'zod';
import { clean } from '../lib/text.ts';
import { defineChannel } from './channel.ts';
import { renderPlain } from './message.ts';

/** The terminal of whoever started the program; the log when nobody watches. */
export const consoleChannel = defineChannel({
  kind: 'console',
  settings: z.strictObject({}),
  idempotency: 'none',
  limits: { messages: 1000, perMs: 1000 },
  wakes: false,
  send: async (_settings, message, { print, log, signal }) => {
    signal.throwIfAborted();
    // Cleaned again whoever wrote it: a terminal obeys control characters.
    const text = clean(renderPlain(message));
    if (print) print(`${text}\n`);
    else log.info({ text }, 'message for people');
    return { ref: null, confirmed: true };
  },
});
