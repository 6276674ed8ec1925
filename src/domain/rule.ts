import { z } from 'zod';
import { type Classification, Sentiment, Urgency, urgencyNames } from './classification.ts';
import { type Mention, SourceFamily } from './mention.ts';

/** What becomes of a mention: rings somebody, waits on the "have a look" list, joins the digest, or nothing. */
export const Outcome = z.enum(['ring', 'list', 'digest', 'ignore']);
export type Outcome = z.infer<typeof Outcome>;

/** What rules are asked about. */
export interface Facts {
  mention: Pick<Mention, 'source' | 'family' | 'rating' | 'automatic' | 'author'>;
  classification: Classification;
  brand: string;
  keywords: string[];
}

const oneOrMore = <T extends z.ZodType>(element: T) =>
  z
    .union([element, z.array(element).min(1)])
    .transform((value): z.output<T>[] => (Array.isArray(value) ? value : [value]));

const Flag = z.enum(['reply_wanted', 'negative']);

/** A new kind of condition is one entry here: its setting, and what makes it true. */
const conditions = {
  urgency: condition(oneOrMore(Urgency), 'Levels 1 (down) to 5 (feedback).', (levels, { classification }) =>
    levels.includes(classification.urgency),
  ),
  sentiment: condition(oneOrMore(Sentiment), 'negative, neutral or positive.', (sentiments, { classification }) =>
    sentiments.includes(classification.sentiment),
  ),
  any: condition(z.array(Flag).min(1), 'At least one of reply_wanted, negative.', (flags, facts) =>
    flags.some((flag) => flagTests[flag](facts)),
  ),
  reply_wanted: condition(
    z.boolean(),
    'The author waits for an answer.',
    (wanted, facts) => flagTests.reply_wanted(facts) === wanted,
  ),
  negative: condition(
    z.boolean(),
    'The sentiment is negative.',
    (wanted, facts) => flagTests.negative(facts) === wanted,
  ),
  automatic: condition(
    z.boolean(),
    'Written by a feed or a bot.',
    (wanted, { mention }) => (mention.automatic ?? false) === wanted,
  ),
  family: condition(oneOrMore(SourceFamily), 'social, review or news.', (families, { mention }) =>
    families.includes(mention.family),
  ),
  source: condition(oneOrMore(z.string()), 'Kinds of source.', (sources, { mention }) =>
    sources.includes(mention.source),
  ),
  brand: condition(oneOrMore(z.string()), 'Brand names.', (brands, { brand }) => brands.includes(brand)),
  keyword: condition(oneOrMore(z.string()), 'Ids of keywords.', (ids, { keywords }) =>
    keywords.some((id) => ids.includes(id)),
  ),
  language: condition(oneOrMore(z.string()), 'Language codes.', (languages, { classification }) =>
    languages.includes(classification.lang),
  ),
  rating_at_most: condition(
    z.number(),
    'Stars, this many or fewer.',
    (most, { mention }) => (mention.rating ?? 6) <= most,
  ),
  followers_at_least: condition(
    z.number(),
    'Reach of the author.',
    (least, { mention }) => (mention.author.followers ?? 0) >= least,
  ),
};

const flagTests: Record<z.infer<typeof Flag>, (facts: Facts) => boolean> = {
  reply_wanted: ({ classification }) => classification.replyWanted,
  negative: ({ classification }) => classification.sentiment === 'negative',
};

const When = z.strictObject({
  urgency: conditions.urgency.setting,
  sentiment: conditions.sentiment.setting,
  any: conditions.any.setting,
  reply_wanted: conditions.reply_wanted.setting,
  negative: conditions.negative.setting,
  automatic: conditions.automatic.setting,
  family: conditions.family.setting,
  source: conditions.source.setting,
  brand: conditions.brand.setting,
  keyword: conditions.keyword.setting,
  language: conditions.language.setting,
  rating_at_most: conditions.rating_at_most.setting,
  followers_at_least: conditions.followers_at_least.setting,
});

