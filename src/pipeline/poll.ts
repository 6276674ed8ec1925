import { Failure, isAbort } from '../lib/failure.ts';
import type { PollJob } from '../queues.ts';
import type { Page, Source, SourceContext } from '../sources/source.ts';
import { giveBackTick, loadCursor, loadHealth, recordFailure, savePageEnd, takeTick } from '../store/sources.ts';
import { answersSeen, postsGone } from './answer.ts';
import type { App } from './app.ts';
import { awaitingAnswers } from './awaiting.ts';
import { budgetOf } from './budget.ts';
import { intake } from './intake.ts';
import { tell } from './tell.ts';

/** A burst is followed to its end, but one tick may not run for ever: the next one goes on from the cursor. */
const pagesPerTick = 200;
const hourMs = 3_600_000;
const probeMs = 10 * 60_000;

/** What a tick did, for the log and for `earshot poll`. */
export interface PollReport {
  outcome: 'items' | 'empty' | 'partial' | 'skipped' | 'refused' | 'broken';
  pages: number;
  found: number;
  fresh: number;
  notes: string[];
}

/**
 * One tick of one source: asks for pages until the source has no more, hands each over, and moves the cursor last. Taken at
 * most once per source and tick, by whoever is first; what a stop or a death cuts off is looked at again.
 *
 * @param taker names whoever looks: a job that runs a second time must name itself as before
 */
export const poll = async (
  app: App,
  job: PollJob,
  signal: AbortSignal,
  taker: string = app.instance,
): Promise<PollReport> => {
  const report: PollReport = { outcome: 'skipped', pages: 0, found: 0, fresh: 0, notes: [] };
  const source = app.setup.sources.get(job.source);
  if (!source?.poll || !source.enabled) return report;
  if (await isResting(app, source)) return report;
  const tick = new Date(job.tick);
  if (!(await takeTick(app.redis, app.keys, source.id, tick, taker))) return report;

  const started = app.now().getTime();
  try {
    await sweep(app, source, report, signal);
    const { found, fresh, pages } = report;
    const fact = { source: source.id, found, fresh, pages, ms: app.now().getTime() - started };
    if (fresh > 0) app.log.info(fact, 'poll finished');
    else app.log.debug(fact, 'poll finished');
  } catch (error) {
    if (signal.aborted || isAbort(error)) {
      await giveBackTick(app.redis, app.keys, source.id, tick);
      throw error;
    }
    await refused(app, source, error, report);
  }
  return report;
};

interface StoredCursor {
  cursor: unknown;
  /** Still inside the first sweep of this source: what it yields is history. */
  first: boolean;
}

const sweep = async (app: App, source: Source, report: PollReport, signal: AbortSignal): Promise<void> => {
  let stored = (await loadCursor(app.redis, app.keys, source.id)) as StoredCursor | null;
  const context = await sourceContext(app, source, signal);
  for (;;) {
    const page = await (source.poll as NonNullable<Source['poll']>)(stored?.cursor ?? null, context);
    const first = stored?.first ?? true;
    await handOver(app, source, page, first, report);
    stored = { cursor: page.cursor, first: first && page.outcome === 'partial' };
    await savePageEnd(app.redis, app.keys, source.id, stored, app.now(), {
      outcome: page.outcome,
      newestAt: newest(page),
      heard: page.mentions.length,
    });

    report.pages += 1;
    report.outcome = page.outcome;
    if (page.outcome !== 'partial' || report.pages >= pagesPerTick || signal.aborted) return;
  }
};

const handOver = async (app: App, source: Source, page: Page, first: boolean, report: PollReport): Promise<void> => {
  const results = await intake(app, { source, mentions: page.mentions, first });
  await answersSeen(app, source.kind, page.answers);
  await postsGone(app, source.kind, page.gone);
  report.found += page.mentions.length;
  report.fresh += results.filter((result) => result === 'new' || result === 'changed').length;
  report.notes.push(...(page.notes ?? []));
  for (const note of page.notes ?? []) app.log.warn({ source: source.id }, note);
  if (page.rejected)
    app.log.warn({ source: source.id, rejected: page.rejected }, 'elements of the answer had an unknown shape');
};

/** What an adapter is given for one poll. */
export const sourceContext = async (app: App, source: Source, signal: AbortSignal): Promise<SourceContext> => ({
  now: app.now,
  random: app.random,
  http: app.http,
  log: app.log.child({ source: source.id }),
  signal,
  queries: app.setup.queries(source).queries,
  accounts: [...(app.setup.ownHandles.get(source.kind) ?? [])],
  awaiting: await awaitingAnswers(app, source.kind),
  budget: budgetOf(app, source),
});

const isResting = async (app: App, source: Source): Promise<boolean> => {
  const { suspendedUntil } = await loadHealth(app.redis, app.keys, 'source', source.id);
  return suspendedUntil !== undefined && new Date(suspendedUntil) > app.now();
};

const newest = (page: Page): Date | undefined =>
  page.mentions.reduce<Date | undefined>(
    (latest, { createdAt }) => (createdAt && (!latest || createdAt > latest) ? createdAt : latest),
    undefined,
  );

const refused = async (app: App, source: Source, error: unknown, report: PollReport): Promise<void> => {
  const failure = error instanceof Failure ? error : null;
  const health = await loadHealth(app.redis, app.keys, 'source', source.id);
  const problem = failure ? failure.message : 'an error of our own; the log has it';
  report.outcome = failure && refusals.has(failure.kind) ? 'refused' : 'broken';
  report.notes.push(problem);

  await recordFailure(app.redis, app.keys, 'source', source.id, app.now(), {
    problem,
    outcome: report.outcome,
    suspendedUntil: restUntil(app, failure, health.failures),
  });
  if (failure)
    app.log.warn(
      { source: source.id, kind: failure.kind, status: failure.status, sample: failure.sample?.slice(0, 200) },
      failure.message,
    );
  else app.log.error({ source: source.id, err: error }, 'poll failed');

  if (needsPerson(failure, health.failures))
    await tell(app, {
      key: `source-${source.id}-${failure?.kind ?? 'bug'}`,
      title: `Earshot cannot listen on ${source.id}`,
      text: [problem, failure?.remedy].filter(Boolean).join('. '),
    });
};

const refusals = new Set(['unauthorized', 'exhausted', 'recipient', 'message', 'throttled']);
/** Passing trouble is told when it has lasted this many looks. */
const toldAfter = 5;

const needsPerson = (failure: Failure | null, failuresBefore: number): boolean => {
  if (!failure) return true;
  if (failure.kind === 'throttled') return false;
  if (failure.kind === 'transient' || failure.kind === 'unknown') return failuresBefore + 1 === toldAfter;
  return true;
};

// Vendors ask for growing pauses; a credential is tried again every ten minutes, so that a repaired one needs no restart.
const restUntil = (app: App, failure: Failure | null, failuresBefore: number): Date => {
  const from = app.now().getTime();
  const growing = Math.min(5 * 60_000, 5000 * 2 ** Math.min(failuresBefore, 10)) * (0.8 + 0.4 * app.random());
  switch (failure?.kind) {
    case 'throttled':
      return new Date(
        from + (failure.retryAfterMs ?? Math.min(15 * 60_000, 60_000 * 2 ** Math.min(failuresBefore, 4))),
      );
    case 'exhausted':
      return new Date(Math.min(failure.resetAt?.getTime() ?? from + hourMs, from + hourMs));
    case 'unauthorized':
    case 'recipient':
    case 'message':
      return new Date(from + probeMs);
    default:
      return new Date(from + Math.max(growing, failure?.retryAfterMs ?? 0));
  }
};
