import { z } from 'zod';

const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/**
 * Reads `90s`, `15m`, `4h`, `1h30m`, `30d` as milliseconds.
 *
 * @returns milliseconds, or `undefined` when the text is no duration
 */
export const parseDuration = (text: string): number | undefined => {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== text) return undefined;

  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit as string] ?? 0), 0);
};

/** Writes milliseconds as the largest whole unit: 900000 is `15m`. */
export const formatDuration = (ms: number): string => {
  const unit = ['d', 'h', 'm', 's'].find(
    (name) => ms >= (unitMs[name] as number) && ms % (unitMs[name] as number) === 0,
  );
  return unit ? `${ms / (unitMs[unit] as number)}${unit}` : `${ms}ms`;
};

/** A length of time in the configuration (`30s`, `15m`, `4h`, `30d`); milliseconds inside. */
export const duration = () =>
  z.string().transform((text, ctx) => {
    const ms = parseDuration(text.trim());
    if (ms !== undefined) return ms;
    ctx.addIssue({
      code: 'custom',
      message: `"${text}" is no duration; write a number and a unit, like 30s, 15m, 4h or 7d`,
    });
    return z.NEVER;
  });
