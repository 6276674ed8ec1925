import type { StoredMention } from './mentions.ts';

/** Mentions that this process stored a moment ago and nobody has judged yet. */
export interface Fresh {
  /** Remembers a mention as it was stored, if there is room. */
  put(stored: StoredMention): void;
  /** Gives a mention away, once: whoever asks again reads what is stored. */
  take(id: string): StoredMention | undefined;
}

const most = 3000;
/** Somebody else judged what nobody took by then. */
const patienceMs = 30_000;

/**
 * Saves reading back what was just written. Nothing rests on it: what is judged from memory is written only if the guards find
 * it stored as it was remembered. When there is no room, the oldest stay: they are judged first.
 */
export const createFresh = (): Fresh => {
  const remembered = new Map<string, StoredMention>();
  const dropOld = (now: Date): void => {
    for (const { id, seenAt } of remembered.values()) {
      if (now.getTime() - seenAt.getTime() < patienceMs) return;
      remembered.delete(id);
    }
  };
  return {
    put: (stored) => {
      dropOld(stored.seenAt);
      if (remembered.size < most) remembered.set(stored.id, stored);
    },
    take: (id) => {
      const stored = remembered.get(id);
      remembered.delete(id);
      return stored;
    },
  };
};
