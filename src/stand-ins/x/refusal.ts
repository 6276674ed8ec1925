/** A parameter that X does not take, and what it says about it. */
export type Refusal = Error & { parameter: string };

/** Makes the error that is answered with status 400. */
export const refusal = (parameter: string, message: string): Refusal =>
  Object.assign(new Error(message), { parameter });

/** Tells a refusal from a fault of the stand-in. */
export const isRefusal = (error: unknown): error is Refusal => error instanceof Error && 'parameter' in error;
