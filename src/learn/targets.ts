import type { Sentiment, Urgency } from '../domain/classification.ts';
import type { Example, Lesson } from '../domain/verdict.ts';

export const levels = [1, 2, 3, 4, 5] as const satisfies readonly Urgency[];
export const sentiments = ['negative', 'neutral', 'positive'] as const satisfies readonly Sentiment[];

/** What a verdict can be about; `owner` is whether the mention is about the brand at all. */
export const aspects = ['level', 'sentiment', 'owner'] as const;
export type Aspect = (typeof aspects)[number];

/** One thing to learn: what these words were taken for, and what they should be, as shares of each class. */
export interface Target {
  lessonId: string;
  aspect: Aspect;
  words: Example['words'];
  base: readonly number[];
  wanted: readonly number[];
  /** 0 to 1: several mentions of one alert share one verdict, and what it only suggests counts half. */
  importance: number;
}

/** A mention that a keyword found is taken for the brand's until somebody says otherwise: shares of ours and theirs. */
export const ownerBase: readonly number[] = [0.88, 0.12];

const suggested = 0.5;
/** Of an alert with many mentions, none says less than this. */
const leastShare = 0.2;
/** The newest verdicts of a brand that are learnt from; older ones have been heard often enough. */
const mostLessons = 500;

/**
 * What there is to learn from a brand's verdicts. Whatever their order here, the latest word on a mention counts; what a
 * verdict only suggests never overrules what somebody said.
 */
export const targetsOf = (lessons: readonly Lesson[]): Target[] => {
  const inTime = [...lessons].sort((one, other) => compare(one.at, other.at) || compare(one.id, other.id));
  const targets = new Map<string, Target>();
  for (const lesson of inTime.slice(-mostLessons))
    for (const example of lesson.examples)
      for (const { aspect, wanted, hint } of wishesOf(lesson, example)) {
        const key = `${example.mentionId} ${aspect}`;
        if (hint && targets.has(key)) continue;
        const share = Math.max(leastShare, 1 / lesson.examples.length);
        const base = baseOf(example, aspect);
        const importance = share * (hint ? suggested : 1);
        targets.set(key, { lessonId: lesson.id, aspect, words: example.words, base, wanted, importance });
      }
  return [...targets].sort(([one], [other]) => compare(one, other)).map(([, target]) => target);
};

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

interface Wish {
  aspect: Aspect;
  wanted: number[];
  /** Follows from the verdict without having been said. */
  hint?: true;
}

const ours: Wish = { aspect: 'owner', wanted: [1, 0] };

const wishesOf = ({ verdict }: Lesson, { found, base }: Example): Wish[] => {
  switch (verdict.verdict) {
    case 'right':
      return [levelIs(found.urgency), sentimentIs(found.sentiment), ours];
    case 'wrong_level': {
      // A fault reported without polish is negative; a lesser level says nothing of the attitude.
      const complains = verdict.level <= 3 && found.sentiment !== 'negative';
      return [levelIs(verdict.level), ...(complains ? [hint(sentimentIs('negative'))] : []), ours];
    }
    case 'wrong_sentiment': {
      if (!verdict.sentiment) return [{ aspect: 'sentiment', wanted: without(found.sentiment, base) }, ours];
      // Praise leaves nothing to solve.
      const praises = verdict.sentiment === 'positive' && found.urgency < 5;
      return [sentimentIs(verdict.sentiment), ...(praises ? [hint(levelIs(5))] : []), ours];
    }
    case 'not_us':
      return [{ aspect: 'owner', wanted: [0, 1] }];
  }
};

const hint = (wish: Wish): Wish => ({ ...wish, hint: true });

const levelIs = (level: Urgency): Wish => ({
  aspect: 'level',
  wanted: levels.map((one) => Number(one === level)),
});

const sentimentIs = (sentiment: Sentiment): Wish => ({
  aspect: 'sentiment',
  wanted: sentiments.map((one) => Number(one === sentiment)),
});

// Somebody said what it is not: the others keep their proportions.
const without = (wrong: Sentiment, { scores }: Example['base']): number[] => {
  const left = sentiments.map((one) => (one === wrong ? 0 : scores[one] + 0.01));
  const sum = left.reduce((total, share) => total + share, 0);
  return left.map((share) => share / sum);
};

const baseOf = ({ base }: Example, aspect: Aspect): readonly number[] => {
  switch (aspect) {
    case 'level':
      return levels.map((level) => base.urgencyScores[level]);
    case 'sentiment':
      return sentiments.map((sentiment) => base.scores[sentiment]);
    case 'owner':
      return ownerBase;
  }
};
