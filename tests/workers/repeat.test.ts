import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { holdLease } from '../../src/store/lease.ts';
import { repeat } from '../../workers/repeat.ts';
import { openTeam } from '../support/team.ts';

const open = () => {
  const { app } = openTeam(['{ at: 0%, notify: [phone] }']);
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  return { app, stop };
};

describe('a loop', () => {
  it('stays on duty between two runs that lie far apart', async () => {
    const { app, stop } = open();
    const step = vi.fn(async () => undefined);
    const lease = app.keys.lease('audit');
    const lives: number[] = [];

    const loop = repeat(app, { name: 'audit', everyMs: 60_000, renewMs: 20 }, stop.signal, step);
    await vi.waitFor(
      async () => {
        lives.push(await app.redis.pttl(lease));
        // Looked at every 50 ms: several lives of one lease have gone by.
        expect(lives.length).toBeGreaterThan(10);
      },
      { timeout: 5000 },
    );
    stop.abort();
    await loop;

    expect(Math.min(...lives.slice(1))).toBeGreaterThan(0);
    expect(step).toHaveBeenCalledTimes(1);
    expect(await app.redis.exists(lease)).toBe(0);
  });

  it('takes over at once when nobody else is on duty any more', async () => {
    const { app, stop } = open();
    await holdLease(app.redis, app.keys, 'audit', 'another daemon', 100);
    const step = vi.fn(async () => undefined);

    const loop = repeat(app, { name: 'audit', everyMs: 60_000, renewMs: 20 }, stop.signal, step);

    await vi.waitFor(() => expect(step).toHaveBeenCalledTimes(1));
    stop.abort();
    await loop;
  });

  it('outlives an error of its step', async () => {
    const { app, stop } = open();
    const step = vi.fn(async () => {
      throw new Error('once');
    });

    const loop = repeat(app, { name: 'escalate', everyMs: 10, renewMs: 10 }, stop.signal, step);

    await vi.waitFor(() => expect(step.mock.calls.length).toBeGreaterThan(2));
    stop.abort();
    await loop;
  });
});
