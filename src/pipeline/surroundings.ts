import type { Alert } from '../domain/alert.ts';
import { type DedupKey, dedupKeys } from '../domain/group.ts';
import { loadAlerts, loadSends } from '../store/alerts.ts';
import type { Guard } from '../store/transaction.ts';
import type { App } from './app.ts';
import type { Raising } from './raise.ts';

/** What a batch of raising mentions may meet: alerts to join, and answers that were given already. */
export interface Surroundings {
  /** Dedup keys by mention id. */
  keys: ReadonlyMap<string, readonly DedupKey[]>;
  /** What stands under a dedup key, as it was read. */
  claims: ReadonlyMap<string, string | null>;
  /** When a mention got our public answer, in milliseconds, by mention id. */
  answered: ReadonlyMap<string, number>;
  alerts: ReadonlyMap<string, Alert>;
  /** Messages already sent, by alert. */
  sent: ReadonlyMap<string, readonly { step: number; channel: string }[]>;
  /** That none of the answers changed since. */
  answerGuards: readonly Guard[];
}

/** A dedup key's claim: which alert mentions join, and until when. */
export interface Claim {
  alertId: string;
  until: number;
}

/** Writes a claim. */
export const writeClaim = ({ alertId, until }: Claim): string => `${alertId}|${until}`;

/** Reads a claim. */
export const readClaim = (claim: string): Claim => {
  const [alertId = '', until = '0'] = claim.split('|');
  return { alertId, until: Number(until) };
};

/** Reads what the raising mentions of a batch may meet, in as few round trips as their number allows. */
export const loadSurroundings = async (app: App, raisings: readonly Raising[]): Promise<Surroundings> => {
  const keys = new Map(raisings.map(({ stored, brand }) => [stored.id, dedupKeys(stored.mention, brand)]));
  const names = [...new Set([...keys.values()].flat().map(({ name }) => name))];
  const answerKeys = raisings.map(({ stored: { mention } }) => app.keys.answered(mention.source, mention.externalId));
  const [claimed, answers] = await Promise.all([readAll(app, names.map(app.keys.dedup)), readAll(app, answerKeys)]);

  const alerts = await joinableAlerts(app, raisings, claimed);
  const sent = await Promise.all([...alerts.keys()].map(async (id) => [id, await sentMessages(app, id)] as const));
  return {
    keys,
    claims: new Map(names.map((name, position) => [name, claimed[position] ?? null])),
    answered: new Map(
      raisings.flatMap(({ stored }, position) =>
        answers[position] ? [[stored.id, Number(answers[position])] as const] : [],
      ),
    ),
    alerts,
    sent: new Map(sent),
    answerGuards: answerKeys.map((key, position) => ({ key, equals: answers[position] ?? null })),
  };
};

const readAll = async (app: App, keys: readonly string[]): Promise<(string | null)[]> =>
  keys.length === 0 ? [] : app.redis.mget(...keys);

const joinableAlerts = async (
  app: App,
  raisings: readonly Raising[],
  claims: readonly (string | null)[],
): Promise<ReadonlyMap<string, Alert>> => {
  const own = raisings.flatMap(({ stored }) => stored.judgement?.alertId ?? []);
  const claimed = claims.flatMap((claim) => (claim ? [readClaim(claim).alertId] : []));
  const loaded = await loadAlerts(app.redis, app.keys, [...new Set([...own, ...claimed])]);
  return new Map(loaded.flatMap((alert) => (alert ? [[alert.id, alert] as const] : [])));
};

const sentMessages = async (app: App, id: string) =>
  (await loadSends(app.redis, app.keys, id)).filter(({ send }) => send.receipt);
