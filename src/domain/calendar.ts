/**
 * Business hours and quiet hours.
 *
 * An instant is open when the clock on the wall of the calendar's zone reads a time inside one of the day's windows. The
 * rest follows from that one sentence: a window keeps its local times over every clock change; a window that begins in
 * the hour skipped in spring begins at the instant after the gap; the hour repeated in autumn counts twice; a window
 * over midnight belongs to the date on which it begins, even when that date itself was skipped (Pacific/Apia 2011-12-30).
 */
import { z } from 'zod';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const dayMinutes = 1440;

/** How long a calendar may stay closed before a search in it gives up. */
const horizonDays = 30;

/** Minutes from the midnight at which its date begins; `toMinute` lies beyond 1440 when the window runs over midnight. */
interface Window {
  fromMinute: number;
  toMinute: number;
}

/** Instants in epoch milliseconds, `until` no longer included. */
interface Span {
  from: number;
  until: number;
}

const windowPattern =
  /^(?<fromHour>[01]?\d|2[0-3]):(?<fromRest>[0-5]\d)\s*[-–]\s*(?<toHour>[01]?\d|2[0-3]|24(?=:00)):(?<toRest>[0-5]\d)$/;

const parseWindow = (text: string): Window | undefined => {
  const parts = windowPattern.exec(text.trim())?.groups;
  if (!parts) return undefined;

  const fromMinute = Number(parts['fromHour']) * 60 + Number(parts['fromRest']);
  const toMinute = Number(parts['toHour']) * 60 + Number(parts['toRest']);
  if (fromMinute === toMinute) return undefined;
  return { fromMinute, toMinute: toMinute > fromMinute ? toMinute : toMinute + dayMinutes };
};

const readWindows = (text: string | string[], ctx: z.RefinementCtx): Window[] =>
  [text].flat().flatMap((entry) => {
    const window = parseWindow(entry);
    if (window) return [window];
    const hint = 'write two different times, like 09:00-17:00, 22:00-02:00 or 00:00-24:00';
    ctx.addIssue({ code: 'custom', message: `"${entry}" is no span of hours; ${hint}` });
    return [];
  });

const HoursText = z.union([z.string(), z.array(z.string())], {
  error: 'write one span of hours, like 09:00-17:00, or a list of them',
});
const Windows = HoursText.transform(readWindows);
const DayHours = HoursText.transform((text, ctx) => (text === 'closed' ? [] : readWindows(text, ctx))).optional();

const isTimeZone = (name: string): boolean => {
  // Bare offsets like +02:00 know no clock changes, and Node accepts them only from version 22 on.
  if (/^[+-]/.test(name)) return false;
  try {
    formatterOf(name);
    return true;
  } catch {
    return false;
  }
};

/** The IANA name of a time zone, like `Europe/Vienna`. */
export const TimeZone = z.string().refine(isTimeZone, {
  error: ({ input }) => `"${input}" is no IANA time zone; write a name like Europe/Vienna`,
});

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** Business hours as the configuration writes them; inside, plain JSON that a stored alert can keep a copy of. */
export const Calendar = z
  .strictObject({
    id: z.string().min(1).describe('The name rules and policies use for this calendar.'),
    time_zone: TimeZone.describe('The zone whose clock the hours are read from.'),
    hours: z
      .strictObject({
        mon: DayHours,
        tue: DayHours,
        wed: DayHours,
        thu: DayHours,
        fri: DayHours,
        sat: DayHours,
        sun: DayHours,
      })
      .describe('Hours of each weekday: one span, a list of spans, or closed; a day left out is closed.'),
    closed: z.array(z.iso.date()).default([]).describe('Dates on which nothing opens.'),
    open: z
      .array(z.strictObject({ date: z.iso.date(), hours: Windows }))
      .default([])
      .describe('Dates with hours of their own, in place of those of the weekday.'),
  })
  .transform(({ id, time_zone, hours, closed, open }, ctx) => {
    const exceptions = [
      ...closed.map((date, index) => ({ date, hours: [], path: ['closed', index] })),
      ...open.map((day, index) => ({ ...day, path: ['open', index] })),
    ];
    const dates = new Map<string, Window[]>();
    for (const { date, hours, path } of exceptions) {
      if (dates.has(date))
        ctx.addIssue({ code: 'custom', path, message: `${date} is listed twice in closed and open` });
      dates.set(date, hours);
    }
    return {
      id,
      timeZone: time_zone,
      week: weekdays.map((day): Window[] => hours[day] ?? []),
      dates: Object.fromEntries(dates),
    };
  });
