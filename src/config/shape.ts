import { z } from 'zod';

type Schema = z.core.$ZodType;

/** Finds the schema of one setting of a value, following the branch of a union which that value has taken. */
export const schemaOf = (schema: Schema, value: unknown, key: PropertyKey): Schema | undefined => {
  const bare = branchFor(schema, value);
  if (bare instanceof z.ZodObject) return shapeOf(bare).get(String(key));
  if (bare instanceof z.ZodArray) return bare.element;
  return bare instanceof z.ZodRecord ? bare.valueType : undefined;
};

/** Finds the schema at the end of a path. */
export const schemaAt = (schema: Schema, value: unknown, path: readonly PropertyKey[]): Schema | undefined => {
  const [key, ...rest] = path;
  if (key === undefined) return schema;
  const next = schemaOf(schema, value, key);
  return next && schemaAt(next, childOf(value, key), rest);
};

/** The value of one setting, or one element of a list. */
export const childOf = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;

/** The value at the end of a path. */
export const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown => path.reduce(childOf, value);

/** Names of the settings that may stand here. */
export const settingsOf = (schema: Schema | undefined, value: unknown): string[] => {
  const bare = schema && branchFor(schema, value);
  return bare instanceof z.ZodObject ? [...shapeOf(bare).keys()] : [];
};

/** Tells whether a setting holds a credential, which may come from the environment only. */
export const isSecret = (schema: Schema): boolean =>
  layers(schema).some((layer) => z.globalRegistry.get(layer)?.['secret'] === true);

/** The sentence that explains a setting. */
export const descriptionOf = (schema: Schema | undefined): string | undefined =>
  schema &&
  layers(schema)
    .map((layer) => z.globalRegistry.get(layer)?.description)
    .find((description) => description !== undefined);

const shapeOf = (schema: z.ZodObject): Map<string, Schema> => new Map(Object.entries(schema.shape));

/** The schema and what it wraps, from the outside in. */
const layers = (schema: Schema): Schema[] => {
  const inner = unwrapped(schema);
  return inner ? [schema, ...layers(inner)] : [schema];
};

const unwrapped = (schema: Schema): Schema | undefined => {
  if (schema instanceof z.ZodPipe) return schema.in instanceof z.ZodTransform ? schema.out : schema.in;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return schema.unwrap();
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return schema.unwrap();
  return schema instanceof z.ZodLazy ? schema.unwrap() : undefined;
};

const branchFor = (schema: Schema, value: unknown): Schema | undefined => {
  const bare = layers(schema).at(-1);
  if (bare instanceof z.ZodDiscriminatedUnion) {
    const { discriminator } = bare.def;
    return bare.options.find((option) =>
      accepts(schemaOf(option, value, discriminator), childOf(value, discriminator)),
    );
  }
  if (!(bare instanceof z.ZodUnion)) return bare;
  const branches = bare.options.map((option) => branchFor(option, value));
  return branches.find((branch) =>
    Array.isArray(value)
      ? branch instanceof z.ZodArray
      : branch instanceof z.ZodObject || branch instanceof z.ZodRecord,
  );
};

const accepts = (schema: Schema | undefined, value: unknown): boolean =>
  schema !== undefined && z.safeParse(schema, value).success;
