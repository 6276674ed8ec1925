import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';

/** Where processor time went: share of the samples by stage, largest first. */
export type Shares = { stage: string; share: number }[];

// The innermost file that fits names the stage. The store is not among them: what it does counts for the step that asks.
const stages: readonly (readonly [stage: string, file: RegExp])[] = [
  ['match', /\/src\/match\//],
  ['classify', /\/src\/classify\//],
  ['decide', /\/src\/domain\/(rule|change|target|calendar)/],
  ['raise', /\/src\/(pipeline\/(raise|surroundings|due)|domain\/(alert|plan|policy|group)|store\/alerts)/],
  ['commit', /\/src\/pipeline\/classify/],
  ['save', /\/src\/(pipeline\/intake|domain\/mention)/],
  ['queue', /\/node_modules\/(bullmq|msgpackr)\/|\/src\/queues/],
  ['redis client', /\/node_modules\/(ioredis|redis-|standard-as-callback)/],
];

const special = new Map([
  ['(garbage collector)', 'garbage'],
  ['(idle)', 'idle'],
]);

// An answer of Redis is read in a turn of its own, with no step above it.
const answers = /\/src\/store\/mentions/;
const rest = 'rest';

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
    const stage = ownStage(node, inherited) ?? inherited;
    stageOf.set(node.id, stage);
    for (const child of node.children ?? []) name(byId.get(child), stage);
  };
  name(nodes[0], rest);

  const counts = new Map<string, number>();
  for (const sample of samples) {
    const stage = stageOf.get(sample) ?? rest;
    counts.set(stage, (counts.get(stage) ?? 0) + 1);
  }
  return [...counts]
    .map(([stage, count]) => ({ stage, share: count / samples.length }))
    .sort((a, b) => b.share - a.share);
};

const ownStage = (
  { callFrame: { url, functionName } }: Profiler.ProfileNode,
  inherited: string,
): string | undefined => {
  const named = special.get(functionName) ?? stages.find(([, file]) => file.test(url))?.[0];
  return named ?? (inherited === rest && answers.test(url) ? 'load' : undefined);
};
