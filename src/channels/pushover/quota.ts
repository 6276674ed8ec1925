import type { Context } from '../../lib/context.ts';

/** Messages of the month, shared by all applications of an account, https://pushover.net/api#limits */
export interface Quota {
  limit: number;
  remaining: number;
  resetAt?: Date;
}

/** Reads the quota from the headers of an answer; `undefined` where they do not tell. */
export const quotaOf = (headers: Record<string, string>): Quota | undefined => {
  const limit = numberIn(headers['x-limit-app-limit']);
  const remaining = numberIn(headers['x-limit-app-remaining']);
  const reset = numberIn(headers['x-limit-app-reset']);
  if (limit === undefined || remaining === undefined) return undefined;
  return { limit, remaining, ...(reset !== undefined && { resetAt: new Date(reset * 1000) }) };
};

/** Warns in the log while less than a tenth is left. */
export const warnOfQuota = (quota: Quota | undefined, channel: string, { log }: Context): void => {
  if (!quota || quota.remaining * 10 >= quota.limit) return;
  log.warn({ channel, ...quota }, 'the monthly number of messages is nearly used up');
};

/** The first of next month, when the vendor does not say when the quota returns. */
export const nextMonth = (now: Date): Date => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));

const numberIn = (header: string | undefined): number | undefined =>
  header !== undefined && /^\d{1,12}$/.test(header) ? Number(header) : undefined;
