import { describe, expect, it } from 'vitest';
import { ticksPerLook } from '../../src/domain/pace.ts';

describe('how often a source with a budget looks', () => {
  it.each([
    ['at every tick while spending keeps pace with the calendar', { spent: 500, ceiling: 1000, elapsed: 0.5 }, 1],
    ['at every tick within a little leeway', { spent: 590, ceiling: 1000, elapsed: 0.5 }, 1],
    ['at every fourth when four fifths are gone at half-time', { spent: 800, ceiling: 1000, elapsed: 0.5 }, 4],
    ['rarely, but never not at all, when nothing is left', { spent: 1000, ceiling: 1000, elapsed: 0.2 }, 30],
    ['at every tick in the first minutes of a period', { spent: 50, ceiling: 1000, elapsed: 0 }, 1],
  ])('%s', (_, spending, ticks) => {
    expect(ticksPerLook([spending])).toBe(ticks);
  });

  it('is decided by the tightest period', () => {
    const relaxed = { spent: 1, ceiling: 1000, elapsed: 0.5 };
    const tight = { spent: 800, ceiling: 1000, elapsed: 0.5 };

    expect(ticksPerLook([relaxed, tight])).toBe(4);
  });

  it('needs no budget to look at every tick', () => {
    expect(ticksPerLook([])).toBe(1);
  });
});
