import { z } from 'zod';
import type { Sentiment, Urgency, urgencyNames } from '../domain/classification.ts';

/** A level by its word. */
export type LevelName = (typeof urgencyNames)[Urgency];

/** The sentences of one language by level and by the customer's mood. */
export type Phrases = Partial<Record<LevelName, Partial<Record<Sentiment, readonly string[]>>>>;

/** What may stand in a sentence for something that is known only of the mention. */
export const placeholders = ['name', 'brand', 'time'] as const;
export type Placeholder = (typeof placeholders)[number];

/** Leaves room for a second sentence in the 280 characters of a post. */
const longestSentence = 200;

const known = placeholders.map((name) => `{${name}}`).join(', ');

const Sentence = z
  .string()
  .trim()
  .min(1)
  .max(longestSentence)
  .superRefine((text, ctx) => {
    const rest = placeholders.reduce((left, name) => left.replaceAll(`{${name}}`, ''), text);
    const stray = /\{[^{}]*\}|[{}]/.exec(rest)?.[0];
    if (stray !== undefined) ctx.addIssue(`"${stray}" stands for nothing; known here: ${known}`);
  });

const Sentences = z.array(Sentence);

const ByMood = z.strictObject({
  negative: Sentences.optional(),
  neutral: Sentences.optional(),
  positive: Sentences.optional(),
  otherwise: Sentences.optional(),
});

const Level = z.union([Sentences, ByMood]);
type Level = z.infer<typeof Level>;

/** A file `<lang>.yaml`; every level may be left out. */
export const ReplyFile = z.strictObject({
  down: Level.optional(),
  money: Level.optional(),
  problem: Level.optional(),
  help: Level.optional(),
  feedback: Level.optional(),
});
export type ReplyFile = z.infer<typeof ReplyFile>;

/** What a file says, with what stays of the sentences it does not mention. */
export const extendPhrases = (phrases: Phrases, { down, money, problem, help, feedback }: ReplyFile): Phrases => ({
  down: { ...phrases.down, ...moodsOf(down) },
  money: { ...phrases.money, ...moodsOf(money) },
  problem: { ...phrases.problem, ...moodsOf(problem) },
  help: { ...phrases.help, ...moodsOf(help) },
  feedback: { ...phrases.feedback, ...moodsOf(feedback) },
});

const moodsOf = (level: Level | undefined): Partial<Record<Sentiment, string[]>> => {
  if (level === undefined) return {};
  const { otherwise, ...moods } = Array.isArray(level) ? { otherwise: level } : level;
  const others = otherwise && { negative: otherwise, neutral: otherwise, positive: otherwise };
  return { ...others, ...withoutUnset(moods) };
};

const withoutUnset = ({ negative, neutral, positive }: Partial<Record<Sentiment, string[] | undefined>>) => ({
  ...(negative && { negative }),
  ...(neutral && { neutral }),
  ...(positive && { positive }),
});
