import { InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../domain/duration.ts';

/** The part of a command's help that shows how it is called. */
export const example = (...lines: string[]): string => ['', 'Example:', ...lines.map((line) => `  ${line}`)].join('\n');

/** How a command writes its answer. */
export const formatOption = (choices: string[], usual: string): Option =>
  new Option('--format <format>', 'how to write it').choices(choices).default(usual);

/** Reads how much faster a replay is; `max` = all at once. */
export const readSpeed = (text: string): number | undefined => {
  if (text === 'max') return undefined;
  const factor = Number(text);
  if (factor > 0 && Number.isFinite(factor)) return factor;
  throw new InvalidArgumentError('write a number above 0, like 60, or max');
};

/** Reads how many of something. */
export const readCount = (text: string): number => {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('write a number, like 10');
};

/** Reads the beginning of a period: a length of time back from now, or a date. */
export const readSince = (text: string): Date => {
  const ms = parseDuration(text);
  const at = ms === undefined ? new Date(text) : new Date(Date.now() - ms);
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentError('write a length of time, like 30d, or a date');
  return at;
};
