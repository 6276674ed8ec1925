import { urgencyNames } from '../domain/classification.ts';
import { cut, oneLine } from '../lib/text.ts';
import type { App } from '../pipeline/app.ts';
import { loadMentions, type StoredMention } from '../store/mentions.ts';

const shownText = 72;
const outcomes = { ring: 'rings', list: 'have a look', digest: 'digest', ignore: 'ignored' } as const;

/** Tells the terminal what was heard and judged since the last time it was asked. */
export const createNarrator = (app: App, print: (line: string) => void): (() => Promise<void>) => {
  const told = new Map<string, string>();
  return async () => {
    const ids = await app.redis.zrange(app.keys.mentions, 0, '-1');
    for (const stored of await loadMentions(app.redis, app.keys, ids)) {
      const version = `${stored.fingerprint} ${stored.judgement?.outcome ?? ''}`;
      const waiting = !stored.judgement && stored.mode !== 'unmatched';
      if (told.get(stored.id) === version || waiting) continue;
      told.set(stored.id, version);
      print(sentence(stored));
    }
  };
};

const sentence = ({ mention, judgement }: StoredMention): string => {
  const who = mention.author.handle ? `@${mention.author.handle}` : (mention.author.name ?? 'somebody');
  const stars = mention.rating === undefined ? '' : ` ${'★'.repeat(mention.rating)}`;
  const heard = `heard   ${mention.source}${stars} ${who}: "${cut(oneLine(mention.text), shownText)}"`;
  if (!judgement) return `${heard}\n        left alone: no keyword matched`;
  const { classification, outcome, why } = judgement;
  return `${heard}\n        judged ${urgencyNames[classification.urgency]}, ${classification.sentiment}, ${classification.lang} → ${outcomes[outcome]} (${why})`;
};
