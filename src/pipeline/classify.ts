import { judgeChange } from '../domain/change.ts';
import type { Classification } from '../domain/classification.ts';
import { type Mention, postedAt } from '../domain/mention.ts';
import type { Decision } from '../domain/rule.ts';
import { deadlineOf, targetMs } from '../domain/target.ts';
import {
  answeredCommands,
  type Judgement,
  judgementCommands,
  judgementGuards,
  loadMentions,
  type StoredMention,
} from '../store/mentions.ts';
import { type Command, transact } from '../store/transaction.ts';
import { change } from './acknowledge.ts';
import { replySeen } from './answer.ts';
import type { App } from './app.ts';
import { decideLearnt } from './corrections.ts';
import { laneOf } from './due.ts';
import { noDrafts, type Raising, raise, writeDrafts } from './raise.ts';
import { isDoubtful, secondOpinions } from './second-opinion.ts';
import { loadSurroundings } from './surroundings.ts';

/** How often a batch is read again because something changed between reading and writing. */
const mostTries = 20;
const minute = 60_000;
/** Found later than this after its time ran out, a mention no longer rings by itself but is summed up. */
const lateLimitMs = 120 * minute;

/**
 * Judges stored mentions and decides what becomes of each: classification, decision, alert and plan are written in one
 * transaction, for the whole batch. Mentions that were judged already are left alone.
 */
export const classify = async (app: App, ids: readonly string[], signal: AbortSignal): Promise<void> => {
  for (let tries = 0; tries < mostTries && !signal.aborted; tries += 1) {
    const [loaded] = await Promise.all([loadWaiting(app, [...new Set(ids)]), app.corrections.refresh()]);
    const waiting = loaded.filter(needsJudgement);
    if (waiting.length === 0) return;
    const judged = waiting.map((stored) => judge(app, stored));
    const { sure, doubtful } = app.setup.engine ? sorted(app, judged) : { sure: judged, doubtful: [] };
    // What is sure does not wait for what is not.
    if (!(await settleAll(app, sure))) continue;
    if (doubtful.length === 0 || (await settleAll(app, await lookAgain(app, doubtful, signal)))) return;
  }
  throw new Error(`a batch of ${ids.length} mentions kept changing while it was judged`);
};

// What was stored here a moment ago need not be read: if it changed since, the guards say so, and the next try reads it.
const loadWaiting = async (app: App, ids: readonly string[]): Promise<StoredMention[]> => {
  const remembered = ids.map(app.fresh.take);
  const others = ids.filter((_, position) => !remembered[position]);
  const loaded = new Map((await loadMentions(app.redis, app.keys, others)).map((stored) => [stored.id, stored]));
  return ids.flatMap((id, position) => remembered[position] ?? loaded.get(id) ?? []);
};

const needsJudgement = (stored: StoredMention): boolean =>
  stored.mode !== 'unmatched' &&
  (stored.judgedFingerprint !== stored.fingerprint ||
    (stored.judgedReplyFingerprint ?? '') !== stored.replyFingerprint);

const settleAll = async (app: App, judged: readonly Judged[]): Promise<boolean> => {
  if (judged.length === 0) return true;
  if (!(await write(app, judged))) return false;
  await followReplies(app, judged);
  return true;
};

const sorted = (app: App, judged: readonly Judged[]): { sure: Judged[]; doubtful: Judged[] } => {
  const isDoubt = (one: Judged): boolean => one.judgement !== one.stored.judgement && isDoubtful(app, one);
  return { sure: judged.filter((one) => !isDoubt(one)), doubtful: judged.filter(isDoubt) };
};

const lookAgain = async (app: App, doubtful: readonly Judged[], signal: AbortSignal): Promise<Judged[]> => {
  const doubts = doubtful.map(({ stored, judgement: { brand } }) => ({
    stored,
    brand,
    own: classifyAlone(app, stored.mention),
  }));
  const opinions = await secondOpinions(app, doubts, signal);
  return doubtful.map(({ stored }, position) => judge(app, stored, opinions[position]));
};

