import { z } from 'zod';

export { duration } from '../domain/duration.ts';

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
