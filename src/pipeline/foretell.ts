import type { Classification } from '../domain/classification.ts';
import { dedupKeys } from '../domain/group.ts';
import type { Mention } from '../domain/mention.ts';
import { nameRule, type Outcome, type Rule, ruleFor } from '../domain/rule.ts';
import type { Judgement, StoredMention } from '../store/mentions.ts';
import type { App } from './app.ts';
import { classifyAlone, judgeAs, speaksToUs } from './classify.ts';
import { type Origin, prepare } from './intake.ts';
import { noDrafts, type Raising, raise } from './raise.ts';

/** What becomes of a mention that a keyword found. */
export interface Fate {
  /** The one it is judged for; several may have found it. */
  brand: string;
  keywords: readonly { brand: string; keyword: string }[];
  /** The rule that decides, in words. */
  rule: string;
  outcome: Outcome;
  why: string;
  /** Alerts are told apart by it; it names none that was stored. */
  alertId?: string;
  /** Its text was judged just now: there was no judgement to go by. */
  judgedNow: boolean;
}

export interface Foretelling {
  /** Under which the stored judgements were made. */
  judgedBy: App;
  /** Words mean something else than when the mentions were judged: every text is judged anew. */
  anew: boolean;
}

/**
 * Foretells what the pipeline would make of stored mentions, by its own functions, as if each had just come in when it did.
 * Nothing is written. Mentions must come in the order they were seen, so that they join alerts as they would have.
 *
 * @returns what becomes of a mention; `undefined` when no keyword finds it, its source is left out, or it is our own
 */
export const createForeteller = (
  app: App,
  { judgedBy, anew }: Foretelling,
): ((stored: StoredMention) => Fate | undefined) => {
  let at = new Date(0);
  const then: App = { ...app, now: () => at };
  const join = createJoining(then);
  const nameOf = createNaming();

  return (stored) => {
    if (!isHeard(app, judgedBy, stored)) return undefined;
    at = instantOf(stored);
    const mention = asItWas(stored, at);
    const saving = prepare(then, originOf(app, stored), mention, stored.mode === 'baseline');
    if (!saving || saving.mode === 'unmatched') return undefined;

    const { id, via, seenAt, fingerprint, replyFingerprint } = stored;
    const { matches, mode } = saving;
    const incoming: StoredMention = { id, mention, matches, mode, via, seenAt, fingerprint, replyFingerprint };
    const known = anew ? undefined : knownClassification(app, judgedBy, stored);
    const { judgement, raising } = judgeAs(then, incoming, known ?? classifyAlone(then, incoming.mention));
    const { brand, classification, outcome, why, alertId } = raising ? join(raising, judgement) : judgement;
    const keywords = saving.matches.map(({ keyword }) => keyword);
    const rule = ruleFor(app.setup.rules(brand), { mention, classification, brand, keywords });
    return {
      brand,
      keywords: saving.matches,
      rule: nameOf(rule),
      outcome,
      why,
      ...(alertId && { alertId }),
      judgedNow: known === undefined,
    };
  };
};

// Few rules decide about many mentions.
const createNaming = (): ((rule: Rule | undefined) => string) => {
  const names = new Map<Rule, string>();
  return (rule) => {
    if (!rule) return 'no rule';
    const name = names.get(rule) ?? nameRule(rule);
    names.set(rule, name);
    return name;
  };
};

/** Alerts are looked through for ones that nobody joins any more when there are this many, and again at twice what is left. */
const leastKept = 1000;

/** Lets mentions open and join alerts that only exist here. Those that nobody can join any more are let go. */
const createJoining = (then: App): ((raising: Raising, judgement: Judgement) => Judgement) => {
  const drafts = noDrafts();
  let most = leastKept;
  return (raising, judgement) => {
    const joined = raise(then, nothingAround(raising), drafts, raising, judgement);
    const draft = drafts.alerts.get(joined.alertId ?? '');
    // Nobody reads the history, and with hundreds of mentions it is long.
    if (draft) draft.history = [];
    drafts.kept.length = 0;
    if (drafts.alerts.size > most) {
      letGo(drafts, raising.stored.seenAt);
      most = Math.max(leastKept, 2 * drafts.alerts.size);
    }
    return joined;
  };
};

const letGo = ({ alerts, claims }: ReturnType<typeof noDrafts>, now: Date): void => {
  for (const [id, { alert }] of alerts) if (alert.deadline <= now) alerts.delete(id);
  for (const [name, { until }] of claims) if (until <= now.getTime()) claims.delete(name);
};

// What the files do not name came in by a door that stays open: an import, an intake of before.
const isHeard = ({ setup }: App, judgedBy: App, { via }: StoredMention): boolean =>
  via.length === 0 || via.some((id) => setup.sources.get(id)?.enabled ?? !judgedBy.setup.sources.get(id)?.enabled);

// Whether there was still time to answer is asked of the instant it was decided.
const instantOf = ({ seenAt, judgement, judgedFingerprint, fingerprint }: StoredMention): Date =>
  judgement && judgedFingerprint === fingerprint ? new Date(judgement.at) : seenAt;

// What changed it after we saw it counts from then; an answer that came later was not there yet.
const asItWas = ({ mention, seenAt }: StoredMention, at: Date): Mention => {
  if (!mention.ownerReply && !mention.updatedAt) return mention;
  const { ownerReply, ...rest } = mention;
  const answered = ownerReply && !(ownerReply.at && ownerReply.at > at);
  const edited = mention.createdAt && mention.updatedAt && mention.updatedAt > seenAt;
  return {
    ...rest,
    ...(answered && { ownerReply }),
    ...(edited && mention.updatedAt && { createdAt: mention.updatedAt }),
  };
};

const originOf = ({ setup }: App, { via: [first], mention }: StoredMention): Origin => {
  const id = first ?? mention.source;
  return setup.sources.get(id) ?? { id };
};

/**
 * The stored classification, where judging the text again would give the same: not when verdicts had their part in it, which
 * would count twice, nor when it speaks to another account than before.
 */
const knownClassification = (app: App, judgedBy: App, stored: StoredMention): Classification | undefined => {
  const { mention, judgement, judgedFingerprint, fingerprint } = stored;
  if (!judgement || judgedFingerprint !== fingerprint) return undefined;
  const { classification } = judgement;
  if (classification.reasons.some(({ signal }) => signal === 'learnt')) return undefined;
  if (app !== judgedBy && speaksToUs(app, mention) !== speaksToUs(judgedBy, mention)) return undefined;
  return atFloor(app, classification) ? undefined : classification;
};

/** Scores are stored in thousandths: so close to a floor, they do not say on which side it was. */
const roundedBy = 0.0005;

const atFloor = ({ setup }: App, { confidence }: Classification): boolean => {
  const near = (floor: number | undefined): boolean => floor !== undefined && Math.abs(confidence - floor) <= roundedBy;
  if (near(setup.config.confidence_floor)) return true;
  for (const { confidence_floor } of setup.brands.values()) if (near(confidence_floor)) return true;
  return false;
};

// All a mention may join is among the drafts.
const nothingAround = ({ stored, brand }: Raising): Parameters<typeof raise>[1] => ({
  keys: new Map([[stored.id, dedupKeys(stored.mention, brand)]]),
  claims: new Map(),
  answered: new Map(),
  alerts: new Map(),
  sent: new Map(),
  answerGuards: [],
});