/** What the shared classifier makes of a mention, before anybody's verdicts. */
export const classifyAlone = (app: App, mention: Mention): Classification =>
  app.setup.classifier.classify({
    text: mention.text,
    source: mention.source,
    ...(mention.lang && { lang: mention.lang }),
    ...(mention.rating !== undefined && { rating: mention.rating }),
    ...(speaksToUs(app, mention) && { addressed: true }),
  });

/** The classifier tells by an `@name` at the beginning; a name of our own counts wherever it stands. */
export const speaksToUs = ({ setup }: App, { source, text }: Mention): boolean => {
  const handles = setup.ownHandles.get(source);
  if (handles === undefined || handles.size === 0 || !text.includes('@')) return false;
  return (text.toLowerCase().match(namesInText) ?? []).some((name) => handles.has(name.slice(1)));
};

const namesInText = /(?<![\p{L}\p{N}_.])@[\p{L}\p{N}_]+/gu;

interface Judged {
  stored: StoredMention;
  judgement: Judgement;
  /** Present when it rings. */
  raising?: Raising;
  /** It should have rung, but was found after its time. */
  late: boolean;
}

/** @param heard the classification when it is known already, with a second opinion in it */
const judge = (app: App, stored: StoredMention, heard?: Classification): Judged => {
  const onlyReplyChanged = stored.judgement !== undefined && stored.judgedFingerprint === stored.fingerprint;
  if (onlyReplyChanged && stored.judgement) return { stored, judgement: stored.judgement, late: false };

  return judgeAs(app, stored, heard ?? classifyAlone(app, stored.mention));
};

/** Decides what becomes of a mention that the classifier judges like this, whatever was decided before. */
export const judgeAs = (app: App, stored: StoredMention, classification: Classification): Judged => {
  const { mention } = stored;
  const brand = stored.matches[0]?.brand ?? '';
  const keywords = stored.matches.map((match) => match.keyword);
  const learnt = decideLearnt(app, mention.text, { mention, classification, brand, keywords });
  return settle(app, stored, learnt.classification, learnt.decision, brand);
};

const settle = (
  app: App,
  stored: StoredMention,
  classification: Classification,
  decision: Decision,
  brand: string,
): Judged => {
  const judgement: Judgement = {
    classification,
    outcome: decision.outcome,
    soft: decision.soft,
    why: decision.why,
    brand,
    at: app.now().toISOString(),
  };
  const quiet = (outcome: Judgement['outcome'], why: string, late = false): Judged => ({
    stored,
    judgement: { ...judgement, outcome, why },
    late,
  });
  if (decision.outcome !== 'ring') return { stored, judgement, late: false };

  const edited = stored.before !== undefined;
  const verdict = stored.before
    ? judgeChange({ ...stored.before, ...previous(stored) }, stored.mention, classification)
    : undefined;
  if (verdict && !verdict.mayRing) return quiet('digest', verdict.why);

  const written = postedAt(stored.mention, edited);
  if (!written) return quiet('list', 'undated, so it may be old');
  // A source whose clock runs ahead must not put off the first ring.
  const posted = new Date(Math.min(written.getTime(), app.now().getTime()));
  const deadline = deadlineFor(app, stored, classification, brand, posted);
  const lateMs = app.now().getTime() - deadline.getTime();
  if (stored.mode === 'baseline' && lateMs >= 0) return quiet('digest', 'written before we listened');
  if (lateMs > Math.max(lateLimitMs, deadline.getTime() - posted.getTime()))
    return quiet('list', 'found after its time had run out', true);

  const answered = stored.mention.ownerReply?.at;
  if (stored.mention.ownerReply && !(answered && stored.mention.updatedAt && stored.mention.updatedAt > answered))
    return quiet('digest', 'already answered');

  const why = verdict ? `${verdict.why}: ${decision.why}` : decision.why;
  return {
    stored,
    judgement: { ...judgement, why },
    late: false,
    raising: { stored, classification, decision: { ...decision, why }, brand, posted, deadline },
  };
};

