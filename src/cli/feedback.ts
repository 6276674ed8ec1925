import { describeVerdict, Verdict } from '../domain/verdict.ts';
import { oneLine } from '../lib/text.ts';
import type { App } from '../pipeline/app.ts';
import { teach } from '../pipeline/teach.ts';
import { removeVerdict } from '../store/verdicts.ts';
import { findMention } from './find-mention.ts';
import { userName } from './user-name.ts';

/**
 * Takes a verdict back. Mentions judged from now on are judged as if it had never been given.
 *
 * @returns the exit code: 0
 * @throws Error when there is no such verdict
 */
export const undoFeedback = async (
  app: App,
  { id, print }: { id: string; print: (line: string) => void },
): Promise<number> => {
  const by = userName();
  const given = await removeVerdict(app.redis, app.keys, id, { at: app.now().toISOString(), by });
  if (!given) throw new Error(`there is no verdict ${id}; npx earshot feedback list shows those there are`);
  print(`Forgotten: ${describeVerdict(given.verdict)}, said by ${oneLine(given.by)} of ${oneLine(given.brand)}.`);
  if (given.verdict.verdict === 'not_us') print('The alert it closed stays closed.');
  return 0;
};

/** Flags that say what a mention should have been. */
export interface GivenVerdict {
  right?: true;
  level?: string;
  sentiment?: string;
  notUs?: true;
}

export interface GiveOptions {
  /** Address or id of a post. */
  subject: string;
  given: GivenVerdict;
  print: (line: string) => void;
}

/**
 * Keeps what somebody says of a stored mention, whether it raised an alert or not.
 *
 * @returns the exit code: 0
 * @throws Error when the mention is not known or not judged, or the flags say nothing
 */
export const giveFeedback = async (app: App, { subject, given, print }: GiveOptions): Promise<number> => {
  const verdicts = verdictsOf(given);
  if (verdicts.length === 0) throw new Error('say what it should have been: --level, --sentiment, --not-us or --right');
  const mention = await findMention(app, subject.trim());
  if (!mention?.judgement) throw new Error(`${subject} is not known, or not judged yet`);
  for (const verdict of verdicts) {
    const { id, brand } = await teach(app, { mention }, verdict, userName());
    print(`${id}: noted for ${oneLine(brand)}: ${describeVerdict(verdict)}.`);
  }
  return 0;
};

const verdictsOf = ({ right, level, sentiment, notUs }: GivenVerdict): Verdict[] =>
  [
    right && { verdict: 'right' },
    level !== undefined && { verdict: 'wrong_level', level },
    sentiment !== undefined && { verdict: 'wrong_sentiment', sentiment },
    notUs && { verdict: 'not_us' },
  ]
    .filter(Boolean)
    .map((one) => {
      const verdict = Verdict.safeParse(one);
      if (!verdict.success) throw new Error('a level is a number from 1 to 5');
      return verdict.data;
    });
