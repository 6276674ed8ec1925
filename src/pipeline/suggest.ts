import { suggestReply } from '../replies/suggest-reply.ts';
import type { StoredMention } from '../store/mentions.ts';
import type { App } from './app.ts';

/** How an answer to a mention may begin, in its author's language; `undefined` when there is nothing to suggest. */
export const suggest = ({ setup, now }: App, stored: StoredMention | undefined): string | undefined => {
  if (!stored?.judgement) return undefined;
  const { id, mention, judgement } = stored;
  const { lang, urgency, sentiment } = judgement.classification;
  return suggestReply(
    setup.replies,
    {
      id,
      lang,
      urgency,
      sentiment,
      brand: judgement.brand,
      displayName: mention.author.name,
      postedAt: mention.createdAt,
    },
    { now: now(), timeZone: setup.config.time_zone },
  );
};
