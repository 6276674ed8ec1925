import { Hono } from 'hono';
import { z } from 'zod';
import { SourceFamily } from '../domain/mention.ts';
import { Secret } from '../lib/schema.ts';
import { verifyIntakeSignature } from '../lib/signature.ts';
import type { App } from '../pipeline/app.ts';
import type { Source } from '../sources/source.ts';
import { mediaType, readBytes } from './body.ts';
import { readMentions, takeDeletions, takeMentions } from './intake-batch.ts';
import { within } from './patience.ts';
import { type RequestContext, refuse, type Scope } from './scope.ts';

const largestBody = 1024 * 1024;
const callsPerMinute = 60;
const minuteMs = 60_000;
/** Answers are kept this long for a sender that repeats itself. */
const answersKeptSeconds = 72 * 3600;
/** A sender is answered within this time; storing may still end well afterwards, and a repeat does no harm. */
const patienceMs = 5000;

/** What a sender's settings say about how it proves itself and what it reports. */
const SenderSettings = z.object({
  family: SourceFamily,
  source: z.string().optional(),
  secret: z.instanceof(Secret).optional(),
  token: z.instanceof(Secret).optional(),
});

/** A configured sender. */
export interface Sender extends z.infer<typeof SenderSettings> {
  source: string;
  origin: Source;
}

type Take = (app: App, sender: Sender, body: Buffer, contentType: string) => Promise<Taken>;

/** What came of a delivery: results for each element, or why it could not be read at all. */
export type Taken =
  | { ok: true; status: 202 | 422; accepted: number; rejected: number; results: unknown[] }
  | { ok: false; status: 400 | 413; code: string; message: string };

/** Mentions that senders push: `POST /v1/intake/{name}` and `/deletions`. */
export const intakeRoutes = (app: App) =>
  new Hono<Scope>()
    .post('/v1/intake/:name', (c) => receive(app, c, c.req.param('name'), mentionTypes, takeMentionBody))
    .post('/v1/intake/:name/deletions', (c) => receive(app, c, c.req.param('name'), jsonTypes, takeDeletions));

const jsonTypes: ReadonlySet<string> = new Set(['application/json']);
const mentionTypes: ReadonlySet<string> = new Set(['application/json', 'application/x-ndjson']);

const takeMentionBody: Take = async (app, sender, body, contentType) => {
  const read = readMentions(body, contentType);
  return read.ok ? takeMentions(app, sender, read.values) : read;
};

const receive = async (
  app: App,
  c: RequestContext,
  name: string,
  types: ReadonlySet<string>,
  take: Take,
): Promise<Response> => {
  const sender = senderOf(app, name);
  if (!sender) return refuse(c, 404, 'unknown_sender', 'No such sender is configured.');
  const contentType = mediaType(c.req.raw);
  if (!types.has(contentType))
    return refuse(c, 415, 'unsupported_media_type', `Content-Type must be ${[...types].join(' or ')}.`);
  const body = await readBytes(c.req.raw, largestBody);
  if (!body) return refuse(c, 413, 'too_large', 'The body is larger than 1 MiB.');

  const verdict = verifyIntakeSignature({
    headers: c.req.header(),
    rawBody: body,
    secrets: sender.secret ? [sender.secret] : [],
    ...(sender.token && { token: sender.token }),
    now: app.now(),
  });
  if (!verdict.ok) {
    app.log.warn({ source: name, kind: verdict.code }, verdict.message);
    return refuse(c, 401, verdict.code, verdict.message);
  }
  const answered = await within(
    patienceMs,
    answer(app, c, sender, verdict.deliveryId, () => take(app, sender, body, contentType)).catch(notStored(app, name)),
  );
  return answered ?? unavailable(c);
};

const notStored =
  (app: App, sender: string) =>
  (err: unknown): undefined => {
    app.log.error({ source: sender, err }, 'what was pushed could not be stored');
  };

const unavailable = (c: RequestContext): Response => {
  c.header('retry-after', '5');
  return refuse(c, 503, 'unavailable', 'Nothing can be stored right now; please send it again.');
};

const senderOf = (app: App, name: string): Sender | undefined => {
  const origin = app.setup.sources.get(name);
  if (!origin?.enabled || origin.kind !== 'intake') return undefined;
  const settings = SenderSettings.parse(origin.settings);
  return { ...settings, source: settings.source ?? origin.id, origin };
};

const answer = async (
  app: App,
  c: RequestContext,
  sender: Sender,
  deliveryId: string | undefined,
  take: () => Promise<Taken>,
): Promise<Response> => {
  const waitSeconds = await waitOf(app, sender);
  if (waitSeconds > 0) {
    c.header('retry-after', String(waitSeconds));
    return refuse(c, 429, 'too_many_calls', `${callsPerMinute} calls a minute are allowed.`);
  }
  const key = deliveryId === undefined ? undefined : app.keys.intake(sender.origin.id, deliveryId);
  const before = key === undefined ? null : await app.redis.get(key);
  if (before !== null) return c.body(before, 200, { 'content-type': 'application/json' });

  const taken = await take();
  if (!taken.ok) return refuse(c, taken.status, taken.code, taken.message);
  const { ok: _, status, ...result } = taken;
  if (key !== undefined) await app.redis.set(key, JSON.stringify(result), 'EX', answersKeptSeconds, 'NX');
  return c.json(result, status);
};

// Counted only once a sender has proven itself: nobody can use up the calls of another.
const waitOf = async (app: App, { origin }: Sender): Promise<number> => {
  const now = app.now().getTime();
  const window = Math.floor(now / minuteMs);
  const key = app.keys.rate(`intake-${origin.id}`, window);
  const counted = await app.redis.multi().incr(key).expire(key, 120).exec();
  const calls = Number(counted?.[0]?.[1] ?? 0);
  return calls > callsPerMinute ? Math.ceil(((window + 1) * minuteMs - now) / 1000) : 0;
};