/** Condition → outcome. The first rule whose conditions all hold decides. */
export const Rule = z.strictObject({
  id: z.string().optional().describe('A name to recognise it by in explanations.'),
  when: When.describe('All of these must hold; an empty `when` always holds.'),
  then: Outcome.describe('ring, list, digest or ignore.'),
  soft: z.boolean().default(false).describe('Ring without breaking through do-not-disturb.'),
  policy: z.string().optional().describe('Escalation policy; `default` when absent.'),
});
export type Rule = z.infer<typeof Rule>;

export interface Decision {
  outcome: Outcome;
  /** Rings without breaking through do-not-disturb. */
  soft: boolean;
  /** One short phrase for people: `level 1, reply wanted`. */
  why: string;
  policy: string;
}

/** The rules that hold when the configuration names none (design §7.2); the example file writes them out. */
export const defaultRules: Rule[] = [
  { when: { urgency: [1, 2], any: ['reply_wanted', 'negative'] }, then: 'ring' },
  { when: { urgency: [1, 2], automatic: false }, then: 'ring' },
  { when: { urgency: [3], any: ['reply_wanted', 'negative'] }, then: 'ring' },
  { when: { urgency: [4], any: ['reply_wanted', 'negative'] }, then: 'ring', soft: true },
  { when: { urgency: [5], negative: true, reply_wanted: true }, then: 'ring', soft: true },
  { when: { urgency: [3, 4] }, then: 'list' },
  { when: {}, then: 'digest' },
].map((rule) => Rule.parse(rule));

/**
 * Decides what becomes of a mention. What would ring but is judged with less confidence than the floor goes to the "have a
 * look" list, except a review of one or two stars.
 */
export const decide = (rules: readonly Rule[], facts: Facts, confidenceFloor: number): Decision => {
  const rule = ruleFor(rules, facts);
  const base = { soft: rule?.soft ?? false, policy: rule?.policy ?? 'default' };
  if (!rule) return { ...base, outcome: 'digest', why: 'no rule applies' };

  const why = rule.id ?? describeFacts(facts);
  const unsure = facts.classification.confidence < confidenceFloor && (facts.mention.rating ?? 5) > 2;
  if (rule.then === 'ring' && unsure)
    return { ...base, outcome: 'list', why: `${why}, but only ${percent(facts.classification.confidence)} sure` };
  return { ...base, outcome: rule.then, why };
};

/** The rule that decides: the first whose conditions all hold. */
export const ruleFor = (rules: readonly Rule[], facts: Facts): Rule | undefined =>
  rules.find(({ when }) => holds(when, facts));

/** A rule in one line: its id, or what it says: `urgency 1 2, automatic false: ring`. */
export const nameRule = ({ id, when, then, soft }: Rule): string => {
  if (id) return id;
  const conditions = Object.entries(when).flatMap(([name, setting]) =>
    setting === undefined ? [] : [[name, ...[setting].flat()].join(' ')],
  );
  return `${conditions.join(', ') || 'everything else'}: ${then}${soft ? ' softly' : ''}`;
};

const holds = (when: Rule['when'], facts: Facts): boolean => {
  for (const test of testsOf(when)) if (!test(facts)) return false;
  return true;
};

type Test = (facts: Facts) => boolean;

const known = new WeakMap<Rule['when'], readonly Test[]>();

// Every mention is asked by every rule: which conditions a rule names is looked at once.
const testsOf = (when: Rule['when']): readonly Test[] => {
  const tests = known.get(when) ?? readTests(when);
  known.set(when, tests);
  return tests;
};

const readTests = (when: Rule['when']): Test[] =>
  Object.entries(when).flatMap(([name, setting]) =>
    setting === undefined ? [] : [(facts) => conditions[name as keyof typeof conditions].test(setting, facts)],
  );

const describeFacts = ({ classification }: Facts): string => {
  const { urgency, sentiment, replyWanted } = classification;
  const parts = [`level ${urgency} (${urgencyNames[urgency]})`];
  if (sentiment !== 'neutral') parts.push(sentiment);
  if (replyWanted) parts.push('reply wanted');
  return parts.join(', ');
};

const percent = (share: number): string => `${Math.round(share * 100)}%`;

function condition<S extends z.ZodType>(
  setting: S,
  description: string,
  test: (setting: z.output<S>, facts: Facts) => boolean,
) {
  return {
    setting: setting.optional().describe(description),
    test: (value: unknown, facts: Facts) => test(value as z.output<S>, facts),
  };
}
