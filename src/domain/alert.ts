import { z } from 'zod';
import { Urgency } from './classification.ts';
import { SourceFamily } from './mention.ts';
import { planAcknowledged, planOpen, planSnoozed, planSooner } from './plan.ts';

export const AlertState = z.enum(['open', 'snoozed', 'acknowledged', 'answered', 'resolved']);
export type AlertState = z.infer<typeof AlertState>;

export const Resolution = z.enum(['no_answer_needed', 'not_for_us', 'gone', 'by_hand']);
export type Resolution = z.infer<typeof Resolution>;

/** A step on the clock. `held` = a ring that quiet hours put off. */
export const PlannedStep = z.object({
  kind: z.enum(['ring', 'held', 'remind', 'resume', 'wake', 'breach']),
  dueAt: z.coerce.date(),
  channels: z.array(z.string()),
  /** Place in the policy, where it comes from there. */
  index: z.number().optional(),
});
export type PlannedStep = z.infer<typeof PlannedStep>;

/** A step of the policy with its people resolved to channels: what was true when the alert opened stays true for it. */
const SnapshotStep = z.object({ at: z.number().optional(), after: z.number().optional(), notify: z.array(z.string()) });

/** One mention in an alert, with what is needed to recognise its answer. */
export const AlertMention = z.object({
  id: z.string(),
  source: z.string(),
  externalId: z.string(),
  url: z.string().nullable(),
  author: z.string(),
  postedAt: z.coerce.date(),
  answeredAt: z.coerce.date().optional(),
});
export type AlertMention = z.infer<typeof AlertMention>;

export const Alert = z.object({
  id: z.string(),
  revision: z.number(),
  /** Grows with every change of plan: a ring decided under an older one is not sent. */
  generation: z.number(),
  brand: z.string(),
  family: SourceFamily,
  state: AlertState,
  urgency: Urgency,
  soft: z.boolean(),
  /** Why it rings, in words for people. */
  why: z.string(),
  openedAt: z.coerce.date(),
  postedAt: z.coerce.date(),
  deadline: z.coerce.date(),
  breached: z.boolean(),
  /** The oldest `maxListed` mentions; `count` counts all. */
  mentions: z.array(AlertMention),
  count: z.number(),
  policy: z.object({ id: z.string(), steps: z.array(SnapshotStep) }),
  plan: z.array(PlannedStep),
  /** Number of the next ring: a later ring is a new one for every channel. */
  nextStep: z.number(),
  /** Hash of the configuration it was opened under. */
  configHash: z.string(),
  acknowledgedBy: z.string().nullable(),
  acknowledgedAt: z.coerce.date().nullable(),
  snoozedUntil: z.coerce.date().nullable(),
  answeredAt: z.coerce.date().nullable(),
  resolvedAt: z.coerce.date().nullable(),
  resolution: Resolution.nullable(),
});
export type Alert = z.infer<typeof Alert>;

/** What can happen to an alert. */
export type AlertChange =
  | { type: 'acknowledge'; by: string; at: Date }
  | { type: 'snooze'; by: string; until: Date; at: Date }
  | { type: 'wake'; at: Date }
  | { type: 'answer'; at: Date; mentionIds: string[]; by: string }
  | { type: 'resolve'; by: string; resolution: Resolution; at: Date }
  | { type: 'reopen'; by: string; at: Date }
  | { type: 'breach'; at: Date };

export interface Transition {
  alert: Alert;
  /** False: the second press of a button, or a change that does not apply; the alert is as it was. */
  changed: boolean;
  /** Why nothing changed, for the person who asked. */
  refusal?: string;
}

const maxListed = 50;

/** Brand of alerts that only try the channels: nobody has to be answered, so the tap that takes one also ends it. */
export const rehearsalBrand = 'Earshot test';

/** True while somebody still has to answer. */
export const isActive = (alert: Pick<Alert, 'state'>): boolean =>
  alert.state === 'open' || alert.state === 'snoozed' || alert.state === 'acknowledged';

