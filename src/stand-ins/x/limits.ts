import type { StandInAnswer } from '../stand-in.ts';

const windowMs = 15 * 60_000;

// Requests per 15 minutes with an app's token, https://docs.x.com/x-api/fundamentals/rate-limits
const limits = { search: 450, mentions: 450, posts: 900, user: 300, usage: 50 };

export type Endpoint = keyof typeof limits;

export interface Limiter {
  /** Counts a request; its answer carries these headers. */
  count(endpoint: Endpoint): { exceeded: boolean; headers: Record<string, string> };
}

/** Counts requests in windows of a quarter of an hour, as X does. */
export const createLimiter = (now: () => Date): Limiter => {
  const windows = new Map<Endpoint, { endsAt: number; used: number }>();

  const windowOf = (endpoint: Endpoint) => {
    const open = windows.get(endpoint);
    if (open && open.endsAt > now().getTime()) return open;
    const fresh = { endsAt: now().getTime() + windowMs, used: 0 };
    windows.set(endpoint, fresh);
    return fresh;
  };

  return {
    count: (endpoint) => {
      const window = windowOf(endpoint);
      window.used += 1;
      const remaining = limits[endpoint] - window.used;
      const headers = {
        'x-rate-limit-limit': String(limits[endpoint]),
        'x-rate-limit-remaining': String(Math.max(0, remaining)),
        'x-rate-limit-reset': String(Math.ceil(window.endsAt / 1000)),
      };
      return { exceeded: remaining < 0, headers };
    },
  };
};

/** How X says that a client asks too often. */
export const tooManyRequests: StandInAnswer = {
  status: 429,
  body: { title: 'Too Many Requests', type: 'about:blank', status: 429, detail: 'Too Many Requests' },
};
