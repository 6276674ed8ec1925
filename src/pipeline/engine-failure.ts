import type { Engine } from '../engines/engine.ts';
import { Failure, isAbort } from '../lib/failure.ts';
import { firstTime } from '../store/lease.ts';
import { loadEngineHealth, saveEngineHealth } from '../store/opinions.ts';
import type { App } from './app.ts';
import { tell } from './tell.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** After so many failures in a row an engine is left alone for a while: every question to it keeps mentions waiting. */
const mostFailures = 3;

/** Records a failure of the engine: told or logged once for each kind of failure, and the engine rests where that helps. */
export const noteFailure = async (
  app: App,
  engine: Engine,
  error: unknown,
): Promise<{ failure: Failure; rests: boolean }> => {
  const failure = asFailure(app, engine, error);
  const { workedAt, failures } = await loadEngineHealth(app.redis, app.keys, engine.name);
  const restMs = restOf(app, failure, failures + 1);
  await saveEngineHealth(app.redis, app.keys, engine.name, {
    triedAt: app.now().toISOString(),
    failures: failures + 1,
    problem: failure.message,
    ...(workedAt && { workedAt }),
    ...(restMs > 0 && { restsUntil: new Date(app.now().getTime() + restMs).toISOString() }),
  });
  await report(app, engine, failure);
  return { failure, rests: restMs > 0 };
};

const asFailure = (app: App, { name }: Engine, error: unknown): Failure => {
  if (error instanceof Failure) return error;
  if (isAbort(error)) return new Failure('unknown', 'the time for the batch ran out');
  app.log.error({ err: error }, 'asking for a second opinion failed');
  return new Failure('transient', `${name}: an error of our own; the log has it`, { cause: error });
};

const restOf = (app: App, { kind, retryAfterMs, resetAt }: Failure, failures: number): number => {
  switch (kind) {
    case 'unauthorized':
    case 'recipient':
      return hourMs;
    case 'exhausted':
      return resetAt ? Math.max(minuteMs, resetAt.getTime() - app.now().getTime()) : hourMs;
    case 'throttled':
      return Math.min(hourMs, retryAfterMs ?? minuteMs);
    case 'message':
      return 0;
    case 'transient':
    case 'invalid':
    case 'unknown':
      return failures >= mostFailures ? 5 * minuteMs : 0;
  }
};

const needsPerson: ReadonlySet<Failure['kind']> = new Set(['unauthorized', 'recipient', 'exhausted']);

const report = async (app: App, { name }: Engine, { kind, message, remedy }: Failure): Promise<void> => {
  if (needsPerson.has(kind))
    return tell(app, {
      key: `engine-${kind}`,
      title: 'Second opinions fail',
      text: `${message}. ${remedy ?? `Look at the account of ${name}; \`npx earshot doctor\` tries again.`} Until then Earshot goes by its own judgement.`,
    });
  if (await firstTime(app.redis, app.keys, `engine-${kind}`, hourMs))
    app.log.warn({ kind, problem: message }, 'a second opinion failed: mentions keep their own judgement');
};
