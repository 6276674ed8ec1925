/** Writes `config/*.schema.json` from the schemas of the configuration: `npx tsx scripts/json-schema.ts`. */
import { writeFileSync } from 'node:fs';
import { jsonSchemas } from '../src/config/json-schema.ts';
import { shipped } from '../src/lib/paths.ts';

for (const [name, schema] of Object.entries(jsonSchemas()))
  writeFileSync(shipped('config', name), `${JSON.stringify(schema, null, 2)}\n`);
