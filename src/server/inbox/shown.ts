import { renderMessage } from '../../channels/message.ts';
import { sourceName } from '../../channels/words.ts';
import type { Alert } from '../../domain/alert.ts';
import { cut, oneLine, safeUrl } from '../../lib/text.ts';
import type { StoredMention } from '../../store/mentions.ts';
import type { Reader } from './reader.ts';

/** A mention as a page shows it: cleaned and bounded, not yet escaped. */
export interface Shown {
  /** `X · @lucia_m · 2.1k followers` */
  from: string;
  quote: string;
  /** One sentence: why we think it is urgent. */
  why: string;
  /** Where it stands in public; only http or https. */
  url: string | undefined;
  lang: string | undefined;
  postedAt: Date | undefined;
  foundBy: string[];
  /** How sure the judgement is, in percent. */
  surePercent: number | undefined;
}

/** Writes a mention out in the words of the messages. */
export const showMention = (stored: StoredMention, reader: Reader): Shown => {
  const { mention, judgement, matches, seenAt } = stored;
  const posted = mention.createdAt ?? seenAt;
  const message = renderMessage({
    alert: {
      id: stored.id,
      revision: 1,
      brand: judgement?.brand ?? '',
      urgency: judgement?.classification.urgency ?? 5,
      soft: false,
      state: 'open',
      postedAt: posted,
      deadline: posted,
      count: 1,
      acknowledgedBy: null,
      snoozedUntil: null,
      answeredAt: null,
      resolution: null,
    },
    mentions: [{ ...mention, reasons: judgement?.classification.reasons ?? [] }],
    step: 0,
    kind: 'edit',
    language: reader.language,
    now: reader.now,
    timeZone: 'UTC',
    token: '',
  });
  const lang = judgement?.classification.lang ?? mention.lang;
  const confidence = judgement?.classification.confidence;
  return {
    from: message.from,
    quote: message.quote,
    why: judgement ? message.why : '',
    url: message.url,
    lang: lang && /^[a-z]{2,3}$/.test(lang) && lang !== 'und' ? lang : undefined,
    postedAt: mention.createdAt,
    foundBy: [...new Set(matches.flatMap(({ keyword, terms }) => (terms.length > 0 ? terms : [keyword])))]
      .slice(0, 3)
      .map((term) => cut(oneLine(term), 40)),
    surePercent: confidence === undefined ? undefined : Math.round(confidence * 100),
  };
};

/** What is left to show when the mention itself is no longer kept: its source, and where it stood. */
export const showTrace = ({ mentions }: Pick<Alert, 'mentions'>): Shown => {
  const first = mentions[0];
  return {
    from: first ? sourceName(first.source) : '',
    quote: '',
    why: '',
    url: safeUrl(first?.url),
    lang: undefined,
    postedAt: first?.postedAt,
    foundBy: [],
    surePercent: undefined,
  };
};

/** Minutes left, or how late it is, in words. */
export const clockOf = ({ deadline }: Pick<Alert, 'deadline'>, { words, now }: Reader): string => {
  const leftMs = deadline.getTime() - now.getTime();
  return leftMs > 0 ? words.left(leftMs) : words.late(-leftMs);
};

/** Who has an alert, until when it waits, or how it ended; nothing while it is open. */
export const stateOf = (alert: Alert, { words, clock, now }: Reader): string => {
  switch (alert.state) {
    case 'open':
      return '';
    case 'snoozed':
      return words.later(clock(alert.snoozedUntil ?? alert.deadline));
    case 'acknowledged':
      return words.onIt(alert.acknowledgedBy === null ? null : cut(oneLine(alert.acknowledgedBy), 60));
    case 'answered':
      return words.answeredAfter((alert.answeredAt ?? now).getTime() - alert.postedAt.getTime());
    case 'resolved':
      return words.resolutions[alert.resolution ?? 'by_hand'];
  }
};
