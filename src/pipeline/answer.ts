import { mentionId } from '../domain/mention.ts';
import type { OwnAnswer } from '../sources/source.ts';
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
  for (const answer of answers) {
    const chain = await answeredPosts(app, source, answer);
    const ids = [
      ...new Set([
        answer.inReplyTo,
        ...(answer.conversation ? [answer.conversation] : []),
        ...chain.map(({ mention }) => mention.externalId),
      ]),
    ];
    await transact(app.redis, app.keys, [], answeredCommands(app.keys, source, ids, answer.at));
    await closeAnswered(app, chain, answer.at, source);
  }
};

/** A mention carries the business's answer itself (a review site): closes its alert. */
export const replySeen = (app: App, stored: StoredMention, at: Date): Promise<void> =>
  closeAnswered(app, [stored], at, stored.mention.source);

const closeAnswered = async (app: App, chain: readonly StoredMention[], at: Date, source: string): Promise<void> => {
  const byAlert = new Map<string, string[]>();
  for (const { id, judgement } of chain)
    if (judgement?.alertId) byAlert.set(judgement.alertId, [...(byAlert.get(judgement.alertId) ?? []), id]);
  for (const [alertId, mentionIds] of byAlert)
    await change(app, alertId, { type: 'answer', at, mentionIds, by: source });
};

// The post answered, and those above it that are known: an answer further down a thread answers the customer's post, too. A
// thread that the customer's post began is answered by any reply of ours in it.
const answeredPosts = async (app: App, source: string, answer: OwnAnswer): Promise<StoredMention[]> => {
  const found: StoredMention[] = [];
  let next: string | undefined = answer.inReplyTo;
  for (let step = 0; next !== undefined && step < mostSteps; step += 1) {
    const [stored] = await loadMentions(app.redis, app.keys, [mentionId(source, next)]);
    if (stored) found.push(stored);
    next = stored?.mention.inReplyTo;
  }
  const root = answer.conversation;
  if (root && !found.some(({ mention }) => mention.externalId === root))
    found.push(...(await loadMentions(app.redis, app.keys, [mentionId(source, root)])));
  return found;
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

  const gone = new Set(stored.map(({ id }) => id));
  const alerts = new Set(stored.flatMap(({ judgement }) => judgement?.alertId ?? []));
  for (const alertId of alerts)
    await change(app, alertId, (alert) =>
      alert.count === alert.mentions.length && alert.mentions.every((mention) => gone.has(mention.id))
        ? { type: 'resolve', by: source, resolution: 'gone', at: app.now() }
        : null,
    );
};
