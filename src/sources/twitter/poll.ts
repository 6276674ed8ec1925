import { Failure } from '../../lib/failure.ts';
import { describeIssues } from '../../lib/schema.ts';
import type { Page, SourceContext } from '../source.ts';
import { type Access, type Answer, askX } from './client.ts';
import { type Feed, type FieldNames, largestPage } from './feeds.ts';
import { othersRemain, type Position, postpone, resume, setAside, turn } from './position.ts';
import { failureOfErrorsOnly, type Refusal } from './problem.ts';
import { oldestId } from './snowflake.ts';
import { advance, beginSweep, fromFirstPage, paramsOf, type Sweep, withoutStaleId } from './sweep.ts';
import { answersOf, billedIds, mentionsOf, type Ourselves, PostPage } from './wire.ts';

export interface Listening {
  access: Access;
  names: FieldNames;
  lookBackMs: number;
  feeds: Feed[];
  ourselves: Ourselves;
}

type Turned = Page<Position>;

/** One request: the next page of the feed whose turn it is. More is waiting while the outcome is `partial`. */
export const readNextPage = async (
  listening: Listening,
  stored: Position | null,
  context: SourceContext,
): Promise<Turned> => {
  const now = context.now();
  const position = resume(stored, listening.feeds, now);
  const feed = listening.feeds.find(({ key }) => key === position.todo[0]);
  if (!feed) return nothing(position, listening.feeds.length > 0 ? [] : [nothingToAsk]);

  const running = position.feeds[feed.key]?.sweep;
  const wanted = running?.pageSize ?? largestPage;
  const granted = await context.budget.reserve(wanted);
  if (granted < (running ? wanted : feed.smallestPage)) return withoutMoney(position, granted, context);

  const begun = running ? { sweep: running, notes: [] } : begin(listening, feed, position, granted, context);
  const answer = await pay(granted, context, () => ask(listening, feed, begun.sweep, context));
  const turned =
    answer.type === 'refused'
      ? onRefusal(listening, feed, position, begun.sweep, answer, now)
      : onBody(listening, feed, position, begun.sweep, answer.body, now);
  return withNotes(turned, begun.notes);
};

const nothingToAsk = 'There is nothing to ask X for: no keyword is configured that it could search.';

const nothing = (cursor: Position, notes: string[]): Turned => ({
  mentions: [],
  answers: [],
  gone: [],
  cursor,
  outcome: cursor.todo.length > 0 ? 'partial' : 'empty',
  notes,
});

const withoutMoney = async (position: Position, granted: number, { budget }: SourceContext): Promise<Turned> => {
  if (granted > 0) await budget.settle(granted, []);
  const note = 'The budget of this source is used up for now: X is not asked until it allows the next page.';
  return { ...nothing(position, [note]), outcome: 'empty' };
};

const begin = (
  { lookBackMs }: Listening,
  feed: Feed,
  position: Position,
  pageSize: number,
  { now, awaiting }: SourceContext,
) => {
  const ids = awaiting.map(({ externalId }) => externalId).filter((id) => /^\d+$/.test(id));
  const floorId = feed.yields === 'answers' ? oldestId(...ids) : undefined;
  return beginSweep(feed, position.feeds[feed.key] ?? {}, { now: now(), pageSize, lookBackMs, floorId });
};

const ask = ({ access, names }: Listening, feed: Feed, sweep: Sweep, context: SourceContext): Promise<Answer> =>
  askX(access, feed.identity, feed.path, paramsOf(feed, sweep, names), context);

// Whatever becomes of the call, the reservation is settled: X bills nothing for a failed or refused request.
const pay = async (granted: number, { budget }: SourceContext, call: () => Promise<Answer>): Promise<Answer> => {
  let delivered: string[] = [];
  try {
    const answer = await call();
    if (answer.type === 'body') delivered = billedIds(answer.body);
    return answer;
  } finally {
    await budget.settle(granted, delivered);
  }
};

const onBody = (
  { ourselves, feeds }: Listening,
  feed: Feed,
  position: Position,
  sweep: Sweep,
  body: unknown,
  now: Date,
): Turned => {
  const { data: page, error } = PostPage.safeParse(body);
  if (!page) {
    const failure = failureOfErrorsOnly(body, feed.title);
    if (failure && othersRemain(position, feed, feeds, now)) return leftOut(position, feed, failure.message, now);
    throw failure ?? new Failure('invalid', `X answered in an unknown shape (${describeIssues(error)})`);
  }
  const moved = advance(feed, position.feeds[feed.key] ?? {}, sweep, page, now);
  const cursor = turn(position, feed, moved.cursor, now);
  const mentions = feed.yields === 'mentions' ? mentionsOf(page, ourselves) : [];
  const answers = answersOf(page, ourselves);
  const rejected = (page.data?.rejected ?? 0) + (page.includes?.users?.rejected ?? 0);
  const found = { ...nothing(cursor, moved.notes), mentions, answers, rejected };
  return found.outcome === 'empty' && mentions.length + answers.length > 0 ? { ...found, outcome: 'items' } : found;
};

const onRefusal = (
  { feeds }: Listening,
  feed: Feed,
  position: Position,
  sweep: Sweep,
  { parameters, said }: Refusal,
  now: Date,
): Turned => {
  const goOnWith = (next: Sweep): Position => ({
    ...position,
    feeds: { ...position.feeds, [feed.key]: { ...position.feeds[feed.key], sweep: next } },
  });
  if ('since_id' in sweep.start && parameters.includes('since_id')) {
    const reached = withoutStaleId(feed, position.feeds[feed.key] ?? {}, sweep, now);
    return nothing(goOnWith(reached.sweep), reached.notes);
  }
  if (sweep.nextToken !== undefined && parameters.some((name) => name.endsWith('_token'))) {
    if (!sweep.restarted) return nothing(goOnWith(fromFirstPage(sweep)), []);
    return nothing(postpone(position, feed), [`X lost its place in ${feed.title} twice; it is read anew next time.`]);
  }
  const message = `X refuses ${feed.title}: ${said}`;
  if (othersRemain(position, feed, feeds, now)) return leftOut(position, feed, message, now);
  throw new Failure('message', message, { status: 400, remedy: 'Change the keywords that this query is made of.' });
};

const leftOut = (position: Position, feed: Feed, message: string, now: Date): Turned =>
  nothing(setAside(position, feed, now), [`${message} It is left out for an hour, or until it changes.`]);

const withNotes = (turned: Turned, notes: string[]): Turned => ({
  ...turned,
  notes: [...notes, ...(turned.notes ?? [])],
});
