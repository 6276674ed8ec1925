import { z } from 'zod';
import { sourceKinds } from '../sources/index.ts';
import { isSecret } from './shape.ts';
import type { Variable } from './variables.ts';

type LookUp = (name: string) => Variable;

const Main = z.looseObject({ sources: z.array(z.unknown()) });
const Entry = z.looseObject({ kind: z.string(), id: z.string() });
type Entry = z.infer<typeof Entry>;

/**
 * Writes `${NAME}` where a source leaves out a credential that it needs and that has a name of its own: for inbound senders
 * `EARSHOT_INTAKE_SECRET_<ID>` and `EARSHOT_INTAKE_TOKEN_<ID>`, for all others `EARSHOT_<KIND>_<SETTING>`. Channels must
 * write it: there, the credential is the address.
 */
export const withNamedSecrets = (value: unknown, lookUp: LookUp): unknown => {
  const main = Main.safeParse(value);
  if (!main.success) return value;
  return { ...main.data, sources: main.data.sources.map((source) => withSecrets(source, lookUp)) };
};

const withSecrets = (source: unknown, lookUp: LookUp): unknown => {
  const entry = Entry.safeParse(source);
  if (!entry.success) return source;
  const added = entry.data.kind === 'intake' ? intakeSecrets(entry.data, lookUp) : neededSecrets(entry.data);
  return { ...added, ...entry.data };
};

/** With neither variable set, the first is named, and missed. */
const intakeSecrets = ({ id, secret, token }: Entry, lookUp: LookUp): Record<string, string> => {
  if (secret !== undefined || token !== undefined) return {};
  const name = id.toUpperCase().replaceAll('-', '_');
  const signed = `EARSHOT_INTAKE_SECRET_${name}`;
  const bearer = `EARSHOT_INTAKE_TOKEN_${name}`;
  const hasBearer = 'value' in lookUp(bearer);
  return {
    ...('value' in lookUp(signed) || !hasBearer ? { secret: `\${${signed}}` } : {}),
    ...(hasBearer ? { token: `\${${bearer}}` } : {}),
  };
};

const neededSecrets = ({ kind }: Entry): Record<string, string> =>
  Object.fromEntries(
    Object.entries(sourceKinds.get(kind)?.settings.shape ?? {})
      .filter(([, schema]) => isSecret(schema) && !schema.safeParse(undefined).success)
      .map(([setting]) => [setting, `\${EARSHOT_${kind}_${setting}}`.toUpperCase()]),
  );
