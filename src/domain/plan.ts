import type { Alert, PlannedStep } from './alert.ts';
import { schedule, stepAt } from './policy.ts';

const minute = 60_000;

/**
 * The plan of an open alert: the steps of its policy that are still ahead, the ones whose time has passed as one ring due now,
 * and the end of its time.
 */
export const planOpen = (alert: Alert, now: Date): PlannedStep[] => {
  const { postedAt, deadline } = alert;
  const { steps } = schedule(alert.policy.steps, { postedAt, deadline, now }, (channels) => [...channels]);
  const rings = steps.map(
    (step): PlannedStep => ({ kind: 'ring', dueAt: step.at, channels: step.channels, index: step.index }),
  );
  return [...rings, ...breachStep(alert)];
};

/**
 * The plan of an acknowledged alert: a reminder a quarter of an hour before the deadline, ringing for all five minutes before
 * it; a quarter and a twelfth of targets shorter than an hour (design §7.8).
 */
export const planAcknowledged = (alert: Alert, now: Date): PlannedStep[] => {
  const first = alert.policy.steps[0]?.notify ?? [];
  const all = [...new Set(alert.policy.steps.flatMap((step) => step.notify))];
  const { remindAt, resumeAt } = lastWarnings(alert);
  const steps: PlannedStep[] = [
    { kind: 'remind', dueAt: remindAt, channels: first },
    { kind: 'resume', dueAt: resumeAt, channels: all },
  ];
  return [...steps.filter((step) => step.dueAt > now), ...breachStep(alert)];
};

const lastWarnings = ({ postedAt, deadline }: Alert): { remindAt: Date; resumeAt: Date } => {
  const target = deadline.getTime() - postedAt.getTime();
  const short = target < 60 * minute;
  const before = (ms: number): Date => new Date(deadline.getTime() - ms);
  return {
    remindAt: before(short ? target / 4 : 15 * minute),
    resumeAt: before(short ? target / 12 : 5 * minute),
  };
};

/** The plan of a snoozed alert: wake it, and never forget its deadline. */
export const planSnoozed = (alert: Alert): PlannedStep[] => {
  const wake: PlannedStep[] = alert.snoozedUntil ? [{ kind: 'wake', dueAt: alert.snoozedUntil, channels: [] }] : [];
  return [...wake, ...breachStep(alert)];
};

/**
 * The plan of an alert whose deadline moved forward: what is still ahead moves with it, so that nothing is rung twice and nothing
 * comes after the end; what should have rung by now is due at once.
 */
export const planSooner = (alert: Alert, now: Date): PlannedStep[] =>
  alert.plan
    .map((step) => {
      const dueAt = dueAtOf(alert, step, now);
      return dueAt < step.dueAt ? { ...step, dueAt } : step;
    })
    .filter((step) => step.kind !== 'ring' || step.dueAt < alert.deadline);

const dueAtOf = (alert: Alert, step: PlannedStep, now: Date): Date => {
  switch (step.kind) {
    case 'ring':
      return stepAt(alert.policy.steps[step.index ?? 0] ?? {}, alert);
    case 'remind':
      return lastWarnings(alert).remindAt;
    case 'resume':
      return lastWarnings(alert).resumeAt;
    case 'wake':
      return step.dueAt < alert.deadline ? step.dueAt : now;
    case 'breach':
      return alert.deadline;
    case 'held':
      return step.dueAt;
  }
};

/** A ring that was decided: it has a number of its own, so that every channel treats it as new exactly once. */
export interface Ring {
  step: number;
  kind: 'ring' | 'held' | 'remind' | 'resume';
  channels: string[];
}

export interface Due {
  /** The alert with the due steps taken out of its plan; equal to the given one when nothing is due. */
  alert: Alert;
  rings: Ring[];
  wake: boolean;
  breach: boolean;
}

/**
 * Takes what is due out of the plan. Several missed rings become one, with the channels of all, so that a machine that slept
 * does not ring in bursts.
 *
 * @param quietUntil when a channel may ring again, or `null` when it may now
 */
export const takeDue = (alert: Alert, now: Date, quietUntil: (channel: string) => Date | null): Due => {
  const due = alert.plan.filter((step) => step.dueAt <= now);
  if (due.length === 0) return { alert, rings: [], wake: false, breach: false };

  const ringing = due.filter((step) => step.channels.length > 0);
  const channels = [...new Set(ringing.flatMap((step) => step.channels))];
  const quiet = channels.flatMap((channel) => {
    const until = alert.urgency === 1 ? null : quietUntil(channel);
    return until ? [{ channel, until }] : [];
  });
  const loud = channels.filter((channel) => !quiet.some((held) => held.channel === channel));
  const held = quiet.map(({ channel, until }): PlannedStep => ({ kind: 'held', dueAt: until, channels: [channel] }));
  const kind = ringKind(ringing.at(-1)?.kind);

  return {
    alert: {
      ...alert,
      revision: alert.revision + 1,
      nextStep: alert.nextStep + (loud.length > 0 ? 1 : 0),
      plan: mergeHeld([...alert.plan.filter((step) => step.dueAt > now), ...held]),
    },
    rings: loud.length > 0 ? [{ step: alert.nextStep, kind, channels: loud }] : [],
    wake: due.some((step) => step.kind === 'wake'),
    breach: due.some((step) => step.kind === 'breach'),
  };
};

const ringKind = (kind: PlannedStep['kind'] | undefined): Ring['kind'] =>
  kind === 'remind' || kind === 'resume' || kind === 'held' ? kind : 'ring';

// A channel waits for the end of its quiet hours once, however many steps fell into them.
const mergeHeld = (steps: PlannedStep[]): PlannedStep[] => {
  const seen = new Set<string>();
  return steps.filter((step) => {
    if (step.kind !== 'held') return true;
    const key = `${step.channels.join()}@${step.dueAt.getTime()}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
};

const breachStep = (alert: Alert): PlannedStep[] =>
  alert.breached ? [] : [{ kind: 'breach', dueAt: alert.deadline, channels: [] }];