export type Calendar = z.infer<typeof Calendar>;

type Schedule = Omit<Calendar, 'id'>;

/** Hours of every day in which a person is not to be rung. */
export const QuietHours = Windows.refine((windows) => !fillsTheDay(windows), {
  error: 'quiet hours around the clock would never end',
});
export type QuietHours = z.infer<typeof QuietHours>;

const fillsTheDay = (windows: Window[]): boolean => {
  const covers = (minute: number) => windows.some((window) => window.fromMinute <= minute && minute < window.toMinute);
  return Array.from({ length: dayMinutes }).every((_, minute) => covers(minute) || covers(minute + dayMinutes));
};

/** Tells whether the calendar is open at this instant. */
export const isOpen = (calendar: Calendar, at: Date): boolean =>
  spansBetween(calendar, at.getTime(), at.getTime() + 1).length > 0;

/**
 * Finds the deadline that leaves `ms` milliseconds of open time after `start`, counted in elapsed time.
 *
 * @returns the earliest such instant, so the end of a window rather than the beginning of the next
 * @throws Error when the calendar stays closed for 30 days on the way
 */
export const addOpenTime = (calendar: Calendar, start: Date, ms: number): Date => {
  if (ms <= 0) return start;

  let left = ms;
  let reached = start.getTime();
  for (const span of spansFrom(calendar, reached)) {
    if (span.from + left <= span.until) return new Date(span.from + left);
    left -= span.until - span.from;
    reached = span.until;
  }
  throw closedTooLong(calendar, reached);
};

/**
 * Finds the first open instant at or after `at`.
 *
 * @throws Error when the calendar stays closed for 30 days
 */
export const nextOpen = (calendar: Calendar, at: Date): Date => {
  for (const span of spansFrom(calendar, at.getTime())) return new Date(span.from);
  throw closedTooLong(calendar, at.getTime());
};

/** Tells whether the calendar has no open minute in the 30 days after `from`. */
export const neverOpen = (calendar: Calendar, from: Date): boolean =>
  spansFrom(calendar, from.getTime()).next().done === true;

/** Tells when the quiet time around `at` ends, windows that touch counting as one; `null` when it is not quiet. */
export const quietUntil = (quiet: QuietHours, timeZone: string, at: Date): Date | null => {
  const schedule = { timeZone, week: weekdays.map(() => quiet), dates: {} };
  let end = at.getTime();
  for (const span of spansFrom(schedule, end)) {
    if (span.from > end) break;
    end = span.until;
  }
  return end === at.getTime() ? null : new Date(end);
};

const closedTooLong = (calendar: Calendar, since: number): Error =>
  new Error(
    `Calendar "${calendar.id}" has no open minute in the ${horizonDays} days after ${new Date(since).toISOString()}.`,
  );

/** Open spans in their order, apart or touching, until the calendar stays closed for longer than the horizon. */
function* spansFrom(schedule: Schedule, from: number): Generator<Span, void> {
  let closedSince = from;
  for (let at = from; at - closedSince < horizonDays * dayMs; at += dayMs) {
    for (const span of spansBetween(schedule, at, at + dayMs)) {
      if (span.from - closedSince >= horizonDays * dayMs) return;
      yield span;
      closedSince = span.until;
    }
  }
}

