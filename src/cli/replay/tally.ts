import { urgencyNames } from '../../domain/classification.ts';
import { mentionId } from '../../domain/mention.ts';
import type { App } from '../../pipeline/app.ts';
import { loadSends } from '../../store/alerts.ts';
import { loadMentions, type StoredMention } from '../../store/mentions.ts';
import { type Recording, recordedMentions } from './recording.ts';

/** What became of the mentions of a recording. */
export interface Tally {
  /** Mentions in the recording, and how many of them are there twice. */
  mentions: number;
  duplicates: number;
  bad: number;
  stored: number;
  unmatched: number;
  /** Neither stored nor ours: must be zero. */
  lost: number;
  /** By our own accounts, so not stored. */
  own: number;
  judged: number;
  outcomes: Record<string, number>;
  levels: Record<string, number>;
  alerts: number;
  rings: number;
}

const perRead = 500;

/** Counts in the store what became of each mention of a recording, whoever handed it over. */
export const tallyOf = async (app: App, recording: Recording): Promise<Tally> => {
  const tally = emptyTally(recording);
  const seen = new Set<string>();
  const alerts = new Set<string>();
  let ids: string[] = [];
  const look = async (): Promise<void> => {
    const found = await loadMentions(app.redis, app.keys, ids);
    for (const stored of found) countStored(tally, alerts, stored);
    ids = [];
  };

  for await (const { mention } of recordedMentions(recording.file)) {
    const id = mentionId(mention.source, mention.externalId);
    if (seen.has(id)) tally.duplicates += 1;
    else if (isOurs(app, mention.source, mention.author.handle)) tally.own += 1;
    else ids.push(id);
    seen.add(id);
    if (ids.length === perRead) await look();
  }
  await look();

  tally.lost = tally.mentions - tally.duplicates - tally.own - tally.stored;
  tally.alerts = alerts.size;
  tally.rings = await countRings(app, [...alerts]);
  return tally;
};

const emptyTally = ({ lines, bad }: Recording): Tally => ({
  mentions: lines,
  duplicates: 0,
  bad: bad.length,
  stored: 0,
  unmatched: 0,
  lost: 0,
  own: 0,
  judged: 0,
  outcomes: { ring: 0, list: 0, digest: 0, ignore: 0 },
  levels: Object.fromEntries(Object.values(urgencyNames).map((name) => [name, 0])),
  alerts: 0,
  rings: 0,
});

const isOurs = (app: App, source: string, handle: string | undefined): boolean =>
  handle !== undefined && (app.setup.ownHandles.get(source)?.has(handle.toLowerCase()) ?? false);

const countStored = (tally: Tally, alerts: Set<string>, { mode, judgement }: StoredMention): void => {
  tally.stored += 1;
  if (mode === 'unmatched') tally.unmatched += 1;
  if (!judgement) return;
  const level = urgencyNames[judgement.classification.urgency];
  tally.judged += 1;
  tally.outcomes[judgement.outcome] = (tally.outcomes[judgement.outcome] ?? 0) + 1;
  tally.levels[level] = (tally.levels[level] ?? 0) + 1;
  if (judgement.alertId) alerts.add(judgement.alertId);
};

const countRings = async (app: App, alerts: readonly string[]): Promise<number> => {
  let rings = 0;
  for (const id of alerts)
    for (const { send } of await loadSends(app.redis, app.keys, id))
      if (send.state === 'confirmed' || send.state === 'accepted') rings += 1;
  return rings;
};
