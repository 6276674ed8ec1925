import { type Alert, type AlertMention, isActive, joinAlert, openAlert } from '../domain/alert.ts';
import type { Classification } from '../domain/classification.ts';
import { authorKey, type DedupKey, dedupKeys } from '../domain/group.ts';
import { defaultPolicy, type Policy } from '../domain/policy.ts';
import type { Decision } from '../domain/rule.ts';
import {
  alertCommands,
  alertGuard,
  type Delivery,
  deliveryCommands,
  type HistoryEntry,
  loadAlerts,
  loadSends,
} from '../store/alerts.ts';
import type { Judgement, StoredMention } from '../store/mentions.ts';
import type { Command, Guard } from '../store/transaction.ts';
import type { App } from './app.ts';
import { editDeliveries, lookAfter, settleDue } from './due.ts';

/** A mention that is to ring. */
export interface Raising {
  stored: StoredMention;
  classification: Classification;
  decision: Decision;
  brand: string;
  posted: Date;
  deadline: Date;
}

export interface RaisedAlert {
  alert: Alert;
  deliveries: Delivery[];
  edits: Delivery[];
}

/** Where the alerts of one batch are opened and joined, before all is written at once. */
export interface Desk {
  /** Opens or joins an alert; returns the judgement with its alert, or with why it does not ring after all. */
  raise(raising: Raising, judgement: Judgement): Judgement;
  finish(): { guards: Guard[]; commands: Command[]; alerts: RaisedAlert[] };
}

interface Draft {
  before: Alert | null;
  alert: Alert;
  history: HistoryEntry[];
}

const idLetters = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Reads what the raising mentions of a batch may join: alerts by dedup key, and posts that were answered already. */
export const loadDesk = async (app: App, raisings: readonly Raising[]): Promise<Desk> => {
  const keysOf = new Map(
    raisings.map((raising) => [raising.stored.id, dedupKeys(raising.stored.mention, raising.brand)]),
  );
  const names = [...new Set([...keysOf.values()].flat().map(({ name }) => name))];
  const places = await readAll(
    app,
    names.map((name) => app.keys.dedup(name)),
  );
  const answers = await readAll(
    app,
    raisings.map(({ stored: { mention } }) => app.keys.answered(mention.source, mention.externalId)),
  );
  const claims = new Map(names.map((name, position) => [name, places[position] ?? null]));
  const answeredAt = new Map(
    raisings.map(({ stored }, position) => [stored.id, answers[position] ? Number(answers[position]) : undefined]),
  );

  const ids = [...new Set([...claims.values()].flatMap((claim) => (claim ? [readClaim(claim).alertId] : [])))];
  const loaded = await loadAlerts(app.redis, app.keys, ids);
  const known = new Map(loaded.flatMap((alert) => (alert ? [[alert.id, alert] as const] : [])));
  const sent = new Map(
    await Promise.all(
      ids.map(
        async (id) => [id, (await loadSends(app.redis, app.keys, id)).filter(({ send }) => send.receipt)] as const,
      ),
    ),
  );

  const drafts = new Map<string, Draft>();
  const taken = new Map<string, string>();
  const touched = new Set<string>();

  const joinable = (keys: readonly DedupKey[], raising: Raising): Alert | undefined => {
    for (const { name } of keys) {
      const claim = taken.get(name) ?? claims.get(name);
      const id = claim && readClaim(claim).until > app.now().getTime() ? readClaim(claim).alertId : undefined;
      const alert = id ? (drafts.get(id)?.alert ?? known.get(id)) : undefined;
      if (alert && canJoin(alert, raising, app.now(), name)) return alert;
    }
    return undefined;
  };

  const put = (alert: Alert, before: Alert | null, keys: readonly DedupKey[], entry: HistoryEntry): void => {
    const draft = drafts.get(alert.id);
    drafts.set(alert.id, { before: draft ? draft.before : before, alert, history: [...(draft?.history ?? []), entry] });
    for (const { name, windowMs } of keys) {
      taken.set(name, `${alert.id}|${app.now().getTime() + windowMs}`);
      touched.add(name);
    }
  };

  const raise = (raising: Raising, judgement: Judgement): Judgement => {
    const answered = answeredAt.get(raising.stored.id);
    if (answered !== undefined && answered >= raising.posted.getTime())
      return { ...judgement, outcome: 'digest', why: 'already answered' };

    const keys = keysOf.get(raising.stored.id) ?? [];
    const existing = joinable(keys, raising);
    const now = app.now();
    const mention = alertMention(raising);
    const shared = {
      urgency: raising.classification.urgency,
      soft: raising.decision.soft,
      why: raising.decision.why,
      deadline: raising.deadline,
      mention,
    };
    const alert = existing
      ? joinAlert(existing, shared, now)
      : openAlert(
          {
            ...shared,
            id: newId(app),
            brand: raising.brand,
            family: raising.stored.mention.family,
            configHash: app.setup.config.hash,
            policy: policyFor(app, raising.decision.policy),
          },
          now,
        );
    put(alert, existing ? (known.get(existing.id) ?? null) : null, keys, {
      at: now.toISOString(),
      what: existing ? 'joined' : 'opened',
      note: `${raising.stored.id}, ${raising.decision.why}`,
    });
    return { ...judgement, alertId: alert.id };
  };

  const finish = () => {
    const guards: Guard[] = [...touched].map((name) => ({
      key: app.keys.dedup(name),
      equals: claims.get(name) ?? null,
    }));
    const commands: Command[] = [...taken].map(
      ([name, claim]) => ['SET', app.keys.dedup(name), claim, 'EX', claimLifeSeconds] as const,
    );
    const alerts = [...drafts.values()].map(({ before, alert: draft, history }) => {
      const settled = settleDue(app, draft, history);
      const edits = before ? editDeliveries(settled.alert, sent.get(before.id) ?? []) : [];
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

  return { raise, finish };
};

const claimLifeSeconds = 2 * 86_400;

const readAll = (app: App, keys: readonly string[]): Promise<(string | null)[]> =>
  keys.length === 0 ? Promise.resolve([]) : app.redis.mget(...keys);

const readClaim = (claim: string): { alertId: string; until: number } => {
  const [alertId = '', until = '0'] = claim.split('|');
  return { alertId, until: Number(until) };
};

// A mention finds its own alert again whatever its state: an edit may reopen it. Others join only while the alert can still
// ring for them; level 1 never disappears in something less urgent.
const canJoin = (alert: Alert, raising: Raising, now: Date, name: string): boolean => {
  if (!isActive(alert)) return false;
  const own = name.startsWith('post:');
  if (own) return true;
  if (alert.deadline <= now) return false;
  return raising.classification.urgency > 1 || alert.urgency === 1;
};

const alertMention = ({ stored, posted }: Raising): AlertMention => ({
  id: stored.id,
  source: stored.mention.source,
  externalId: stored.mention.externalId,
  url: stored.mention.url,
  author: authorKey(stored.mention),
  postedAt: posted,
});

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