const spansBetween = (schedule: Schedule, from: number, until: number): Span[] =>
  stretchesOf(schedule.timeZone, { from, until }).flatMap((stretch) => joined(spansWithin(schedule, stretch)));

/** While the offset stands still, local time is plain arithmetic. */
const spansWithin = (schedule: Schedule, { from, until, offsetMs }: Span & { offsetMs: number }): Span[] => {
  const spans: Span[] = [];
  // The day before is asked as well, for its windows over midnight.
  for (let day = localDay(from, offsetMs) - 1; day <= localDay(until - 1, offsetMs); day += 1) {
    const midnight = day * dayMs - offsetMs;
    for (const { fromMinute, toMinute } of windowsOn(schedule, day)) {
      const opens = Math.max(from, midnight + fromMinute * minuteMs);
      const closes = Math.min(until, midnight + toMinute * minuteMs);
      if (opens < closes) spans.push({ from: opens, until: closes });
    }
  }
  return spans;
};

const windowsOn = (schedule: Schedule, day: number): Window[] => {
  const date = new Date(day * dayMs);
  return schedule.dates[date.toISOString().slice(0, 10)] ?? schedule.week[date.getUTCDay()] ?? [];
};

const joined = (spans: Span[]): Span[] => {
  const apart: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    if (last && span.from <= last.until) last.until = Math.max(last.until, span.until);
    else apart.push(span);
  }
  return apart;
};

/** Cuts a span (a day at most) where the zone's clock changes. */
const stretchesOf = (timeZone: string, { from, until }: Span): (Span & { offsetMs: number })[] => {
  const offsetMs = offsetAt(timeZone, from);
  if (offsetAt(timeZone, until) === offsetMs) return [{ from, until, offsetMs }];

  let before = from;
  let change = until;
  while (change - before > 1) {
    const middle = Math.floor((before + change) / 2);
    if (offsetAt(timeZone, middle) === offsetMs) before = middle;
    else change = middle;
  }
  return [{ from, until: change, offsetMs }, ...stretchesOf(timeZone, { from: change, until })];
};

const localDay = (at: number, offsetMs: number): number => Math.floor((at + offsetMs) / dayMs);

const offsetAt = (timeZone: string, at: number): number => {
  const parts = formatterOf(timeZone).formatToParts(at);
  const read = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second'));
  return local - Math.floor(at / 1000) * 1000;
};

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Building a formatter costs many times as much as using it. */
const formatterOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formatters.get(timeZone);
  if (known) return known;

  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(timeZone, formatter);
  return formatter;
};

const yesterday = { en: 'yesterday', es: 'ayer', pl: 'wczoraj' };

/** Writes an instant as the reader's own clock says it: `14:02`, `yesterday 23:10`, `20 Aug 14:02`. */
export const clockTime = (at: Date, timeZone: string, language: keyof typeof yesterday, now: Date): string => {
  const offsetMs = offsetAt(timeZone, at.getTime());
  // An instant whose UTC reading is the local one.
  const local = new Date(at.getTime() + offsetMs);
  const time = local.toISOString().slice(11, 16);

  const today = localDay(now.getTime(), offsetAt(timeZone, now.getTime()));
  const daysAgo = today - localDay(at.getTime(), offsetMs);
  if (daysAgo === 0) return time;
  if (daysAgo === 1) return `${yesterday[language]} ${time}`;
  return `${local.getUTCDate()} ${monthName(local, language)} ${time}`;
};

// Asked together with the day: Polish and its kin inflect the month after a number.
const monthName = (local: Date, language: string): string =>
  new Intl.DateTimeFormat(language, { timeZone: 'UTC', day: 'numeric', month: 'short' })
    .formatToParts(local)
    .filter((part) => part.type === 'month')
    .map((part) => part.value)
    .join('');
