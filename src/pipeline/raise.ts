import { type Alert, type AlertMention, isActive, joinAlert, openAlert } from '../domain/alert.ts';
import type { Classification } from '../domain/classification.ts';
import { authorKey } from '../domain/group.ts';
import { defaultPolicy, type Policy, schedule, stepAt } from '../domain/policy.ts';
import type { Decision } from '../domain/rule.ts';
import { alertCommands, alertGuard, type Delivery, deliveryCommands, type HistoryEntry } from '../store/alerts.ts';
import type { Judgement, StoredMention } from '../store/mentions.ts';
import type { Command, Guard } from '../store/transaction.ts';
import type { App } from './app.ts';
import { editDeliveries, lookAfter, settleDue } from './due.ts';
import { type Claim, readClaim, type Surroundings, writeClaim } from './surroundings.ts';

/** A mention that is to ring. */
export interface Raising {
  stored: StoredMention;
  classification: Classification;
  decision: Decision;
  brand: string;
  posted: Date;
  deadline: Date;
}

/** Alerts of one batch while they are opened and joined, before all is written at once. */
export interface Drafts {
  alerts: Map<string, { alert: Alert; history: HistoryEntry[] }>;
  claims: Map<string, Claim>;
  /** Mentions whose source's own words are kept as long as their alert. */
  kept: string[];
}

/** An alert as it will be written, and what has to be sent for it. */
export interface RaisedAlert {
  alert: Alert;
  deliveries: Delivery[];
  edits: Delivery[];
}

/** No drafts yet. */
export const noDrafts = (): Drafts => ({ alerts: new Map(), claims: new Map(), kept: [] });

/**
 * Opens or joins an alert for a mention, among the drafts.
 *
 * @returns the judgement with its alert, or with why it does not ring after all
 */
export const raise = (
  app: App,
  around: Surroundings,
  drafts: Drafts,
  raising: Raising,
  judgement: Judgement,
): Judgement => {
  const answered = around.answered.get(raising.stored.id);
  if (answered !== undefined && answered >= raising.posted.getTime())
    return { ...judgement, outcome: 'digest', why: 'already answered' };

  const existing = alertToJoin(app, around, drafts, raising);
  const alert = existing ? joinAlert(existing, memberOf(raising), app.now()) : open(app, raising);
  const entry = {
    at: app.now().toISOString(),
    what: existing ? 'joined' : 'opened',
    note: `${raising.stored.id}, ${raising.decision.why}`,
  };
  drafts.alerts.set(alert.id, { alert, history: [...(drafts.alerts.get(alert.id)?.history ?? []), entry] });
  for (const { name, windowMs } of around.keys.get(raising.stored.id) ?? [])
    drafts.claims.set(name, { alertId: alert.id, until: app.now().getTime() + windowMs });
  drafts.kept.push(raising.stored.id);
  return { ...judgement, alertId: alert.id };
};

/** What makes the drafts true: the guards they rest on, the commands that write them, and what is to be sent after that. */
export const writeDrafts = (
  app: App,
  around: Surroundings,
  drafts: Drafts,
): { guards: Guard[]; commands: Command[]; alerts: RaisedAlert[] } => {
  const guards: Guard[] = [
    ...around.answerGuards,
    ...[...drafts.claims.keys()].map((name) => ({
      key: app.keys.dedup(name),
      equals: around.claims.get(name) ?? null,
    })),
  ];
  const commands: Command[] = [
    ...[...drafts.claims].map(([name, claim]) => claimCommand(app, name, claim)),
    ...drafts.kept.map((id): Command => ['PERSIST', app.keys.raw(id)]),
  ];
  const alerts = [...drafts.alerts.values()].map(({ alert: draft, history }) => {
    const before = around.alerts.get(draft.id) ?? null;
    const settled = settleDue(app, draft, history);
    const edits = before ? editDeliveries(settled.alert, around.sent.get(draft.id) ?? []) : [];
    guards.push(alertGuard(app.keys, draft.id, before));
    commands.push(
      ...alertCommands(app.keys, settled.alert),
      ...settled.commands,
      ...deliveryCommands(app.keys, edits, lookAfter(app.now())),
    );
    return { alert: settled.alert, deliveries: settled.deliveries, edits };
  });
  return { guards, commands, alerts };
};

