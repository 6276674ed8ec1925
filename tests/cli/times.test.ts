import { describe, expect, it } from 'vitest';
import { table } from '../../src/cli/table.ts';
import { clockIn, distance, span } from '../../src/cli/times.ts';

describe('times for people', () => {
  it.each([
    { ms: 400, text: '0 s' },
    { ms: 45_000, text: '45 s' },
    { ms: 125_000, text: '2 min 5 s' },
    { ms: 59 * 60_000 + 59_000, text: '59 min' },
    { ms: 3_600_000, text: '1 h' },
    { ms: 3_900_000, text: '1 h 5 min' },
    { ms: 90_000_000, text: '1 d 1 h' },
  ])('writes $ms ms as $text', ({ ms, text }) => {
    expect(span(ms)).toBe(text);
  });

  it('reads the clock of a zone, and says how far away an instant is', () => {
    const now = new Date('2026-07-01T10:00:00Z');

    expect(clockIn('Europe/Madrid')(now)).toBe('2026-07-01 12:00:00');
    expect(distance('2026-07-01T09:57:00Z', now)).toBe('3 min ago');
    expect(distance('2026-07-01T10:12:00Z', now)).toBe('in 12 min');
  });
});

describe('a table', () => {
  it('lines its columns up and defuses what could command a terminal', () => {
    const lines = table([
      ['short', 'a'],
      ['\u001b[31mlonger\u001b[0m\n', '😀'],
    ]);

    expect(lines).toEqual(
      ['  short           a', '  [31mlonger[0m  😀'].map((line) => line.replace('           ', '          ')),
    );
    expect(lines.join('')).not.toContain('\u001b');
  });
});