const previous = ({ judgement }: StoredMention) => (judgement ? { classification: judgement.classification } : {});

const deadlineFor = (
  app: App,
  stored: StoredMention,
  classification: Classification,
  brand: string,
  posted: Date,
): Date => {
  const { family } = stored.mention;
  const own = app.setup.brands.get(brand);
  const general = app.setup.config.targets;
  const ms = targetMs(family, classification.urgency, classification.sentiment, [
    own?.targets?.[family],
    own?.targets,
    general[family],
    general,
  ]);
  return deadlineOf(
    posted,
    ms,
    classification.urgency,
    own?.calendar ? app.setup.calendars.get(own.calendar) : undefined,
  );
};

const write = async (app: App, judged: readonly Judged[]): Promise<boolean> => {
  const around = await loadSurroundings(
    app,
    judged.flatMap(({ raising }) => raising ?? []),
  );
  const drafts = noDrafts();
  const finals = judged.map(({ stored, judgement, raising }) => ({
    stored,
    judgement: raising ? raise(app, around, drafts, raising, judgement) : { ...judgement, ...keptAlert(stored) },
  }));
  const commands: Command[] = [...judgementCommands(app.keys, finals), ...countCommands(app, finals)];
  for (const { stored, late } of judged)
    if (late) commands.push(['ZADD', app.keys.late, app.now().getTime(), stored.id]);
  const raised = writeDrafts(app, around, drafts);
  const guards = judged.flatMap(({ stored }) => judgementGuards(app.keys, stored));
  if (!(await transact(app.redis, app.keys, [...guards, ...raised.guards], [...commands, ...raised.commands])))
    return false;

  await app.queues.addDeliveries(
    raised.alerts.flatMap(({ alert, deliveries, edits }) => {
      const lane = laneOf(alert);
      return [
        ...deliveries.map((delivery) => ({ delivery, lane })),
        ...edits.map((delivery) => ({ delivery, lane, delayMs: countEditDelayMs })),
      ];
    }),
  );
  return true;
};

/** A growing alert edits its messages at most every ten seconds. */
const countEditDelayMs = 10_000;

const keptAlert = ({ judgement }: StoredMention) => (judgement?.alertId ? { alertId: judgement.alertId } : {});

// Counted in the transaction that judges, so that a batch that runs twice counts once.
const countCommands = (app: App, judged: readonly { stored: StoredMention; judgement: Judgement }[]): Command[] => {
  const counts = new Map<string, number>();
  for (const { stored, judgement } of judged) {
    if (stored.judgement) continue;
    for (const name of ['heard', judgement.outcome, judgement.classification.sentiment]) {
      const field = `${judgement.brand}|${name}`;
      counts.set(field, (counts.get(field) ?? 0) + 1);
    }
  }
  if (counts.size === 0) return [];
  const key = app.keys.stats(app.now().toISOString().slice(0, 10));
  return [
    ...[...counts].map(([field, count]): Command => ['HINCRBY', key, field, count]),
    ['EXPIRE', key, statsLifeSeconds],
  ];
};
const statsLifeSeconds = 400 * 86_400;

// The business's own answer came or went with this version of a review.
const followReplies = async (app: App, judged: readonly Judged[]): Promise<void> => {
  for (const { stored } of judged) {
    const { ownerReply } = stored.mention;
    const before = stored.judgedReplyFingerprint ?? '';
    if (before === stored.replyFingerprint) continue;
    if (ownerReply) {
      const at = ownerReply.at ?? app.now();
      await transact(
        app.redis,
        app.keys,
        [],
        answeredCommands(app.keys, stored.mention.source, [stored.mention.externalId], at),
      );
      await replySeen(app, stored, at);
    } else if (before !== '' && stored.judgement?.alertId)
      await change(app, stored.judgement.alertId, (alert) =>
        alert.state === 'answered' ? { type: 'reopen', by: stored.mention.source, at: app.now() } : null,
      );
  }
};
