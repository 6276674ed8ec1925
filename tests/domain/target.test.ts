import { describe, expect, it } from 'vitest';
import { Calendar } from '../../src/domain/calendar.ts';
import { deadlineOf, targetMs } from '../../src/domain/target.ts';

const minute = 60_000;

describe('the time allowed until our public reply', () => {
  it.each([
    ['social', 1, 'negative', 15],
    ['social', 2, 'neutral', 30],
    ['social', 3, 'negative', 60],
    ['social', 4, 'neutral', 240],
    ['social', 4, 'negative', 60],
    ['social', 5, 'negative', 60],
    ['review', 1, 'negative', 15],
    ['review', 3, 'negative', 1440],
    ['review', 4, 'neutral', 1440],
  ] as const)('on %s, level %i, %s: %i minutes', (family, urgency, sentiment, minutes) => {
    expect(targetMs(family, urgency, sentiment) / minute).toBe(minutes);
  });

  it('is taken from the most special layer that names it', () => {
    const brandForReviews = { problem: 2 * 60 * minute };
    const general = { problem: 90 * minute, down: 5 * minute };

    expect(targetMs('review', 3, 'negative', [brandForReviews, undefined, general]) / minute).toBe(120);
    expect(targetMs('review', 1, 'negative', [brandForReviews, undefined, general]) / minute).toBe(5);
  });
});

describe('the deadline', () => {
  const office = Calendar.parse({
    id: 'office',
    time_zone: 'Europe/Warsaw',
    hours: { mon: '09:00-17:00', fri: '09:00-17:00' },
  });
  const fridayEvening = new Date('2026-11-20T15:30:00.000Z');

  it('counts only open hours where a calendar says so', () => {
    expect(deadlineOf(fridayEvening, 60 * minute, 3, office)).toEqual(new Date('2026-11-23T08:30:00.000Z'));
  });

  it('knows no closing time on level 1', () => {
    expect(deadlineOf(fridayEvening, 15 * minute, 1, office)).toEqual(new Date('2026-11-20T15:45:00.000Z'));
  });
});
