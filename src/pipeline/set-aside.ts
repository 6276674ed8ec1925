import type { App } from './app.ts';
import { tell } from './tell.ts';

const pauseMs = 5 * 60_000;

/** A mention that cannot be judged is kept and tried again five minutes later; the person who runs Earshot is told. */
export const setAside = async (app: App, ids: readonly string[], error: Error): Promise<void> => {
  const again = app.now().getTime() + pauseMs;
  for (const id of ids) await app.redis.zadd(app.keys.pending, 'XX', again, id);
  app.log.error(
    { mention: ids.join(' '), err: error },
    'a mention could not be judged; it is tried again in five minutes',
  );
  await tell(app, {
    key: 'not-judged',
    title: 'A mention could not be judged',
    text: `${ids.join(' ')}: ${error.message}. It is kept and tried again every five minutes; the log has the details.`,
  });
};
