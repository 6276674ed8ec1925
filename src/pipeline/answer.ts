import type { Alert } from '../domain/alert.ts';
import { mentionId } from '../domain/mention.ts';
import type { OwnAnswer } from '../sources/source.ts';
import { loadAlerts } from '../store/alerts.ts';
import { answeredCommands, loadMentions, type StoredMention } from '../store/mentions.ts';
import { transact } from '../store/transaction.ts';
import { change } from './acknowledge.ts';
import type { App } from './app.ts';

/** How far up a thread an answer is followed to the post it answers. */
const mostSteps = 10;

/**
 * Our own public replies, as a source shows them: the post that was answered is marked, also when it is judged only later,
 * and its alert closes.
 */
export const answersSeen = async (app: App, source: string, answers: readonly OwnAnswer[]): Promise<void> => {
  const inOrder = [...answers].sort((a, b) => a.at.getTime() - b.at.getTime());
  for (const answer of inOrder) {
    const posts = await answeredPosts(app, source, answer);
    await transact(app.redis, app.keys, [], answeredCommands(app.keys, source, posts, answer.at));
    // Read after the mark is set: what is judged later sees the mark, what was judged meanwhile is seen here.
    const stored = await loadMentions(
      app.redis,
      app.keys,
      posts.map((externalId) => mentionId(source, externalId)),
    );
    await closeAnswered(app, stored, answer.at, source);
  }
};

/** A mention carries the business's answer itself (a review site): closes its alert. */
export const replySeen = (app: App, stored: StoredMention, at: Date): Promise<void> =>
  closeAnswered(app, [stored], at, stored.mention.source);

const closeAnswered = async (app: App, posts: readonly StoredMention[], at: Date, source: string): Promise<void> => {
  const byAlert = new Map<string, string[]>();
  for (const { id, judgement } of posts)
    if (judgement?.alertId) byAlert.set(judgement.alertId, [...(byAlert.get(judgement.alertId) ?? []), id]);
  for (const [alertId, mentionIds] of byAlert)
    await change(app, alertId, { type: 'answer', at, mentionIds, by: source });
};

// External ids of the post answered and of those above it that are known: an answer further down a thread answers the customer's
// post, too. A thread that the customer's post began is answered by any reply of ours in it.
const answeredPosts = async (app: App, source: string, answer: OwnAnswer): Promise<string[]> => {
  const posts = new Set<string>();
  let next: string | undefined = answer.inReplyTo;
  for (let step = 0; next !== undefined && step < mostSteps; step += 1) {
    posts.add(next);
    const [stored] = await loadMentions(app.redis, app.keys, [mentionId(source, next)]);
    next = stored?.mention.inReplyTo;
  }
  return answer.conversation ? [...posts.add(answer.conversation)] : [...posts];
};

/** Posts that their source says are deleted: an alert all of whose posts are gone is resolved. */
export const postsGone = async (app: App, source: string, externalIds: readonly string[]): Promise<void> => {
  const stored = await loadMentions(
    app.redis,
    app.keys,
    externalIds.map((externalId) => mentionId(source, externalId)),
  );
  if (stored.length === 0) return;
  await transact(
    app.redis,
    app.keys,
    [],
    stored.map(({ id }) => ['HSET', app.keys.mention(id), 'gone', app.now().toISOString()] as const),
  );

  const alertIds = [...new Set(stored.flatMap(({ judgement }) => judgement?.alertId ?? []))];
  for (const alert of await loadAlerts(app.redis, app.keys, alertIds)) {
    if (!alert || !(await areAllGone(app, alert))) continue;
    await change(app, alert.id, (current) =>
      current.count === alert.count ? { type: 'resolve', by: source, resolution: 'gone', at: app.now() } : null,
    );
  }
};

const areAllGone = async (app: App, { count, mentions }: Alert): Promise<boolean> => {
  if (count !== mentions.length) return false;
  const marks = await Promise.all(mentions.map(({ id }) => app.redis.hexists(app.keys.mention(id), 'gone')));
  return marks.every((mark) => mark === 1);
};
