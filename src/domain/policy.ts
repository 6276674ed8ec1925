import { z } from 'zod';
import { duration } from './duration.ts';

const share = z
  .string()
  .regex(/^\d{1,3}(\.\d+)?%$/, 'write a share of the target, like 25%')
  .transform((text) => Number(text.slice(0, -1)) / 100);

/** Who is told when: `at` is a share of the target counted from publication, `after` a fixed time. */
export const PolicyStep = z
  .strictObject({
    at: share.optional().describe('Share of the target that has passed, like 25%.'),
    after: duration().optional().describe('Time since publication, like 10m.'),
    notify: z.array(z.string()).min(1).describe('Channels and people by id, or `everyone`.'),
  })
  .refine((step) => (step.at === undefined) !== (step.after === undefined), { message: 'give either `at` or `after`' });
export type PolicyStep = z.infer<typeof PolicyStep>;

export const Policy = z.strictObject({
  id: z.string().describe('Name of this policy; `default` is used where no rule names one.'),
  steps: z.array(PolicyStep).min(1).describe('Earliest first.'),
});
export type Policy = z.infer<typeof Policy>;

/** A step with its instant. */
export interface TimedStep {
  index: number;
  at: Date;
  channels: string[];
}

/** Steps that fall on one instant at discovery, and those that are still to come. */
export interface Schedule {
  steps: TimedStep[];
  /** Indexes of steps that fall at or past the deadline and are left out. */
  dropped: number[];
}

/**
 * Lays the steps of a policy on the clock. Steps whose time has passed collapse into one that is due now, under the index of
 * the latest of them and with the channels of all; steps at or past the deadline are dropped. Found after the deadline, the
 * first step alone rings, once.
 *
 * @param resolve turns the ids of a step into channel ids
 */
export const schedule = (
  steps: readonly PolicyStep[],
  clock: { postedAt: Date; deadline: Date; now: Date },
  resolve: (notify: readonly string[]) => string[],
): Schedule => {
  const { deadline, now } = clock;
  const timed = steps
    .map((step, index) => ({ index, at: stepAt(step, clock), channels: resolve(step.notify) }))
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  const usable = timed.filter((step, position) => step.at < deadline || position === 0);
  const passed = now >= deadline ? usable.slice(0, 1) : usable.filter((step) => step.at <= now);
  const ahead = now >= deadline ? [] : usable.filter((step) => step.at > now);
  const kept = new Set([...passed, ...ahead].map((step) => step.index));

  return {
    steps: [...collapse(passed, now), ...ahead],
    dropped: timed.filter((step) => !kept.has(step.index)).map((step) => step.index),
  };
};

/** When a step of a policy is due: counted from publication, as a share of the target or after a fixed time. */
export const stepAt = (
  { at = 0, after }: Pick<PolicyStep, 'at' | 'after'>,
  { postedAt, deadline }: { postedAt: Date; deadline: Date },
): Date => new Date(postedAt.getTime() + (after ?? at * (deadline.getTime() - postedAt.getTime())));

const collapse = (passed: TimedStep[], now: Date): TimedStep[] => {
  const latest = passed.at(-1);
  return latest
    ? [{ index: latest.index, at: now, channels: [...new Set(passed.flatMap((step) => step.channels))] }]
    : [];
};

/** The policy for one person with a phone (alerting.md, default policy); used when the configuration names none. */
export const defaultPolicy = (channels: readonly string[]): Policy => ({
  id: 'default',
  steps: [
    { at: 0, notify: [...channels] },
    { at: 0.25, notify: [...channels] },
    { at: 0.5, notify: ['everyone'] },
    { at: 0.8, notify: ['everyone'] },
  ],
});
