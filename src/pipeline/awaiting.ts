import { answerableAlerts, loadAlerts } from '../store/alerts.ts';
import { loadMentions } from '../store/mentions.ts';
import type { App } from './app.ts';

/** A source is told about this many open posts at most. */
const most = 200;

/** Posts of a kind of source that wait for our public reply; those that can be answered in time come first. */
export const awaitingAnswers = async (
  app: App,
  kind: string,
): Promise<{ externalId: string; conversation?: string }[]> => {
  const alerts = await loadAlerts(app.redis, app.keys, await answerableAlerts(app.redis, app.keys, app.now(), most));
  const ids = alerts
    .flatMap((alert) => alert?.mentions ?? [])
    .filter((mention) => mention.source === kind && !mention.answeredAt)
    .map((mention) => mention.id);
  const stored = await loadMentions(app.redis, app.keys, ids.slice(0, most));
  return stored.map(({ mention: { externalId, conversation } }) => ({
    externalId,
    ...(conversation && { conversation }),
  }));
};
