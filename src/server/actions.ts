import { z } from 'zod';
import { type Alert, type AlertChange, Resolution } from '../domain/alert.ts';
import { Verdict } from '../domain/verdict.ts';
import { describeIssues } from '../lib/schema.ts';
import { change, snoozeUntil } from '../pipeline/acknowledge.ts';
import type { App } from '../pipeline/app.ts';
import { teach } from '../pipeline/teach.ts';
import { loadAlert } from '../store/alerts.ts';

const minuteMs = 60_000;

/** Who asks for a change of which alert, and when. */
interface Asked {
  alert: Alert;
  by: string;
  at: Date;
}

type Read = { ok: true; changeOf: (asked: Asked) => AlertChange } | { ok: false; problem: string };

const action =
  <Fields extends z.ZodType>(fields: Fields, changeOf: (asked: Asked, fields: z.output<Fields>) => AlertChange) =>
  (raw: unknown): Read => {
    const parsed = fields.safeParse(raw);
    if (!parsed.success) return { ok: false, problem: describeIssues(parsed.error) };
    return { ok: true, changeOf: (asked) => changeOf(asked, parsed.data) };
  };

const Snooze = z.object({
  minutes: z.coerce
    .number()
    .positive()
    .max(7 * 24 * 60)
    .optional(),
  until: z.iso.datetime({ offset: true }).optional(),
});

const changes = {
  acknowledge: action(z.object({}), ({ by, at }) => ({ type: 'acknowledge', by, at })),
  snooze: action(Snooze, ({ alert, by, at }, wish) => ({ type: 'snooze', by, at, until: untilOf(alert, wish, at) })),
  resolve: action(
    z.object({ resolution: z.enum([...Resolution.options, 'answered']).default('by_hand') }),
    ({ alert, by, at }, { resolution }) =>
      resolution === 'answered'
        ? { type: 'answer', by, at, mentionIds: alert.mentions.map(({ id }) => id) }
        : { type: 'resolve', by, at, resolution },
  ),
  reopen: action(z.object({}), ({ by, at }) => ({ type: 'reopen', by, at })),
};

const untilOf = (alert: Alert, { minutes, until }: z.output<typeof Snooze>, now: Date): Date => {
  if (until !== undefined) return new Date(until);
  return minutes === undefined ? snoozeUntil(alert, now) : new Date(now.getTime() + minutes * minuteMs);
};

export const ActionName = z.enum(['acknowledge', 'snooze', 'resolve', 'reopen', 'feedback']);
export type ActionName = z.infer<typeof ActionName>;

/** What came of an action. `unchanged`: it was so already, or does not apply; the alert is as it was. */
export type Acted =
  | { kind: 'done'; alert: Alert }
  | { kind: 'unchanged'; alert: Alert; refusal: string }
  | { kind: 'unknown' }
  | { kind: 'invalid'; problem: string };

/**
 * Does to an alert what a person asked for, by form or by API.
 *
 * @param fields what came with the request, not checked yet
 */
export const act = async (app: App, id: string, name: ActionName, fields: unknown, by: string): Promise<Acted> => {
  if (name === 'feedback') return giveVerdict(app, id, fields, by);
  const read = changes[name](fields);
  if (!read.ok) return { kind: 'invalid', problem: read.problem };

  const result = await change(app, id, (alert) => read.changeOf({ alert, by, at: app.now() }));
  if (!result.alert) return { kind: 'unknown' };
  return result.changed
    ? { kind: 'done', alert: result.alert }
    : { kind: 'unchanged', alert: result.alert, refusal: result.refusal ?? 'it is settled' };
};

const giveVerdict = async (app: App, id: string, fields: unknown, by: string): Promise<Acted> => {
  const verdict = Verdict.safeParse(fields);
  if (!verdict.success) return { kind: 'invalid', problem: describeIssues(verdict.error) };
  const alert = await loadAlert(app.redis, app.keys, id);
  if (!alert) return { kind: 'unknown' };

  await teach(app, { alert }, verdict.data, by);
  if (verdict.data.verdict !== 'not_us') return { kind: 'done', alert };
  const resolved = await change(app, id, { type: 'resolve', by, at: app.now(), resolution: 'not_for_us' });
  return { kind: 'done', alert: resolved.alert ?? alert };
};