/** When the alert needs attention next, or `null` when nothing is planned. */
export const nextDue = (alert: Alert): Date | null =>
  alert.plan.reduce<Date | null>((first, step) => (first && first <= step.dueAt ? first : step.dueAt), null);

/** Opens an alert for its first mention, with its plan. */
export const openAlert = (
  opening: Pick<
    Alert,
    'id' | 'brand' | 'family' | 'urgency' | 'soft' | 'why' | 'deadline' | 'policy' | 'configHash'
  > & { mention: AlertMention },
  now: Date,
): Alert => {
  // Field by field: spreading costs ten times as much.
  const alert: Alert = {
    id: opening.id,
    revision: 1,
    generation: 1,
    brand: opening.brand,
    family: opening.family,
    state: 'open',
    urgency: opening.urgency,
    soft: opening.soft,
    why: opening.why,
    openedAt: now,
    postedAt: opening.mention.postedAt,
    deadline: opening.deadline,
    breached: false,
    mentions: [opening.mention],
    count: 1,
    policy: opening.policy,
    plan: [],
    nextStep: 0,
    configHash: opening.configHash,
    acknowledgedBy: null,
    acknowledgedAt: null,
    snoozedUntil: null,
    answeredAt: null,
    resolvedAt: null,
    resolution: null,
  };
  alert.plan = planOpen(alert, now);
  return alert;
};

/** Counts of mentions at which a growing alert rings anew. */
const ringingCounts = new Set([10, 50, 250]);

/**
 * Adds a mention to an alert. The earliest deadline holds for all; a more urgent member rings at once, so does any member that is
 * raised again after it was edited, and, while nobody has it, the 10th, 50th and 250th.
 */
export const joinAlert = (
  alert: Alert,
  joining: Pick<Alert, 'urgency' | 'soft' | 'why' | 'deadline'> & { mention: AlertMention },
  now: Date,
): Alert => {
  const known = alert.mentions.some((mention) => mention.id === joining.mention.id);
  const moreUrgent = joining.urgency < alert.urgency;
  const joined: Alert = {
    ...alert,
    ...earlierClock(alert, joining),
    revision: alert.revision + 1,
    urgency: moreUrgent ? joining.urgency : alert.urgency,
    why: moreUrgent || known ? joining.why : alert.why,
    soft: alert.soft && joining.soft,
    count: known ? alert.count : alert.count + 1,
    mentions: listed(alert.mentions, joining.mention),
  };
  if (moreUrgent || known) return replan({ ...joined, ...untaken }, now);
  if (joined.state === 'open' && ringingCounts.has(joined.count)) return replan(joined, now);
  return joined.deadline < alert.deadline ? { ...joined, plan: planSooner(joined, now) } : joined;
};

const earlierClock = (
  { postedAt, deadline }: Alert,
  joining: { deadline: Date; mention: AlertMention },
): Pick<Alert, 'postedAt' | 'deadline'> =>
  joining.deadline < deadline
    ? {
        deadline: joining.deadline,
        postedAt: joining.mention.postedAt < postedAt ? joining.mention.postedAt : postedAt,
      }
    : { postedAt, deadline };

/** Nobody has it, and it is not put off. */
const untaken = { state: 'open', acknowledgedBy: null, acknowledgedAt: null, snoozedUntil: null } as const;

const listed = (mentions: AlertMention[], joining: AlertMention): AlertMention[] => {
  const others = mentions.filter((mention) => mention.id !== joining.id);
  return others.length < maxListed ? [...others, joining] : others;
};

/**
 * Applies a change. Pure: the same alert and change give the same result, and a change that was already made changes nothing.
 */
