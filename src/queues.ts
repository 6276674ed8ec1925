import { Queue } from 'bullmq';
import { z } from 'zod';
import type { Notice } from './channels/channel.ts';
import { type Delivery, deliveryId } from './store/alerts.ts';
import type { Redis } from './store/redis.ts';

/** Payloads of the jobs. A job carries ids, never the text of a mention: the store is the truth. */
export const PollJob = z.object({ source: z.string(), tick: z.number() });
export type PollJob = z.infer<typeof PollJob>;

export const ClassifyJob = z.object({ ids: z.array(z.string()).min(1) });
export type ClassifyJob = z.infer<typeof ClassifyJob>;

/** Level 1 has a lane of its own, so that it never waits behind the rest. */
export type Lane = 'urgent' | 'normal';
export const lanes: readonly Lane[] = ['urgent', 'normal'];

/** What waits to be sent on a channel: a notification of an alert, or a word about Earshot itself. */
export type NotifyJob = { delivery: Delivery } | { notice: Notice };

/** Mentions in one classify job at most. */
export const classifyBatch = 100;

const noticeAttempts = 8;

/** A delivery with the lane and the delay it is queued with. */
export interface QueuedDelivery {
  delivery: Delivery;
  lane: Lane;
  delayMs?: number;
}

/** The queues of one installation. Every job may run twice and may be added twice. */
export interface Queues {
  addPoll(job: PollJob): Promise<void>;
  /** Splits ids into batches of up to 100 and adds a job for each. */
  addClassify(ids: readonly string[]): Promise<void>;
  /** One round trip for each queue they go to. */
  addDeliveries(deliveries: readonly QueuedDelivery[]): Promise<void>;
  addNotice(channel: string, notice: Notice): Promise<void>;
  /** Jobs waiting, active, delayed per queue, for `status` and metrics: of the queues named, or of those used so far. */
  counts(names?: readonly string[]): Promise<Record<string, Record<string, number>>>;
  close(): Promise<void>;
}

export const pollQueue = 'poll';
export const classifyQueue = 'classify';

/** Name of the queue of a channel and lane. */
export const notifyQueue = (channel: string, lane: Lane): string => `notify-${channel}-${lane}`;

// Done and given-up jobs are removed: their ids can be added again, and the store says what is settled.
const forgotten = { removeOnComplete: true, removeOnFail: true } as const;

/** Opens the queues on one connection; a channel's queues are opened when first used. */
export const createQueues = (redis: Redis, prefix: string): Queues => {
  const opened = new Map<string, Queue>();
  const queue = (name: string): Queue => {
    const known = opened.get(name);
    if (known) return known;
    const created = new Queue(name, { connection: redis, prefix, skipVersionCheck: true });
    // Connection errors are logged by the connection itself; without a listener they would end the program.
    created.on('error', () => undefined);
    opened.set(name, created);
    return created;
  };

  return {
    addPoll: async (job) => {
      // An id of its own per source: a tick that comes while the last one still waits or runs is the same job.
      await queue(pollQueue).add('poll', job, { ...forgotten, deduplication: { id: job.source } });
    },
    addClassify: async (ids) => {
      const jobs = [];
      for (let start = 0; start < ids.length; start += classifyBatch)
        jobs.push({ name: 'classify', data: { ids: ids.slice(start, start + classifyBatch) }, opts: classifyOptions });
      const [first] = jobs;
      // One job is added directly: a pipeline costs more than it carries.
      if (first && jobs.length === 1) await queue(classifyQueue).add(first.name, first.data, first.opts);
      else if (first) await queue(classifyQueue).addBulk(jobs);
    },
    addDeliveries: async (deliveries) => {
      const jobs = new Map<string, ReturnType<typeof deliveryJob>[]>();
      for (const queued of deliveries) {
        const name = notifyQueue(queued.delivery.channel, queued.lane);
        const known = jobs.get(name);
        if (known) known.push(deliveryJob(queued));
        else jobs.set(name, [deliveryJob(queued)]);
      }
      await Promise.all([...jobs].map(([name, queued]) => queue(name).addBulk(queued)));
    },
    addNotice: async (channel, notice) => {
      await queue(notifyQueue(channel, 'normal')).add(
        'notice',
        { notice },
        { ...forgotten, attempts: noticeAttempts, backoff: { type: 'exponential', delay: 5000, jitter: 0.3 } },
      );
    },
    counts: async (names = [...opened.keys()]) =>
      Object.fromEntries(
        await Promise.all(names.map(async (name) => [name, await queue(name).getJobCounts()] as const)),
      ),
    close: async () => {
      await Promise.all([...opened.values()].map((each) => each.close()));
    },
  };
};

// Short pauses that never grow: a job that waits for long keeps the auditor from putting the delivery back. One that is given up
// is put back by it.
const deliveryAttempts = { attempts: 20, backoff: { type: 'fixed', delay: 5000, jitter: 0.3 } };

const deliveryJob = ({ delivery, delayMs = 0 }: QueuedDelivery) => ({
  name: 'deliver',
  data: { delivery },
  opts: {
    ...forgotten,
    jobId: deliveryId(delivery),
    delay: delayMs,
    ...deliveryAttempts,
  },
});

const classifyOptions = { ...forgotten, attempts: 5, backoff: { type: 'exponential', delay: 500, jitter: 0.3 } };
