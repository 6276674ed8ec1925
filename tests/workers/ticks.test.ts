import { afterEach, describe, expect, it, vi } from 'vitest';
import { startTicks } from '../../workers/ticks.ts';

const day = 86_400_000;

describe('the instants of a duration', () => {
  afterEach(() => void vi.useRealTimers());

  const ticksOf = async (every: string, ms: number): Promise<string[]> => {
    vi.useFakeTimers({ now: new Date('2026-11-20T12:00:30.000Z') });
    const ticks: string[] = [];
    const ticker = startTicks(every, (at) => ticks.push(at.toISOString()));
    await vi.advanceTimersByTimeAsync(ms);
    ticker.stop();
    return ticks;
  };

  it('are the same on every machine, and the first one is now', async () => {
    expect(await ticksOf('1m', 90_000)).toEqual([
      '2026-11-20T12:00:00.000Z',
      '2026-11-20T12:01:00.000Z',
      '2026-11-20T12:02:00.000Z',
    ]);
  });

  it('may lie further apart than a timer can wait', async () => {
    expect(await ticksOf('40d', day)).toHaveLength(1);
    expect(await ticksOf('40d', 41 * day)).toHaveLength(2);
  });
});
