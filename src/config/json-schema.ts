import { z } from 'zod';
import { formatDuration } from '../domain/duration.ts';
import { Brand, MainFile } from './schema.ts';
import { isSecret } from './shape.ts';

/** The JSON Schemas that editors use for completion, by file name; generated into `config/`. */
export const jsonSchemas = (): Record<string, unknown> => ({
  'earshot.schema.json': describe(MainFile, 'Earshot: config/earshot.yaml'),
  'brand.schema.json': describe(Brand, 'Earshot: config/brands/*.yaml'),
});

const describe = (schema: z.ZodType, title: string): unknown => ({
  title,
  ...z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (isSecret(zodSchema)) asText(jsonSchema);
      // The default is a number of milliseconds inside, and a text like 90d in the file.
      if (jsonSchema.type === 'string' && typeof jsonSchema.default === 'number')
        jsonSchema.default = formatDuration(jsonSchema.default);
    },
  }),
});

/** A credential is written as `${NAME}`. */
const asText = (jsonSchema: z.core.JSONSchema.BaseSchema): void => {
  delete jsonSchema.anyOf;
  delete jsonSchema['secret'];
  jsonSchema.type = 'string';
  jsonSchema.pattern = '\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}';
};
