import type { Classification } from '../domain/classification.ts';
import { type Opinion, withOpinion, withoutOpinion } from '../domain/opinion.ts';
import type { Engine, Question } from '../engines/engine.ts';
import { Failure } from '../lib/failure.ts';
import type { Judgement, StoredMention } from '../store/mentions.ts';
import {
  type Asked,
  loadEngineHealth,
  loadOpinions,
  type Reservation,
  reserveQuestion,
  saveEngineHealth,
  saveOpinion,
  settleQuestion,
} from '../store/opinions.ts';
import type { App } from './app.ts';
import { noteFailure } from './engine-failure.ts';
import { tell } from './tell.ts';

/** A mention as our own model judged it alone. */
export interface Doubt {
  stored: StoredMention;
  brand: string;
  own: Classification;
}

/** What came of a question: an opinion, or why there is none. */
type Heard = { opinion: Opinion } | { why: string };

/** Whether an engine is asked about a mention: only when ours is unsure of it, and all who brought it allow that. */
export const isDoubtful = (
  app: App,
  { stored, judgement }: { stored: StoredMention; judgement: Pick<Judgement, 'brand' | 'classification'> },
): boolean => {
  const { setup } = app;
  if (!setup.engine?.enabled || stored.mode !== 'matched') return false;
  const floor = setup.brands.get(judgement.brand)?.confidence_floor ?? setup.config.confidence_floor;
  return judgement.classification.confidence < floor && stored.mention.text.trim() !== '' && mayBeShown(app, stored);
};

// What came from a source that is no longer configured, or from an import, is shown to nobody: its terms are not known.
const mayBeShown = ({ setup: { sources } }: App, { via, mention }: StoredMention): boolean =>
  via.length > 0 &&
  via.every((id) => sources.get(id)?.allowAi) &&
  // Senders name the place a mention comes from: if that place forbids it, its messenger cannot allow it.
  [...sources.values()].every(({ kind, allowAi }) => allowAi || kind !== mention.source);

/**
 * Asks the engine about doubtful mentions, a few at a time, within the budget and the time allowed for a batch. Whatever goes
 * wrong, each mention keeps the judgement it had.
 *
 * @returns a classification for each, in order, with a reason that says what the engine said or why it said nothing
 */
export const secondOpinions = async (
  app: App,
  doubts: readonly Doubt[],
  signal: AbortSignal,
): Promise<Classification[]> => {
  const { engine } = app.setup;
  if (!engine) return doubts.map(({ own }) => own);

  const asked = doubts.map((doubt) => askedOf(app, engine, doubt));
  const known = await loadOpinions(app.redis, app.keys, asked);
  // The same words are asked about once.
  const open = new Map<string, number>();
  asked.forEach((one, position) => {
    if (!known[position] && !open.has(JSON.stringify(one))) open.set(JSON.stringify(one), position);
  });
  const heard = await askAll(app, engine, [...open.values()], { doubts, asked, signal });

  return doubts.map(({ stored, own }, position) => {
    const opinion = known[position];
    const answer = opinion ? { opinion } : heard.get(open.get(JSON.stringify(asked[position])) ?? position);
    return merged(own, answer ?? { why: notAsked('no time was left') }, engine, stored);
  });
};

const merged = (own: Classification, heard: Heard, { name }: Engine, { mention }: StoredMention): Classification =>
  'opinion' in heard
    ? withOpinion(own, heard.opinion, { engine: name, rating: mention.rating })
    : withoutOpinion(own, name, heard.why);

const notAsked = (why: string): string => `not asked: ${why}`;

const askedOf = (app: App, { name }: Engine, { stored, brand }: Doubt): Asked => ({
  engine: name,
  brand,
  about: app.setup.brands.get(brand)?.context,
  fingerprint: stored.fingerprint,
});

const questionOf = (app: App, { stored: { mention }, brand, own }: Doubt): Question => {
  const lang = mention.lang ?? (own.lang === 'und' ? undefined : own.lang);
  const about = app.setup.brands.get(brand)?.context;
  return {
    text: mention.text,
    brand,
    ...(lang && { lang }),
    ...(mention.rating !== undefined && { rating: mention.rating }),
    ...(about && { about }),
  };
};

interface Batch {
  doubts: readonly Doubt[];
  asked: readonly Asked[];
  signal: AbortSignal;
}

