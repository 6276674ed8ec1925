import { urgencyNames } from '../domain/classification.ts';
import { cut, oneLine } from '../lib/text.ts';
import type { App } from '../pipeline/app.ts';
import { type HistoryEntry, loadHistory } from '../store/alerts.ts';
import { loadMentions, type StoredMention } from '../store/mentions.ts';

const shownText = 72;
const outcomes = { ring: 'rings', list: 'have a look', digest: 'digest', ignore: 'ignored' } as const;

/** Tells the terminal what was heard, judged, rung and answered since the last time it was asked. */
export const createNarrator = (app: App, print: (line: string) => void): (() => Promise<void>) => {
  const told = new Map<string, string>();
  const read = new Map<string, number>();

  const tellMentions = async (): Promise<void> => {
    const ids = await app.redis.zrange(app.keys.mentions, 0, '-1');
    for (const stored of await loadMentions(app.redis, app.keys, ids)) {
      const version = `${stored.fingerprint} ${stored.judgement?.outcome ?? ''}`;
      const waiting = stored.mode !== 'unmatched' && stored.judgedFingerprint !== stored.fingerprint;
      if (waiting || told.get(stored.id) === version) continue;
      told.set(stored.id, version);
      print(heard(stored));
    }
  };

  const tellAlerts = async (): Promise<void> => {
    for (const id of await app.redis.zrange(app.keys.alerts, 0, '-1')) {
      const history = await loadHistory(app.redis, app.keys, id);
      const fresh = history.slice(read.get(id) ?? 0);
      read.set(id, history.length);
      for (const line of happened(id, fresh)) print(line);
    }
  };

  return async () => {
    await tellMentions();
    await tellAlerts();
  };
};

const heard = ({ mention, judgement }: StoredMention): string => {
  const who = mention.author.handle ? `@${mention.author.handle}` : (mention.author.name ?? 'somebody');
  const stars = mention.rating === undefined ? '' : ` ${'★'.repeat(mention.rating)}`;
  const words = `heard     ${mention.source}${stars} ${who}: "${cut(oneLine(mention.text), shownText)}"`;
  if (!judgement) return `${words}\n          left alone: no keyword matched`;
  const { classification, outcome, why } = judgement;
  return `${words}\n          judged ${urgencyNames[classification.urgency]}, ${classification.sentiment}, ${classification.lang} → ${outcomes[outcome]} (${why})`;
};

const happened = (id: string, entries: readonly HistoryEntry[]): string[] => {
  const rung = entries.filter(({ what }) => what === 'sent').map(({ channel }) => channel);
  const others = entries.flatMap(({ what, by, note }) => {
    if (what === 'acknowledged') return [`taken     by ${by} (${id}): the ringing stops`];
    if (what === 'answered') return [`answered  in public (${id}): the alert closes by itself`];
    if (what === 'resolved' || what === 'reopened' || what === 'snoozed') return [`${what.padEnd(9)} by ${by} (${id})`];
    return what === 'breached' ? [`late      ${note} (${id})`] : [];
  });
  return rung.length > 0 ? [`rang      ${rung.join(', ')} (${id})`, ...others] : others;
};
