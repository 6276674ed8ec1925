import type { Alert, AlertState, Resolution } from '../domain/alert.ts';
import type { Reason, Sentiment, Urgency } from '../domain/classification.ts';
import type { Author } from '../domain/mention.ts';
import type { Send } from './alerts.ts';
import type { StoredMention } from './mentions.ts';
import type { MentionDecision } from './views.ts';

/** A mention as exports and the API show it. What is not known, or not judged yet, is `null`. */
export interface MentionRow {
  id: string;
  source: string;
  via: string[];
  externalId: string;
  url: string | null;
  author: Author;
  text: string;
  lang: string | null;
  rating?: number;
  createdAt: string | null;
  seenAt: string;
  brands: string[];
  keywords: string[];
  sentiment: Sentiment | null;
  urgency: Urgency | null;
  replyWanted: boolean | null;
  confidence: number | null;
  reasons: Reason[];
  decision: MentionDecision | null;
  why: string | null;
  alertId: string | null;
}

/** Writes a mention as exports and the API show it. */
export const mentionRow = ({ id, mention, matches, mode, via, seenAt, judgement }: StoredMention): MentionRow => {
  const judged = judgement?.classification;
  return {
    id,
    source: mention.source,
    via,
    externalId: mention.externalId,
    url: mention.url,
    author: mention.author,
    text: mention.text,
    lang: judged?.lang ?? mention.lang ?? null,
    ...(mention.rating !== undefined && { rating: mention.rating }),
    createdAt: mention.createdAt?.toISOString() ?? null,
    seenAt: seenAt.toISOString(),
    brands: [...new Set(matches.map(({ brand }) => brand))],
    keywords: [...new Set(matches.map(({ keyword }) => keyword))],
    sentiment: judged?.sentiment ?? null,
    urgency: judged?.urgency ?? null,
    replyWanted: judged?.replyWanted ?? null,
    confidence: judged?.confidence ?? null,
    reasons: judged?.reasons ?? [],
    decision: mode === 'unmatched' ? 'unmatched' : (judgement?.outcome ?? null),
    why: judgement?.why ?? null,
    alertId: judgement?.alertId ?? null,
  };
};

/** An alert as exports and the API show it. */
export interface AlertRow {
  id: string;
  brand: string;
  state: AlertState;
  urgency: Urgency;
  openedAt: string;
  postedAt: string;
  deadline: string;
  breached: boolean;
  mentions: { id: string; source: string; externalId: string; url: string | null }[];
  rings: { step: number; channel: string; at: string; outcome: Send['state'] }[];
  acknowledgedBy: string | null;
  acknowledgedAt: string | null;
  answeredAt: string | null;
  resolution: Resolution | null;
}

/**
 * Writes an alert as exports and the API show it.
 *
 * @param sends what was sent for it, as `loadSends` gives it
 */
export const alertRow = (
  alert: Alert,
  sends: readonly { step: number; channel: string; send: Pick<Send, 'at' | 'state'> }[],
): AlertRow => ({
  id: alert.id,
  brand: alert.brand,
  state: alert.state,
  urgency: alert.urgency,
  openedAt: alert.openedAt.toISOString(),
  postedAt: alert.postedAt.toISOString(),
  deadline: alert.deadline.toISOString(),
  breached: alert.breached,
  mentions: alert.mentions.map(({ id, source, externalId, url }) => ({ id, source, externalId, url })),
  rings: sends.map(({ step, channel, send }) => ({ step, channel, at: send.at, outcome: send.state })),
  acknowledgedBy: alert.acknowledgedBy,
  acknowledgedAt: alert.acknowledgedAt?.toISOString() ?? null,
  answeredAt: alert.answeredAt?.toISOString() ?? null,
  resolution: alert.resolution,
});
