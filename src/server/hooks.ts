import { Hono } from 'hono';
import type { HookAnswer, HookRequest } from '../channels/channel.ts';
import { Failure } from '../lib/failure.ts';
import type { PressResult } from '../pipeline/acknowledge.ts';
import type { App } from '../pipeline/app.ts';
import { heard } from '../pipeline/listen.ts';
import { readBytes } from './body.ts';
import { type RequestContext, refuse, type Scope } from './scope.ts';

const largestBody = 1024 * 1024;
/** What follows the answer, a private word to the one who pressed, may take this long. */
const afterMs = 10_000;

/** Signed callbacks of channels: `POST /hooks/{channel}`. The channel itself proves where they come from. */
export const hookRoutes = (app: App) =>
  new Hono<Scope>().post('/hooks/:channel', (c) => receive(app, c, c.req.param('channel')));

const receive = async (app: App, c: RequestContext, id: string): Promise<Response> => {
  const channel = app.setup.channels.get(id);
  if (!channel?.enabled || !channel.hook) return refuse(c, 404, 'unknown_channel', 'No such channel takes callbacks.');
  const rawBody = await readBytes(c.req.raw, largestBody);
  if (!rawBody) return refuse(c, 413, 'too_large', 'The body is larger than 1 MiB.');

  const context = { ...app, signal: AbortSignal.timeout(afterMs) };
  let answer: HookAnswer;
  try {
    answer = await channel.hook(hookRequest(c, rawBody), context);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return refuse(c, 400, 'malformed', error.message);
  }

  // True before it is answered: a person who sees no error may rely on it.
  let pressed: PressResult | undefined;
  for (const press of answer.presses) pressed = await heard(app, press);
  if (pressed) followUp(app, id, answer, pressed);
  const headers = { 'content-type': answer.contentType ?? 'text/plain; charset=utf-8' };
  return new Response(answer.body === '' ? null : answer.body, { status: answer.status, headers });
};

const hookRequest = (c: RequestContext, rawBody: Uint8Array): HookRequest => ({
  method: c.req.method,
  headers: c.req.header(),
  rawBody,
  query: c.req.query(),
});

const followUp = (app: App, channel: string, { after }: HookAnswer, { accepted, text }: PressResult): void => {
  after?.({ accepted, text }).catch((err: unknown) =>
    app.log.warn({ channel, err }, 'the word after a press could not be sent'),
  );
};
