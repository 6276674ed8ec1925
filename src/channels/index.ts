import { z } from 'zod';
import * as all from './all.ts';
import type { Channel, ChannelKind } from './channel.ts';

const kinds: ChannelKind[] = Object.values(all);

/** Every kind of channel Earshot can send to, by the word that `kind` holds in the configuration. */
export const channelKinds: ReadonlyMap<string, ChannelKind> = new Map(kinds.map((channel) => [channel.kind, channel]));

/** The settings of one channel of any kind, told apart by `kind`. */
export const ChannelSettings = z.discriminatedUnion('kind', nonEmpty(kinds.map(({ settings }) => settings)));
export type ChannelSettings = z.output<typeof ChannelSettings>;

const KnownKind = z.looseObject({ kind: z.enum(nonEmpty([...channelKinds.keys()])) });

/**
 * Opens one configured channel.
 *
 * @param raw the settings as they stand in the configuration, secrets already filled in
 * @throws ZodError when the kind is unknown or a setting does not fit
 */
export const openChannel = (raw: unknown): Channel => {
  const { kind } = KnownKind.parse(raw);
  const definition = channelKinds.get(kind);
  if (!definition) throw new Error(`the kind of channel "${kind}" is listed but not known`);
  return definition.open(raw);
};

function nonEmpty<T>(values: T[]): [T, ...T[]] {
  const [first, ...rest] = values;
  if (first === undefined) throw new Error('no channel is listed in all.ts');
  return [first, ...rest];
}
