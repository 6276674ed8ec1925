import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  addOpenTime,
  Calendar,
  clockTime,
  isOpen,
  neverOpen,
  nextOpen,
  QuietHours,
  quietUntil,
  TimeZone,
} from '../../src/domain/calendar.ts';

type Written = Omit<z.input<typeof Calendar>, 'id'>;

/** Random (calendar, zone, start) triples compared with the minute walk (about 13 ms each, nearly all of it the walk). */
const triples = 300;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const zones = [
  'Europe/Vienna',
  'America/New_York',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Pacific/Apia',
];

const calendarOf = (written: Written) => Calendar.parse({ id: 'support', ...written });

const everyDay = (hours: string | string[]) => Object.fromEntries(weekdays.map((name) => [name, hours]));

const calendarIn = (time_zone: string, hours: string | string[]) => calendarOf({ time_zone, hours: everyDay(hours) });

const problemsOf = (schema: z.ZodType, written: unknown) =>
  schema
    .safeParse(written)
    .error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`.replace(/^: /, ''));

const deadlineAfter = (calendar: Calendar, start: string, ms: number) =>
  addOpenTime(calendar, new Date(start), ms).toISOString().replace(':00.000Z', 'Z');

describe('the oracle: a walk by minutes that reads the clock on the wall', () => {
  it('agrees with addOpenTime, isOpen and nextOpen on random calendars, zones and starts from 2020 to 2035', () => {
    fc.assert(fc.property(writtenCalendar, startIn2020To2035, fc.integer({ min: 1, max: 600 }), agreesWithWalk), {
      seed: 20260820,
      numRuns: triples,
    });
  });

  it('agrees around the day that Samoa and Kwajalein skipped', () => {
    const starts = [
      ['Pacific/Apia', '2011-12-29T00:00:00Z'],
      ['Pacific/Kwajalein', '1993-08-19T20:00:00Z'],
    ] as const;
    const start = fc
      .tuple(fc.constantFrom(...starts), fc.integer({ min: 0, max: 3 * 1440 }))
      .map(([[zone, first], minutes]) => ({ zone, at: Date.parse(first) + minutes * minute }));

    fc.assert(fc.property(writtenCalendar, start, fc.integer({ min: 1, max: 600 }), agreesWithWalk), {
      seed: 20111230,
      numRuns: 60,
    });
  });
});

describe('clock changes', () => {
  const night = '00:00-04:00';
  it.each([
    ['Vienna skips an hour in spring', 'Europe/Vienna', night, '2026-03-28T23:00Z', 3 * hour, '2026-03-29T02:00Z'],
    ['Vienna repeats an hour in autumn', 'Europe/Vienna', night, '2026-10-24T22:00Z', 5 * hour, '2026-10-25T03:00Z'],
    ['New York skips an hour', 'America/New_York', night, '2026-03-08T05:00Z', 3 * hour, '2026-03-08T08:00Z'],
    ['New York repeats an hour', 'America/New_York', night, '2026-11-01T04:00Z', 5 * hour, '2026-11-01T09:00Z'],
    ['Sydney skips an hour in October', 'Australia/Sydney', night, '2026-10-03T14:00Z', 3 * hour, '2026-10-03T17:00Z'],
    ['Sydney repeats an hour in April', 'Australia/Sydney', night, '2026-04-04T13:00Z', 5 * hour, '2026-04-04T18:00Z'],
    [
      'Lord Howe skips half an hour',
      'Australia/Lord_Howe',
      night,
      '2026-10-03T13:30Z',
      3.5 * hour,
      '2026-10-03T17:00Z',
    ],
    [
      'Lord Howe repeats half an hour',
      'Australia/Lord_Howe',
      night,
      '2026-04-04T13:00Z',
      4.5 * hour,
      '2026-04-04T17:30Z',
    ],
    ['Cairo skips its midnight', 'Africa/Cairo', night, '2026-04-23T22:00Z', 3 * hour, '2026-04-24T01:00Z'],
    [
      'Cairo repeats the last hour of a day',
      'Africa/Cairo',
      '20:00-24:00',
      '2026-10-29T17:00Z',
      5 * hour,
      '2026-10-29T22:00Z',
    ],
    ['Kolkata never changes its clock', 'Asia/Kolkata', night, '2026-03-28T18:30Z', 4 * hour, '2026-03-28T22:30Z'],
    ['Kathmandu is 5:45 ahead', 'Asia/Kathmandu', '09:00-17:00', '2026-03-29T00:00Z', 8 * hour, '2026-03-29T11:15Z'],
    [
      'Apia goes from Thursday to Saturday',
      'Pacific/Apia',
      '09:00-17:00',
      '2011-12-29T19:00Z',
      16 * hour,
      '2011-12-31T03:00Z',
    ],
  ])('%s, and the window still ends at its local time', (_, zone, hours, start, ms, deadline) => {
    const calendar = calendarIn(zone, hours);

    const found = deadlineAfter(calendar, start, ms);

    expect(found).toBe(deadline);
    expect(isOpen(calendar, new Date(deadline))).toBe(false);
  });

  it('opens a window that begins in the spring gap at the instant after the gap', () => {
    const calendar = calendarIn('Europe/Vienna', '02:30-05:00');

    const opens = nextOpen(calendar, new Date('2026-03-29T00:00Z'));

    expect(opens).toEqual(new Date('2026-03-29T01:00Z'));
  });

  it('closes a window that ends in the spring gap at the gap', () => {
    const calendar = calendarIn('Europe/Vienna', '01:00-02:30');

    const deadline = deadlineAfter(calendar, '2026-03-29T00:00Z', 61 * minute);

    expect(deadline).toBe('2026-03-29T23:01Z');
  });

  it('opens not at all on the day whose window lies inside the gap', () => {
    const calendar = calendarIn('Europe/Vienna', '02:00-03:00');

    const opens = nextOpen(calendar, new Date('2026-03-28T12:00Z'));

    expect(opens).toEqual(new Date('2026-03-30T00:00Z'));
  });

  it('opens twice for a window inside the repeated hour', () => {
    const calendar = calendarIn('Europe/Vienna', '02:00-02:30');

    const open = ['00:15', '00:45', '01:15', '01:45'].map((time) => isOpen(calendar, new Date(`2026-10-25T${time}Z`)));

    expect(open).toEqual([true, false, true, false]);
  });
});

describe('windows', () => {
  it('run over midnight and belong to the day on which they begin', () => {
    const calendar = calendarOf({ time_zone: 'Europe/Madrid', hours: { fri: '22:00-02:00' }, closed: ['2026-08-22'] });

    const open = ['2026-08-21T19:59Z', '2026-08-21T20:00Z', '2026-08-21T23:59Z', '2026-08-22T00:00Z'].map((at) =>
      isOpen(calendar, new Date(at)),
    );

    expect(open).toEqual([false, true, true, false]);
  });

  it('are counted together when a day has several', () => {
    const calendar = calendarIn('Europe/Warsaw', ['09:00-12:00', '13:00-18:00']);

    expect(deadlineAfter(calendar, '2026-08-20T09:30Z', hour)).toBe('2026-08-20T11:30Z');
  });

  it('are counted once where they overlap, also over midnight', () => {
    const calendar = calendarIn('UTC', ['22:00-02:00', '01:00-03:00', '02:30-04:00']);

    expect(deadlineAfter(calendar, '2026-08-20T12:00Z', 7 * hour)).toBe('2026-08-21T23:00Z');
  });

  it('may last the whole day', () => {
    const calendar = calendarIn('Europe/Vienna', '00:00-24:00');

    expect(deadlineAfter(calendar, '2026-03-01T12:34Z', 400 * day)).toBe('2027-04-05T12:34Z');
  });

  it('may end at midnight written either way', () => {
    expect(calendarIn('UTC', '18:00-00:00')).toEqual(calendarIn('UTC', '18:00-24:00'));
  });

  it('put a deadline at the end of a window rather than at the start of the next', () => {
    const calendar = calendarIn('UTC', '09:00-17:00');

    expect(deadlineAfter(calendar, '2026-08-20T16:00Z', hour)).toBe('2026-08-20T17:00Z');
  });

  it('keep seconds and milliseconds of the start', () => {
    const calendar = calendarIn('Asia/Kolkata', '09:00-17:00');

    const deadline = addOpenTime(calendar, new Date('2026-08-20T11:15:30.250Z'), hour);

    expect(deadline).toEqual(new Date('2026-08-21T04:15:30.250Z'));
  });

  it('leave a start without any time to add where it is, open or not', () => {
    const calendar = calendarIn('UTC', '09:00-17:00');

    expect(deadlineAfter(calendar, '2026-08-20T20:00Z', 0)).toBe('2026-08-20T20:00Z');
  });
});

describe('dates', () => {
  const office = {
    time_zone: 'Europe/Vienna',
    hours: { mon: '09:00-17:00', tue: '09:00-17:00', wed: '09:00-17:00', thu: '09:00-17:00', fri: '09:00-17:00' },
  } satisfies Written;

  it('that are closed are passed over together with the weekend', () => {
    const calendar = calendarOf({ ...office, closed: ['2026-12-25'] });

    expect(deadlineAfter(calendar, '2026-12-24T15:30Z', hour)).toBe('2026-12-28T08:30Z');
  });

  it('with hours of their own do not follow the weekday', () => {
    const calendar = calendarOf({
      ...office,
      open: [
        { date: '2026-12-24', hours: '09:00-12:00' },
        { date: '2026-12-26', hours: ['10:00-11:00'] },
      ],
      closed: ['2026-12-25'],
    });

    expect(deadlineAfter(calendar, '2026-12-24T10:30Z', hour)).toBe('2026-12-26T09:30Z');
  });

  it('include 29 February', () => {
    const calendar = calendarOf({ ...office, closed: ['2028-02-29'] });

    expect(deadlineAfter(calendar, '2028-02-28T15:30Z', hour)).toBe('2028-03-01T08:30Z');
  });

  it('run on over the end of the year', () => {
    const calendar = calendarIn('America/New_York', '20:00-02:00');

    expect(deadlineAfter(calendar, '2027-01-01T00:00Z', 7 * hour)).toBe('2027-01-02T02:00Z');
  });

  it('are not shifted by a leap second', () => {
    const calendar = calendarIn('UTC', '23:00-01:00');

    expect(deadlineAfter(calendar, '2016-12-31T23:30Z', hour)).toBe('2017-01-01T00:30Z');
  });
});

describe('a calendar that stays closed', () => {
  const once = calendarOf({ time_zone: 'UTC', hours: {}, open: [{ date: '2026-08-31', hours: '09:00-10:00' }] });

  it('is told from one that opens within 30 days', () => {
    const starts = [
      '2026-08-01T08:59Z',
      '2026-08-01T09:00Z',
      '2026-08-01T09:01Z',
      '2026-08-31T09:59Z',
      '2026-08-31T10:00Z',
    ];

    const never = starts.map((start) => neverOpen(once, new Date(start)));

    expect(never).toEqual([true, true, false, false, true]);
  });

  it('refuses to give a deadline, in a clear sentence', () => {
    const sentence = 'Calendar "support" has no open minute in the 30 days after 2026-08-31T10:00:00.000Z.';

    expect(() => addOpenTime(once, new Date('2026-08-20T00:00Z'), 2 * hour)).toThrow(sentence);
    expect(() => nextOpen(once, new Date('2026-08-31T10:00Z'))).toThrow(sentence);
  });
});

describe('a calendar in the configuration', () => {
  it('is plain JSON once it is read', () => {
    const calendar = calendarOf({
      time_zone: 'Europe/Vienna',
      hours: { mon: '9:00 - 17:00', tue: ['22:00-02:00'], wed: 'closed', thu: [] },
      closed: ['2026-12-25'],
    });

    expect(JSON.parse(JSON.stringify(calendar))).toEqual(calendar);
    expect(calendar.week.map((windows) => windows.length)).toEqual([0, 1, 1, 0, 0, 0, 0]);
  });

  it.each([
    ['no hours at all', '9-17', '"9-17" is no span of hours'],
    ['an impossible hour', '09:00-25:00', '"09:00-25:00" is no span of hours'],
    ['a time after 24:00', '09:00-24:30', '"09:00-24:30" is no span of hours'],
    ['a start at 24:00', '24:00-02:00', '"24:00-02:00" is no span of hours'],
    ['an empty span', '09:00-09:00', '"09:00-09:00" is no span of hours'],
    ['one bad span of a list', ['09:00-12:00', 'later'], '"later" is no span of hours'],
    ['a number', 9, 'write one span of hours, like 09:00-17:00, or a list of them'],
  ])('refuses %s and names the day', (_, hours, sentence) => {
    const problems = problemsOf(Calendar, { id: 'support', time_zone: 'UTC', hours: { mon: hours } });

    expect(problems).toHaveLength(1);
    expect(problems?.[0]).toContain(`hours.mon: ${sentence}`);
  });

  it('refuses a date that is listed twice, and a date that does not exist', () => {
    const hours = '09:00-12:00';
    const twice = { closed: ['2026-12-24'], open: [{ date: '2026-12-24', hours }] };

    const problems = problemsOf(Calendar, { id: 'support', time_zone: 'UTC', hours: {}, ...twice });
    const missing = problemsOf(Calendar, { id: 'support', time_zone: 'UTC', hours: {}, closed: ['2027-02-29'] });

    expect(problems).toEqual(['open.0: 2026-12-24 is listed twice in closed and open']);
    expect(missing).toEqual(['closed.0: Invalid ISO date']);
  });

  it.each(['Europe/Wien', '+02:00', ''])('refuses "%s" as a time zone', (name) => {
    const problems = problemsOf(TimeZone, name);

    expect(problems).toEqual([`"${name}" is no IANA time zone; write a name like Europe/Vienna`]);
  });
});

describe('quiet hours', () => {
  const until = (hours: string | string[], at: string, zone = 'Europe/Madrid') =>
    quietUntil(QuietHours.parse(hours), zone, new Date(at))?.toISOString() ?? null;

  it('end in the morning of the recipient', () => {
    const ends = ['Europe/Madrid', 'America/New_York'].map((zone) => until('23:00-07:00', '2026-08-20T03:30Z', zone));

    expect(ends).toEqual(['2026-08-20T05:00:00.000Z', '2026-08-20T11:00:00.000Z']);
  });

  it.each([
    ['a minute before they begin', '2026-08-20T20:59Z', null],
    ['when they begin', '2026-08-20T21:00Z', '2026-08-21T05:00:00.000Z'],
    ['just before they end', '2026-08-21T04:59Z', '2026-08-21T05:00:00.000Z'],
    ['when they end', '2026-08-21T05:00Z', null],
  ])('are right %s', (_, at, end) => {
    expect(until('23:00-07:00', at)).toBe(end);
  });

  it('count windows that touch or overlap as one', () => {
    const hours = ['20:00-24:00', '00:00-06:00', '05:00-08:00', '12:00-13:00'];

    expect(until(hours, '2026-08-20T19:00Z')).toBe('2026-08-21T06:00:00.000Z');
  });

  it('keep their local times over both clock changes', () => {
    const ends = [until('23:00-07:00', '2026-03-28T22:30Z'), until('23:00-07:00', '2026-10-24T21:30Z')];

    expect(ends).toEqual(['2026-03-29T05:00:00.000Z', '2026-10-25T06:00:00.000Z']);
  });

  it('are never there when the list is empty', () => {
    expect(until([], '2026-08-20T02:00Z')).toBeNull();
  });

  it('around the clock are refused', () => {
    const refused = ['00:00-24:00', ['20:00-12:00', '11:00-20:00']].map((hours) => problemsOf(QuietHours, hours));

    expect(refused).toEqual(Array(2).fill(['quiet hours around the clock would never end']));
  });
});

describe('the time as a reader says it', () => {
  const now = new Date('2026-08-21T10:00Z');
  const says = (at: string, language: 'en' | 'es' | 'pl', zone = 'Europe/Madrid') =>
    clockTime(new Date(at), zone, language, now);

  it.each([
    ['en', '14:02', 'yesterday 23:10', '5 Aug 00:05'],
    ['es', '14:02', 'ayer 23:10', '5 ago 00:05'],
    ['pl', '14:02', 'wczoraj 23:10', '5 sie 00:05'],
  ] as const)('is short today, names yesterday and dates the rest (%s)', (language, today, yesterday, earlier) => {
    const said = ['2026-08-21T12:02Z', '2026-08-20T21:10Z', '2026-08-04T22:05Z'].map((at) => says(at, language));

    expect(said).toEqual([today, yesterday, earlier]);
  });

  it('counts days in the zone of the reader', () => {
    expect(says('2026-08-20T23:30Z', 'en')).toBe('01:30');
    expect(says('2026-08-20T23:30Z', 'en', 'America/New_York')).toBe('yesterday 19:30');
  });

  it('dates what lies after today', () => {
    expect(says('2026-08-21T22:30Z', 'en')).toBe('22 Aug 00:30');
  });
});

/** Read from the written form with a formatter of its own: nothing here is shared with the code under test. */
const wallClocks = new Map<string, Intl.DateTimeFormat>();

const readWallClock = (zone: string, at: number): { date: string; minuteOfDay: number } => {
  const clock =
    wallClocks.get(zone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  wallClocks.set(zone, clock);
  const [date = '', time = ''] = clock.format(at).split(' ');
  return { date, minuteOfDay: minutesOf(time) };
};

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const writtenHours = (written: Written, date: string): string[] => {
  if (written.closed?.includes(date)) return [];
  const own = written.open?.find((opening) => opening.date === date);
  const weekday = weekdays[new Date(date).getUTCDay()] ?? 'sun';
  return [own?.hours ?? written.hours[weekday] ?? []].flat().filter((hours) => hours !== 'closed');
};

const readsOpen = (written: Written, at: number): boolean => {
  const { date, minuteOfDay } = readWallClock(written.time_zone, at);
  const dayBefore = new Date(Date.parse(date) - day).toISOString().slice(0, 10);
  const overMidnight = ([from = 0, to = 0]: number[]) => to < from;
  const read = (on: string) => writtenHours(written, on).map((hours) => hours.split('-').map(minutesOf));

  const today = read(date).some((span) => {
    const [from = 0, to = 0] = span;
    return from <= minuteOfDay && (minuteOfDay < to || overMidnight(span));
  });
  return today || read(dayBefore).some((span) => overMidnight(span) && minuteOfDay < (span[1] ?? 0));
};

/** Where the first open time lies, and where `ms` of it are used up; the walk ends after 30 days without any. */
const walk = (written: Written, start: number, ms: number): { opened?: number; deadline?: number } => {
  let left = ms;
  let opened: number | undefined;
  let closedSince = start;
  for (let at = start; at - closedSince < 30 * day; ) {
    const nextMinute = (Math.floor(at / minute) + 1) * minute;
    if (readsOpen(written, at)) {
      opened ??= at;
      if (at + left <= nextMinute) return { opened, deadline: at + left };
      left -= nextMinute - at;
      closedSince = nextMinute;
    }
    at = nextMinute;
  }
  return opened === undefined ? {} : { opened };
};

const timeText = (minutes: number) =>
  `${Math.floor(minutes / 60)}`.padStart(2, '0').concat(':', `${minutes % 60}`.padStart(2, '0'));

const writtenSpan = fc
  .tuple(fc.integer({ min: 0, max: 95 }), fc.integer({ min: 1, max: 96 }), fc.constantFrom(1, 15))
  .filter(([from, to]) => from !== to)
  .map(([from, to, step]) => `${timeText(from * step)}-${timeText(to * step)}`);

const writtenDay = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom('closed', '00:00-24:00') },
  { weight: 4, arbitrary: writtenSpan },
  { weight: 2, arbitrary: fc.array(writtenSpan, { maxLength: 3 }) },
);

const writtenCalendar = fc.record({
  hours: fc.record(
    {
      mon: writtenDay,
      tue: writtenDay,
      wed: writtenDay,
      thu: writtenDay,
      fri: writtenDay,
      sat: writtenDay,
      sun: writtenDay,
    },
    { requiredKeys: ['sun', 'mon', 'wed', 'fri'] },
  ),
  closesIn: fc.uniqueArray(fc.integer({ min: -1, max: 2 }), { maxLength: 2 }),
  opensIn: fc.uniqueArray(fc.tuple(fc.integer({ min: 3, max: 6 }), writtenSpan), {
    maxLength: 2,
    selector: ([days]) => days,
  }),
});

type WrittenWithoutZone = typeof writtenCalendar extends fc.Arbitrary<infer Shape> ? Shape : never;

/** Days, in the zone, on which the clock is changed: where mistakes live, so half of all starts lie near one. */
const clockChanges = (zone: string): number[] => {
  const clock = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  const offsetOn = (at: number) => clock.format(at).split(', ')[1];
  const days = Array.from({ length: 16 * 365 }, (_, index) => Date.UTC(2020, 0, 1) + index * day);
  return days.filter((at) => offsetOn(at) !== offsetOn(at + day));
};

const changesByZone = new Map(zones.map((zone) => [zone, clockChanges(zone)]));

const anyStart = fc.integer({ min: Date.UTC(2020, 0, 1) / 1000, max: Date.UTC(2035, 11, 31) / 1000 });

const startIn2020To2035 = fc.constantFrom(...zones).chain((zone) => {
  const changes = changesByZone.get(zone) ?? [];
  const nearChange = fc
    .tuple(fc.constantFrom(...changes, Date.UTC(2028, 1, 28)), fc.integer({ min: -86_400, max: 2 * 86_400 }))
    .map(([change, seconds]) => change / 1000 + seconds);
  return fc.oneof(anyStart, nearChange).map((seconds) => ({ zone, at: seconds * 1000 }));
});

const agreesWithWalk = (shape: WrittenWithoutZone, start: { zone: string; at: number }, minutes: number): void => {
  const dateIn = (days: number) => new Date(start.at + days * day).toISOString().slice(0, 10);
  const written: Written = {
    time_zone: start.zone,
    hours: shape.hours,
    closed: shape.closesIn.map(dateIn),
    open: shape.opensIn.map(([days, hours]) => ({ date: dateIn(days), hours })),
  };
  const calendar = calendarOf(written);
  const from = new Date(start.at);

  const { opened, deadline } = walk(written, start.at, minutes * minute);

  expect(isOpen(calendar, from)).toBe(opened === start.at);
  expect(neverOpen(calendar, from)).toBe(opened === undefined);
  expect(answerOf(() => nextOpen(calendar, from))).toBe(opened);
  expect(answerOf(() => addOpenTime(calendar, from, minutes * minute))).toBe(deadline);
};

const answerOf = (ask: () => Date): number | undefined => {
  try {
    return ask().getTime();
  } catch (error) {
    expect(error).toHaveProperty('message', expect.stringContaining('has no open minute'));
    return undefined;
  }
};
