import { randomBytes } from 'node:crypto';
import type { Alert } from '../domain/alert.ts';
import type { Classification } from '../domain/classification.ts';
import type { Example, Verdict } from '../domain/verdict.ts';
import { tellingWords } from '../learn/words.ts';
import { loadMentions, type StoredMention } from '../store/mentions.ts';
import { loadVerdicts, type StoredVerdict, saveVerdict } from '../store/verdicts.ts';
import type { App } from './app.ts';
import { classifyAlone } from './classify.ts';
import { hashWord } from './corrections.ts';

/** What a verdict is about: an alert, or a mention that raised none. */
export type Subject = { alert: Alert } | { mention: StoredMention };

/** Mentions of one alert that are learnt from at most. */
const mostExamples = 5;
/** The brand's latest mentions that nobody spoke of, by which common words are told from telling ones. */
const mostOthers = 300;

/** Keeps a verdict together with what there is to learn from it; mentions judged from now on are judged by it as well. */
export const teach = async (app: App, subject: Subject, verdict: Verdict, by: string): Promise<StoredVerdict> => {
  const { brand, mentionIds } = aboutOf(subject);
  const mentions = await mentionsOf(app, subject);
  const given: StoredVerdict = {
    id: `fb_${app.now().getTime().toString(36)}${randomBytes(3).toString('hex')}`,
    at: app.now().toISOString(),
    by,
    brand,
    verdict,
    mentionIds,
    ...('alert' in subject && { alertId: subject.alert.id }),
    examples: await examplesOf(app, brand, chosen(subject, mentions, verdict)),
  };
  await saveVerdict(app.redis, app.keys, given);
  return given;
};

const aboutOf = (subject: Subject): { brand: string; mentionIds: string[] } =>
  'alert' in subject
    ? { brand: subject.alert.brand, mentionIds: subject.alert.mentions.map(({ id }) => id) }
    : { brand: subject.mention.judgement?.brand ?? '', mentionIds: [subject.mention.id] };

const mentionsOf = async (app: App, subject: Subject): Promise<StoredMention[]> =>
  'alert' in subject
    ? loadMentions(
        app.redis,
        app.keys,
        subject.alert.mentions.map(({ id }) => id),
      )
    : [subject.mention];

// An alert has the level of its most urgent mentions: what is said of the level is said of them.
const chosen = (subject: Subject, mentions: readonly StoredMention[], { verdict }: Verdict): StoredMention[] => {
  const worded = mentions.filter(({ mention, judgement }) => judgement && mention.text !== '');
  const decisive =
    verdict !== 'not_us' && 'alert' in subject
      ? worded.filter(({ judgement }) => judgement?.classification.urgency === subject.alert.urgency)
      : worded;
  return (decisive.length > 0 ? decisive : worded).slice(0, mostExamples);
};

const examplesOf = async (app: App, brand: string, mentions: readonly StoredMention[]): Promise<Example[]> => {
  if (mentions.length === 0) return [];
  const spokenOf = (await loadVerdicts(app.redis, app.keys, brand)).flatMap(({ mentionIds }) => mentionIds);
  const texts = await otherTexts(app, brand, new Set([...spokenOf, ...mentions.map(({ id }) => id)]));
  return mentions.flatMap((stored) => {
    const found = stored.judgement?.classification;
    return found ? [exampleOf(app, stored, found, { texts, own: [brand, ...stored.matches.flatMap(termsOf)] })] : [];
  });
};

const termsOf = ({ terms }: StoredMention['matches'][number]): string[] => terms;

const otherTexts = async (app: App, brand: string, without: ReadonlySet<string>): Promise<string[]> => {
  const ids = await app.redis.zrevrange(app.keys.brandMentions(brand), 0, String(mostOthers - 1));
  const others = await loadMentions(
    app.redis,
    app.keys,
    ids.filter((id) => !without.has(id)),
  );
  return others.map(({ mention }) => mention.text);
};

const exampleOf = (
  app: App,
  { id, mention }: StoredMention,
  found: Classification,
  background: Parameters<typeof tellingWords>[1],
): Example => {
  // Judged again, because what is stored may hold what was learnt already.
  const { scores, urgencyScores } = classifyAlone(app, mention);
  const words = tellingWords(mention.text, background);
  return {
    mentionId: id,
    base: { scores, urgencyScores },
    found: { sentiment: found.sentiment, urgency: found.urgency },
    words: mayKeepWords(app, mention.source)
      ? words
      : words.map(([word, carry]) => [hashWord(app.secret, word), carry]),
  };
};

const mayKeepWords = (app: App, source: string): boolean =>
  ![...app.setup.sources.values()].some(({ kind, retainContentForMs }) => kind === source && retainContentForMs);