export const transition = (alert: Alert, change: AlertChange): Transition => {
  switch (change.type) {
    case 'acknowledge':
      return acknowledge(alert, change);
    case 'snooze':
      return snooze(alert, change);
    case 'wake':
      if (alert.state !== 'snoozed') return unchanged(alert, 'it is not snoozed');
      return changed(alert, untaken, change.at);
    case 'answer':
      return answer(alert, change);
    case 'resolve':
      if (!isActive(alert)) return unchanged(alert, `it is already ${alert.state}`);
      return changed(alert, { state: 'resolved', resolvedAt: change.at, resolution: change.resolution }, change.at);
    case 'reopen':
      if (isActive(alert)) return unchanged(alert, 'it is still open');
      return changed(alert, reopened(alert), change.at);
    case 'breach':
      if (!isActive(alert) || alert.breached) return unchanged(alert, 'its time had already run out');
      return { alert: { ...alert, breached: true, revision: alert.revision + 1 }, changed: true };
  }
};

const acknowledge = (alert: Alert, { by, at }: { by: string; at: Date }): Transition => {
  if (alert.state === 'acknowledged') return unchanged(alert, `${alert.acknowledgedBy} is already on it`);
  if (!isActive(alert)) return unchanged(alert, `it is already ${alert.state}`);
  const taken = { state: 'acknowledged', acknowledgedBy: by, acknowledgedAt: at, snoozedUntil: null } as const;
  if (alert.brand !== rehearsalBrand) return changed(alert, taken, at);
  return changed(alert, { ...taken, state: 'resolved', resolvedAt: at, resolution: 'no_answer_needed' }, at);
};

const snooze = (alert: Alert, { until, at }: { until: Date; at: Date }): Transition => {
  if (!isActive(alert)) return unchanged(alert, `it is already ${alert.state}`);
  if (until >= alert.deadline) return unchanged(alert, 'that is later than its deadline');
  return changed(alert, { state: 'snoozed', snoozedUntil: until, acknowledgedBy: null, acknowledgedAt: null }, at);
};

// One answer to any post of an author answers that author; the alert is answered when all its authors are.
const answer = (alert: Alert, { at, mentionIds }: { at: Date; mentionIds: string[] }): Transition => {
  if (!isActive(alert)) return unchanged(alert, `it is already ${alert.state}`);
  const authors = new Set(
    alert.mentions.filter((mention) => mentionIds.includes(mention.id)).map((mention) => mention.author),
  );
  const mentions = alert.mentions.map((mention) =>
    authors.has(mention.author) && !mention.answeredAt && mention.postedAt <= at
      ? { ...mention, answeredAt: at }
      : mention,
  );
  if (mentions.every((mention, position) => mention === alert.mentions[position]))
    return unchanged(alert, 'that answer is older than the mention');

  const complete = mentions.every((mention) => mention.answeredAt);
  if (complete) return changed(alert, { mentions, state: 'answered', answeredAt: at }, at);
  return { alert: { ...alert, mentions, revision: alert.revision + 1 }, changed: true };
};

const reopened = (alert: Alert): Partial<Alert> => ({
  ...untaken,
  answeredAt: null,
  resolvedAt: null,
  resolution: null,
  mentions: alert.mentions.map(({ answeredAt: _, ...mention }) => mention),
});

const changed = (alert: Alert, fields: Partial<Alert>, now: Date): Transition => ({
  alert: replan({ ...alert, ...fields, revision: alert.revision + 1 }, now),
  changed: true,
});

const unchanged = (alert: Alert, refusal: string): Transition => ({ alert, changed: false, refusal });

const replan = (alert: Alert, now: Date): Alert => ({
  ...alert,
  generation: alert.generation + 1,
  plan: planFor(alert, now),
});

const planFor = (alert: Alert, now: Date): PlannedStep[] => {
  switch (alert.state) {
    case 'open':
      return planOpen(alert, now);
    case 'snoozed':
      return planSnoozed(alert);
    case 'acknowledged':
      return planAcknowledged(alert, now);
    case 'answered':
    case 'resolved':
      return [];
  }
};
