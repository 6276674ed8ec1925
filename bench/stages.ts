import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';

/** Where processor time went: share of the samples by stage, largest first. */
export type Shares = { stage: string; share: number }[];

// The innermost frame that fits names the stage. What a step calls in a library counts for the step, except where the
// library's own work is what one wants to see.
const stages: readonly (readonly [stage: string, place: RegExp])[] = [
  ['match', /src\/match\//],
  ['classify', /src\/classify\//],
  ['decide', /src\/domain\/(rule|change|target|calendar)/],
  ['raise alerts', /src\/(pipeline\/(raise|due)|domain\/(alert|plan|group)|store\/alerts)/],
  ['load', /src\/store\/mentions\S* (loadMentions|readStored|readMention)/],
  ['commit', /src\/(store\/transaction|store\/mentions\S* judgement|pipeline\/classify)/],
  ['save', /src\/(store\/mentions|domain\/mention|pipeline\/intake)/],
  ['queue (BullMQ)', /node_modules\/(bullmq|msgpackr)\//],
  ['redis client', /node_modules\/(ioredis|@ioredis|redis-)/],
  ['garbage', /\(garbage collector\)/],
  ['idle', /\(idle\)/],
];

/** Runs something under the processor profiler and tells where the time of this process went. */
export const profile = async (run: () => Promise<unknown>): Promise<Shares> => {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 500 });
  await session.post('Profiler.start');
  await run();
  const { profile: taken } = await session.post('Profiler.stop');
  session.disconnect();
  return sharesOf(taken);
};

const sharesOf = ({ nodes, samples = [] }: Profiler.Profile): Shares => {
  const stageOf = new Map<number, string>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const name = (node: Profiler.ProfileNode | undefined, inherited: string): void => {
    if (!node) return;
    const stage = ownStage(node) ?? inherited;
    stageOf.set(node.id, stage);
    for (const child of node.children ?? []) name(byId.get(child), stage);
  };
  name(nodes[0], 'node and rest');

  const counts = new Map<string, number>();
  for (const sample of samples) {
    const stage = stageOf.get(sample) ?? 'node and rest';
    counts.set(stage, (counts.get(stage) ?? 0) + 1);
  }
  return [...counts]
    .map(([stage, count]) => ({ stage, share: count / samples.length }))
    .sort((a, b) => b.share - a.share);
};

const ownStage = ({ callFrame: { url, functionName } }: Profiler.ProfileNode): string | undefined =>
  stages.find(([, place]) => place.test(`${url} ${functionName}`))?.[0];
