import type { App } from '../src/pipeline/app.ts';
import { audit } from '../src/pipeline/audit.ts';
import { escalate } from '../src/pipeline/escalate.ts';
import { listen } from '../src/pipeline/listen.ts';
import { sendNotice } from '../src/pipeline/notice.ts';
import { notify } from '../src/pipeline/notify.ts';
import { type Lane, lanes, type NotifyJob, notifyQueue } from '../src/queues.ts';
import { type Consumer, consume } from './consume.ts';
import { repeat } from './repeat.ts';
import { finish, graceMs, type StartRole } from './role.ts';

const tickEveryMs = 1000;
/** What a killed process left undone is found this much later at most, beyond the patience of the audit itself. */
const auditEveryMs = 15_000;
/** Notifications under way at the same time, per channel and lane. */
const concurrency = 4;

/** Sends what was decided, escalates by the plan, hears acknowledgements, and audits all of it. */
export const startNotifier: StartRole = async ({ app }, { prefix }) => {
  const stop = new AbortController();
  const loops = [
    repeat(app, { name: 'escalate', everyMs: tickEveryMs }, stop.signal, (signal) => escalate(app, signal)),
    repeat(app, { name: 'audit', everyMs: auditEveryMs }, stop.signal, (signal) => audit(app, signal)),
  ];
  let senders = startSenders(app, prefix);
  let retired: Promise<unknown> = Promise.resolve();

  return {
    reload: async () => {
      retired = Promise.all([retired, senders.close()]);
      senders = startSenders(app, prefix);
      await retired;
    },
    close: async () => {
      stop.abort();
      await finish(app.redis, Promise.all([...loops, senders.close(), retired]));
    },
  };
};

const startSenders = (app: App, prefix: string): { close(): Promise<void> } => {
  const stop = new AbortController();
  const channels = [...app.setup.channels.values()].filter((channel) => channel.enabled);
  const consumers = channels.flatMap((channel) => lanes.map((lane) => startSender(app, prefix, channel.id, lane)));
  const listeners = channels.map((channel) => listen(app, channel, stop.signal));
  return {
    close: async () => {
      stop.abort();
      await Promise.all([...consumers.map((consumer) => consumer.close(graceMs)), ...listeners]);
    },
  };
};

// The lane of level 1 is not limited: it always has its share of a channel's rate, the other lane leaves room for it.
const startSender = (app: App, prefix: string, channel: string, lane: Lane): Consumer =>
  consume<NotifyJob>({
    queue: notifyQueue(channel, lane),
    redis: app.redis,
    prefix,
    log: app.log,
    concurrency,
    ...(lane === 'normal' && { limit: app.setup.channels.get(channel)?.limits ?? { messages: 1, perMs: 1000 } }),
    step: (payload, signal) =>
      'delivery' in payload ? notify(app, payload.delivery, signal) : sendNotice(app, channel, payload.notice, signal),
    onGivenUp: async (payload, err) => {
      if ('notice' in payload)
        app.log.warn({ channel, about: payload.notice.key, err }, 'a word about Earshot itself could not be sent');
    },
  });
