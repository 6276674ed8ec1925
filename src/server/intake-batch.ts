import { z } from 'zod';
import { mentionId } from '../domain/mention.ts';
import { describeIssues } from '../lib/schema.ts';
import { postsGone } from '../pipeline/answer.ts';
import type { App } from '../pipeline/app.ts';
import { intake } from '../pipeline/intake.ts';
import { parseWireMention, type WireResult } from '../sources/wire-mention.ts';
import { loadMentions, type SaveResult } from '../store/mentions.ts';
import { parseJson } from './body.ts';
import type { Sender, Taken } from './intake.ts';

const mostMentions = 500;

type Read = { ok: true; values: unknown[] } | Extract<Taken, { ok: false }>;

const unreadable = (message: string): Extract<Taken, { ok: false }> => ({
  ok: false,
  status: 400,
  code: 'malformed',
  message,
});

/** Takes a body apart into mentions, not checked yet: one object, `{ "mentions": [...] }`, or one object a line. */
export const readMentions = (body: Buffer, contentType: string): Read => {
  const values = contentType === 'application/x-ndjson' ? readLines(body) : readJson(body);
  if (!values) return unreadable('The body must be a JSON object, or an object with a list "mentions".');
  if (values.length === 0) return unreadable('There is no mention in it.');
  if (values.length <= mostMentions) return { ok: true, values };
  return { ok: false, status: 413, code: 'too_many', message: `${mostMentions} mentions a call are allowed.` };
};

// A line that is no JSON is one bad element, as every other element that does not fit.
const readLines = (body: Buffer): unknown[] =>
  body
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseJson);

const Batch = z.object({ mentions: z.array(z.unknown()) });
const Single = z.record(z.string(), z.unknown());

const readJson = (body: Buffer): unknown[] | undefined => {
  const value = parseJson(body.toString('utf8'));
  const batch = Batch.safeParse(value);
  if (batch.success) return batch.data.mentions;
  const single = Single.safeParse(value);
  return single.success && !('mentions' in single.data) ? [single.data] : undefined;
};

const statuses: Record<SaveResult, 'created' | 'updated' | 'unchanged' | 'stale'> = {
  new: 'created',
  changed: 'updated',
  known: 'unchanged',
  stale: 'stale',
};

/** Stores what is valid and says of every element what became of it. */
export const takeMentions = async (app: App, sender: Sender, values: readonly unknown[]): Promise<Taken> => {
  const { origin, source, family } = sender;
  const parsed = values.map((value) =>
    parseWireMention(value, { source, family, now: app.now(), door: 'webhook', sender: origin.id }),
  );
  const valid = parsed.flatMap((result) => (result.ok ? [result.mention] : []));
  const saved = valid.length === 0 ? [] : await intake(app, { source: origin, mentions: valid, first: false });

  let stored = 0;
  const results = parsed.map((result, index) =>
    result.ok ? acceptedResult(index, result, saved[stored++]) : { index, status: 'invalid', errors: result.errors },
  );
  const status = valid.length > 0 ? 202 : 422;
  return { ok: true, status, accepted: valid.length, rejected: values.length - valid.length, results };
};

const acceptedResult = (
  index: number,
  { mention }: Extract<WireResult, { ok: true }>,
  saved: SaveResult | undefined,
) => ({
  index,
  externalId: mention.externalId,
  status: statuses[saved ?? 'known'],
});

const Deletions = z.object({
  source: z.string().optional(),
  externalIds: z.array(z.string().min(1).max(512)).min(1).max(mostMentions),
});

/** Marks posts as gone. A sender can take back only what it sent itself. */
export const takeDeletions = async (app: App, { origin, source }: Sender, body: Buffer): Promise<Taken> => {
  const parsed = Deletions.safeParse(parseJson(body.toString('utf8')));
  if (!parsed.success) return unreadable(describeIssues(parsed.error));
  const { externalIds } = parsed.data;
  const namespace = parsed.data.source ?? source;
  const stored = await loadMentions(
    app.redis,
    app.keys,
    externalIds.map((externalId) => mentionId(namespace, externalId)),
  );
  const own = new Set(
    stored.filter(({ via }) => via.includes(origin.id)).map(({ mention: { externalId } }) => externalId),
  );
  await postsGone(app, namespace, [...own]);
  const results = externalIds.map((externalId, index) => ({
    index,
    externalId,
    status: own.has(externalId) ? 'gone' : 'unknown',
  }));
  return { ok: true, status: 202, accepted: own.size, rejected: externalIds.length - own.size, results };
};
