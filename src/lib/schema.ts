import { z } from 'zod';

const shown = '[secret]';

/** A credential. Prints as `[secret]` wherever it is logged, serialised or put into a string; `reveal()` gives the value. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return shown;
  }
}

/**
 * A credential in the configuration: written as `${NAME}` and replaced from the environment (or from the file named by
 * `NAME_FILE`) before it gets here.
 */
export const secret = () =>
  z
    .union([z.string().min(1), z.instanceof(Secret)])
    .transform((value) => (value instanceof Secret ? value : new Secret(value)))
    .meta({ secret: true });

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

/**
 * An array in which one bad element does not sink the page: elements that do not fit are left out and counted.
 *
 * @returns `{ items, rejected, firstError }`
 */
export const looseArray = <T extends z.ZodType>(element: T) =>
  z.array(z.unknown()).transform((values) => {
    const items: z.output<T>[] = [];
    let rejected = 0;
    let firstError: string | undefined;
    for (const value of values) {
      const parsed = element.safeParse(value);
      if (parsed.success) items.push(parsed.data);
      else {
        rejected += 1;
        firstError ??= describeIssues(parsed.error);
      }
    }
    return { items, rejected, firstError };
  });

/** The first problems of a zod error as one line: `reviews.0.stars: expected number`. */
export const describeIssues = (error: z.ZodError, limit = 3): string =>
  error.issues
    .slice(0, limit)
    .map((issue) => `${issue.path.join('.') || 'value'}: ${issue.message}`)
    .join('; ');
