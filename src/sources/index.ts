import { z } from 'zod';
import * as all from './all.ts';
import type { Source, SourceKind } from './source.ts';

export type { Source };

const kinds: SourceKind[] = Object.values(all);

/** Every kind of source Earshot can listen to, by the word that `kind` holds in the configuration. */
export const sourceKinds: ReadonlyMap<string, SourceKind> = new Map(kinds.map((source) => [source.kind, source]));

/** The settings of one source of any kind, told apart by `kind`. */
export const SourceSettings = z.discriminatedUnion('kind', nonEmpty(kinds.map(({ settings }) => settings)));
export type SourceSettings = z.output<typeof SourceSettings>;

const KnownKind = z.looseObject({ kind: z.enum(nonEmpty([...sourceKinds.keys()])) });

/**
 * Opens one configured source.
 *
 * @param raw the settings as they stand in the configuration, secrets already filled in
 * @throws ZodError when the kind is unknown or a setting does not fit
 */
export const openSource = (raw: unknown): Source => {
  const { kind } = KnownKind.parse(raw);
  const definition = sourceKinds.get(kind);
  if (!definition) throw new Error(`the kind of source "${kind}" is listed but not known`);
  return definition.open(raw);
};

function nonEmpty<T>(values: T[]): [T, ...T[]] {
  const [first, ...rest] = values;
  if (first === undefined) throw new Error('no source is listed in all.ts');
  return [first, ...rest];
}