const askAll = async (
  app: App,
  engine: Engine,
  positions: readonly number[],
  { doubts, asked, signal }: Batch,
): Promise<Map<number, Heard>> => {
  const heard = new Map<number, Heard>();
  const waiting = [...positions];
  const patience = AbortSignal.timeout(engine.patienceMs);
  const until = AbortSignal.any([signal, patience]);
  // Why nobody else of this batch is asked.
  let closed = positions.length > 0 ? await restingOf(app, engine) : undefined;

  const askNext = async (): Promise<void> => {
    for (let position = waiting.shift(); position !== undefined; position = waiting.shift()) {
      const doubt = doubts[position];
      const one = asked[position];
      if (!doubt || !one || until.aborted) return;
      const answer = closed ? { why: closed } : await ask(app, engine, { doubt, asked: one, signal, until });
      if ('closes' in answer) closed = answer.closes;
      heard.set(position, answer);
    }
  };
  await Promise.all(Array.from({ length: engine.atOnce }, askNext));
  signal.throwIfAborted();
  return heard;
};

const restingOf = async (app: App, { name }: Engine): Promise<string | undefined> => {
  const { restsUntil } = await loadEngineHealth(app.redis, app.keys, name);
  return restsUntil && new Date(restsUntil) > app.now() ? notAsked('it rests after failing') : undefined;
};

const ask = async (
  app: App,
  engine: Engine,
  { doubt, asked, signal, until }: { doubt: Doubt; asked: Asked; signal: AbortSignal; until: AbortSignal },
): Promise<Heard & { closes?: string }> => {
  const question = questionOf(app, doubt);
  const reservation = await reserve(app, engine, question, true);
  if (!reservation) {
    await tellBudget(app, engine);
    const why = notAsked('its budget is used up');
    return { why, closes: why };
  }
  try {
    const opinion = await put(app, engine, question, reservation, until);
    await saveOpinion(app.redis, app.keys, asked, opinion);
    return { opinion };
  } catch (error) {
    // A stop is no failure: the mention stays where it waits.
    signal.throwIfAborted();
    const { failure, rests } = await noteFailure(app, engine, error);
    const why = `asked, without an answer: ${failure.message}`;
    return rests ? { why, closes: notAsked('it rests after failing') } : { why };
  }
};

const reserve = (app: App, engine: Engine, question: Question, limited: boolean): Promise<Reservation | undefined> =>
  reserveQuestion(app.redis, app.keys, limited ? engine.ceilings : {}, {
    at: app.now(),
    usd: engine.costAtMost(question),
  });

// The question is put, and paid for whatever comes of it.
const put = async (
  app: App,
  engine: Engine,
  question: Question,
  reservation: Reservation,
  signal: AbortSignal,
): Promise<Opinion> => {
  const settle = (reached: boolean, cost: number): Promise<void> =>
    settleQuestion(app.redis, app.keys, reservation, { reached, cost });
  try {
    const { opinion, usd = reservation.usd } = await engine.judge(question, { http: app.http, log: app.log, signal });
    await settle(true, usd);
    await saveEngineHealth(app.redis, app.keys, engine.name, workedAt(app));
    return opinion;
  } catch (error) {
    // Refused or never reached, it is not billed; a server that broke down may have judged it first.
    const refused =
      error instanceof Failure && (error.status === undefined ? error.kind === 'transient' : error.status < 500);
    await settle(!refused, reservation.usd);
    throw error;
  }
};

const workedAt = (app: App) => {
  const at = app.now().toISOString();
  return { triedAt: at, workedAt: at, failures: 0 };
};

const tellBudget = (app: App, { name }: Engine): Promise<void> =>
  tell(app, {
    key: 'budget-engine',
    title: 'The budget for second opinions is used up',
    text: `${name} is not asked until the next day or month (UTC) begins; what Earshot is unsure of waits under "have a look". Raise \`second_opinion.budget\` to go on at once.`,
  });

const practice = 'Thank you for the quick help yesterday!';

/**
 * Asks the engine one short question, for `doctor`; an engine that rests and answers is asked again from now on.
 *
 * @returns what it said
 * @throws Failure
 */
export const checkEngine = async (app: App, engine: Engine, signal: AbortSignal): Promise<string> => {
  const question: Question = { text: practice, lang: 'en', brand: [...app.setup.brands.keys()][0] ?? 'Acme' };
  const reservation = await reserve(app, engine, question, false);
  if (!reservation) throw new Failure('exhausted', 'the question could not be booked');
  const { sentiment } = await put(app, engine, question, reservation, signal);
  return `${engine.name} judges “${practice}” as ${sentiment}`;
};
