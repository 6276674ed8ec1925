import { z } from 'zod';
import * as all from './all.ts';
import type { Engine, EngineKind } from './engine.ts';

const kinds: EngineKind[] = Object.values(all);

/** Every kind of second-opinion engine, by the word that `kind` holds in the configuration. */
export const engineKinds: ReadonlyMap<string, EngineKind> = new Map(kinds.map((engine) => [engine.kind, engine]));

/** The settings of one engine of any kind, told apart by `kind`. */
export const EngineSettings = z.discriminatedUnion('kind', nonEmpty(kinds.map(({ settings }) => settings)));
export type EngineSettings = z.output<typeof EngineSettings>;

const KnownKind = z.looseObject({ kind: z.enum(nonEmpty([...engineKinds.keys()])) });

/**
 * Opens the configured engine. Nothing is loaded or called before its first question.
 *
 * @param raw the settings as they stand in the configuration, secrets already filled in
 * @throws ZodError when the kind is unknown or a setting does not fit
 */
export const openEngine = (raw: unknown): Engine => {
  const { kind } = KnownKind.parse(raw);
  const definition = engineKinds.get(kind);
  if (!definition) throw new Error(`the kind of engine "${kind}" is listed but not known`);
  return definition.open(raw);
};

function nonEmpty<T>(values: T[]): [T, ...T[]] {
  const [first, ...rest] = values;
  if (first === undefined) throw new Error('no engine is listed in all.ts');
  return [first, ...rest];
}
