import { expect, onTestFinished } from 'vitest';
import { Secret } from '../../src/lib/schema.ts';
import type { Page, Source, SourceContext } from '../../src/sources/source.ts';
import { type StandIn, startStandIn } from '../../src/stand-ins/stand-in.ts';
import { testSourceContext } from '../support/context.ts';
import type { HttpCase, LocalCase, Scene } from './source-case.ts';

interface Arranged {
  source: Source;
  /** Polls until nothing more is waiting, handing each cursor over as a store would. */
  sweep(cursor: unknown): Promise<Swept>;
  show(scene: Scene): Promise<void>;
}

type Swept = Page & { rejected: number };

/** Opens the source before the scene, whatever it reads from. */
export const arrange = (sourceCase: HttpCase | LocalCase, scene: Scene): Promise<Arranged> =>
  sourceCase.transport === 'http' ? arrangeHttp(sourceCase, scene) : arrangeLocal(sourceCase, scene);

const arrangeLocal = async (sourceCase: LocalCase, scene: Scene): Promise<Arranged> => {
  const { kind } = sourceCase.definition;
  const source = sourceCase.definition.open({ id: 'tried', kind, ...(await sourceCase.arrange(scene)) });
  const context = testSourceContext(sourceCase.context);

  return {
    source,
    sweep: (cursor) => sweepOf(source, cursor, context),
    show: async (next) => void (await sourceCase.arrange(next)),
  };
};

/** Opens the source before a vendor that shows the scene and can be told to misbehave. */
export const arrangeHttp = async (sourceCase: HttpCase, scene: Scene, overrides: Partial<SourceContext> = {}) => {
  let shown = scene;
  const vendor: StandIn = await startVendor((request) => sourceCase.answer(shown, request, vendor.url));
  const source = opened(sourceCase, vendor.url);
  const context = testSourceContext({ ...sourceCase.context, ...overrides });

  return {
    source,
    vendor,
    context,
    secrets: secretsIn(source.settings),
    sweep: (cursor: unknown) => sweepOf(source, cursor, context),
    show: async (next: Scene) => {
      shown = next;
    },
  };
};

/** The source, its settings leading to this address. */
export const opened = ({ definition, settings }: HttpCase, url: string): Source =>
  definition.open({ id: 'tried', kind: definition.kind, ...settings(url) });

/** A vendor that stops with the test. */
export const startVendor = async (handle: Parameters<typeof startStandIn>[0]): Promise<StandIn> => {
  const vendor = await startStandIn(handle);
  onTestFinished(() => vendor.close());
  return vendor;
};

const longestSweep = 20;

const sweepOf = async (source: Source, from: unknown, context: SourceContext): Promise<Swept> => {
  if (!source.poll) throw new Error('this source has no poll');
  const swept: Swept = { mentions: [], answers: [], gone: [], cursor: from, outcome: 'partial', rejected: 0 };
  for (let polls = 0; swept.outcome === 'partial'; polls += 1) {
    expect(polls, 'a sweep must come to an end').toBeLessThan(longestSweep);
    const page = await source.poll(stored(swept.cursor), context);
    swept.mentions.push(...page.mentions);
    swept.rejected += page.rejected ?? 0;
    swept.cursor = page.cursor;
    swept.outcome = page.outcome;
  }
  return swept;
};

/** What a cursor is after a store kept it. */
export const stored = (cursor: unknown): unknown => JSON.parse(JSON.stringify(cursor));

const secretsIn = (value: unknown): string[] => {
  if (value instanceof Secret) return [value.reveal()];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(secretsIn) : [];
};
