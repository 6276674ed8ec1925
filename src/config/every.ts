import { parseDuration } from '../domain/duration.ts';

interface Field {
  name: string;
  from: number;
  to: number;
  words?: string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const longMonths = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const longDays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const second: Field = { name: 'second', from: 0, to: 59 };
const fiveFields: Field[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, words: [...months, ...longMonths] },
  { name: 'day of the week', from: 0, to: 7, words: [...days, ...longDays] },
];

/**
 * Says what is wrong with a polling interval: a duration (`30s`, `2m`), or a cron expression of five fields, or of six
 * that begin with the second.
 *
 * @returns one sentence, or `undefined` when all is well
 */
export const objectionToEvery = (every: string): string | undefined => {
  const text = every.trim();
  const ms = parseDuration(text);
  if (ms !== undefined) return ms > 0 ? undefined : `"${every}" would never pause`;

  const parts = text.split(/\s+/);
  if (parts.length === 5) return firstObjection(parts, fiveFields);
  if (parts.length === 6) return firstObjection(parts, [second, ...fiveFields]);
  return parts.length === 1
    ? `"${every}" is neither a duration like 30s or 2m nor a cron expression`
    : `"${every}" has ${parts.length} fields; a cron expression has five, or six with seconds`;
};

const firstObjection = (parts: string[], fields: Field[]): string | undefined =>
  fields
    .map((field, index) => objectionToField(parts[index] ?? '', field))
    .find((objection) => objection !== undefined);

const objectionToField = (part: string, field: Field): string | undefined => {
  const wrong = part.split(',').find((span) => !isSpan(span, field));
  return wrong === undefined
    ? undefined
    : `"${wrong}" is no ${field.name} of a cron expression (${field.from}-${field.to}, *, lists 1,2, spans 1-5, steps */5)`;
};

const isSpan = (span: string, field: Field): boolean => {
  const [range = '', step, ...rest] = span.split('/');
  if (rest.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
  if (range === '*') return true;

  const [first = '', last, ...more] = range.split('-');
  const from = numberOf(first, field);
  const to = last === undefined ? from : numberOf(last, field);
  return more.length === 0 && from !== undefined && to !== undefined && from <= to;
};

const numberOf = (text: string, { from, to, words = [] }: Field): number | undefined => {
  const word = words.indexOf(text.toLowerCase());
  const span = words.length / 2;
  const number = word >= 0 ? (word % span) + from : Number(/^\d{1,2}$/.test(text) ? text : Number.NaN);
  return number >= from && number <= to ? number : undefined;
};
