import type { ChannelLanguage } from '../channels/channel.ts';
import { urgencyNames } from '../domain/classification.ts';
import { cut, oneLine } from '../lib/text.ts';
import type { App } from '../pipeline/app.ts';
import { loadAlert } from '../store/alerts.ts';
import type { Judgement, StoredMention } from '../store/mentions.ts';
import { explainAlert } from './explain-alert.ts';
import { describeReason } from './reason-words.ts';
import { table } from './table.ts';
import { clockIn, distance, span } from './times.ts';

const longestText = 300;

/** Tells every stage a mention passed: heard, matched, judged, decided, rung, answered; or where it was dropped. */
export const explainMention = async (app: App, stored: StoredMention): Promise<string[]> => {
  const clock = clockIn(app.setup.config.time_zone);
  const { mention, judgement } = stored;
  const rows = [
    ...writtenRows(stored, clock),
    seenRow(stored, clock),
    ...matchRows(stored),
    ...judgementRows(stored, clock, app.setup.config.language),
    ...(await answerRows(app, stored, clock)),
  ];
  const alert = judgement?.alertId ? await loadAlert(app.redis, app.keys, judgement.alertId) : null;

  return [
    `${stored.id}${mention.url ? `  ${oneLine(mention.url)}` : ''}`,
    `  “${cut(oneLine(mention.text), longestText)}”`,
    '',
    ...table(rows),
    ...(alert ? ['', ...(await explainAlert(app, alert))] : []),
  ];
};

type Clock = ReturnType<typeof clockIn>;

const writtenRows = ({ mention }: StoredMention, clock: Clock): string[][] => {
  const { author, createdAt, updatedAt, rating } = mention;
  const who = author.handle ? `@${author.handle.replace(/^@/, '')}` : (author.name ?? 'somebody');
  const stars = rating === undefined ? '' : `, ${rating} of 5 stars`;
  const when = createdAt ? clock(createdAt) : 'undated: such a mention never rings';
  return [['written', `${when}, by ${who}${stars}`], ...(updatedAt ? [['edited', clock(updatedAt)]] : [])];
};

const seenRow = ({ mention, seenAt, via }: StoredMention, clock: Clock): string[] => {
  const delay = mention.createdAt
    ? `, ${span(seenAt.getTime() - mention.createdAt.getTime())} after it was written`
    : '';
  return ['seen', `${clock(seenAt)} by ${via.join(', ') || mention.source}${delay}`];
};

const matchRows = ({ matches, mode }: StoredMention): string[][] => {
  if (mode === 'unmatched') return [['dropped', 'no keyword matches it: kept aside for a while, never rung']];
  const baseline = mode === 'baseline' ? [['history', 'from before we listened: rings only while there is time']] : [];
  return [
    ...matches.map(({ brand, keyword, terms }) => [
      'matched',
      terms.length > 0
        ? `${brand}, keyword ${keyword}: ${terms.join(', ')}`
        : `${brand}: all of ${keyword} belongs to it`,
    ]),
    ...baseline,
  ];
};

const judgementRows = (
  { mode, judgement, judgedFingerprint, fingerprint }: StoredMention,
  clock: Clock,
  language: ChannelLanguage,
): string[][] => {
  if (mode === 'unmatched') return [];
  if (!judgement) return [['waiting', 'not judged yet']];
  return [
    ['judged', judgedAs(judgement)],
    ...judgement.classification.reasons.map((reason) => ['', describeReason(reason, language)]),
    ['decided', `${outcomes[judgement.outcome]}: ${judgement.why} (${clock(judgement.at)}, for ${judgement.brand})`],
    ...(judgedFingerprint === fingerprint ? [] : [['waiting', 'it was edited since, and is judged again']]),
  ];
};

const judgedAs = ({ classification }: Judgement): string => {
  const { lang, sentiment, scores, urgency, urgencyScores, replyWanted, confidence } = classification;
  return [
    `language ${lang}`,
    `${sentiment} (${percent(scores[sentiment])})`,
    `level ${urgency} ${urgencyNames[urgency]} (${percent(urgencyScores[urgency])})`,
    replyWanted ? 'wants a reply' : 'wants no reply',
    `${percent(confidence)} sure`,
  ].join(', ');
};

const percent = (share: number): string => `${Math.round(share * 100)}%`;

const outcomes: Record<Judgement['outcome'], string> = {
  ring: 'rings',
  list: 'on the list to have a look at',
  digest: 'for the digest, does not ring',
  ignore: 'ignored',
};

const answerRows = async (app: App, { mention }: StoredMention, clock: Clock): Promise<string[][]> => {
  const answered = await app.redis.get(app.keys.answered(mention.source, mention.externalId));
  const reply = mention.ownerReply;
  if (answered !== null)
    return [['answered', `in public, ${clock(Number(answered))} (${distance(Number(answered), app.now())})`]];
  return reply ? [['answered', reply.at ? `in public, ${clock(reply.at)}` : 'in public']] : [];
};