/** A claim is forgotten some time after its window: what counts is the instant it holds. */
const claimMarginMs = 3_600_000;

const claimCommand = (app: App, name: string, claim: Claim): Command => {
  const lifeMs = Math.max(0, claim.until - app.now().getTime()) + claimMarginMs;
  return ['SET', app.keys.dedup(name), writeClaim(claim), 'PX', lifeMs];
};

// A mention that rings again finds its own alert while that is open.
const alertToJoin = (app: App, around: Surroundings, drafts: Drafts, raising: Raising): Alert | undefined => {
  const alertOf = (id: string): Alert | undefined => drafts.alerts.get(id)?.alert ?? around.alerts.get(id);
  const own = alertOf(raising.stored.judgement?.alertId ?? '');
  if (own && isActive(own)) return own;

  const now = app.now();
  for (const { name } of around.keys.get(raising.stored.id) ?? []) {
    const read = around.claims.get(name);
    const claim = drafts.claims.get(name) ?? (read ? readClaim(read) : undefined);
    if (!claim || claim.until <= now.getTime()) continue;
    const alert = alertOf(claim.alertId);
    if (alert && canJoin(alert, raising, now)) return alert;
  }
  return undefined;
};

// Others join only while the alert can still ring for them; level 1 never disappears in something less urgent.
const canJoin = (alert: Alert, raising: Raising, now: Date): boolean =>
  isActive(alert) && alert.deadline > now && (raising.classification.urgency > 1 || alert.urgency === 1);

const memberOf = ({ stored, classification, decision, posted, deadline }: Raising) => {
  const { source, externalId, url } = stored.mention;
  const mention: AlertMention = {
    id: stored.id,
    source,
    externalId,
    url,
    author: authorKey(stored.mention),
    postedAt: posted,
  };
  return { urgency: classification.urgency, soft: decision.soft, why: decision.why, deadline, mention };
};

const open = (app: App, raising: Raising): Alert => {
  const policy = policyFor(app, raising.decision.policy);
  const alert = openAlert(
    {
      ...memberOf(raising),
      id: newId(app),
      brand: raising.brand,
      family: raising.stored.mention.family,
      configHash: app.setup.config.hash,
      policy,
    },
    app.now(),
  );
  if (policy.steps.some((step) => stepAt(step, alert) >= alert.deadline)) noteDropped(app, alert);
  return alert;
};

const noteDropped = ({ log }: App, { id, policy, postedAt, deadline }: Alert): void => {
  const { dropped } = schedule(policy.steps, { postedAt, deadline, now: postedAt }, () => []);
  if (dropped.length > 0)
    log.info({ alert: id, policy: policy.id, steps: dropped.join() }, 'steps at or past the deadline are left out');
};

const idLetters = '0123456789abcdefghijklmnopqrstuvwxyz';

// Sorts by time, tells nothing, and is short enough for buttons and for reading out.
const newId = (app: App): string => {
  const time = app.now().getTime().toString(36);
  const tail = Array.from({ length: 4 }, () => idLetters[Math.floor(app.random() * idLetters.length)]).join('');
  return `al_${time}${tail}`;
};

/** The policy an alert follows, with its people resolved to channels: later changes of the files do not touch it. */
const policyFor = (app: App, id: string): Alert['policy'] => {
  const enabled = [...app.setup.channels.values()].filter((channel) => channel.enabled).map((channel) => channel.id);
  const policy: Policy = app.setup.policies.get(id) ?? app.setup.policies.get('default') ?? defaultPolicy(enabled);
  return {
    id: policy.id,
    steps: policy.steps.map((step) => ({ ...step, notify: resolveChannels(app, step.notify, enabled) })),
  };
};

const resolveChannels = (app: App, notify: readonly string[], enabled: readonly string[]): string[] => {
  const everyone = [...app.setup.people.values()].flatMap((person) => person.channels);
  const ids = notify.flatMap((name) => {
    if (name === 'everyone') return everyone.length > 0 ? everyone : enabled;
    return app.setup.people.get(name)?.channels ?? [name];
  });
  return [...new Set(ids)].filter((id) => enabled.includes(id));
};
