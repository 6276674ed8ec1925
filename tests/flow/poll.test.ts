import { describe, expect, it } from 'vitest';
import { poll } from '../../src/pipeline/poll.ts';
import type { Page, Source } from '../../src/sources/source.ts';
import { openTeam } from '../support/team.ts';

const nothing: Page = { mentions: [], answers: [], gone: [], cursor: null, outcome: 'empty' };

const openSource = (look: (call: number) => Promise<Page>) => {
  const world = openTeam(['{ at: 0%, notify: [phone] }']);
  const x = world.app.setup.sources.get('x') as Source;
  let calls = 0;
  const source: Source = {
    ...x,
    poll: () => {
      calls += 1;
      return look(calls);
    },
  };
  world.app.setup = { ...world.app.setup, sources: new Map([['x', source]]) };
  return { app: world.app, job: { source: 'x', tick: world.now().getTime() } };
};

const untilStopped = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

describe('a tick of a source', () => {
  const { signal } = new AbortController();

  it('is taken once, however many daemons queue it', async () => {
    const { app, job } = openSource(async () => nothing);

    const outcomes = [await poll(app, job, signal, 'job-1'), await poll(app, job, signal, 'job-2')];

    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['empty', 'skipped']);
  });

  it('is looked at by the same job again when its worker died', async () => {
    const stop = new AbortController();
    const { app, job } = openSource(async (call) => (call === 1 ? untilStopped(stop.signal) : nothing));
    const died = poll(app, job, stop.signal, 'job-1');

    const again = await poll(app, job, signal, 'job-1');

    expect(again.outcome).toBe('empty');
    stop.abort();
    await expect(died).rejects.toThrow();
  });

  it('is free again after a stop that cut it off', async () => {
    const stop = new AbortController();
    const { app, job } = openSource(async (call) => {
      if (call > 1) return nothing;
      stop.abort();
      throw stop.signal.reason;
    });
    await expect(poll(app, job, stop.signal, 'job-1')).rejects.toThrow();

    const next = await poll(app, job, signal, 'job-2');

    expect(next.outcome).toBe('empty');
  });
});
