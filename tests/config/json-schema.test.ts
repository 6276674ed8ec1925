import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jsonSchemas } from '../../src/config/json-schema.ts';
import { shipped } from '../../src/lib/paths.ts';

describe('the JSON schemas for editors', () => {
  const schemas = Object.entries(jsonSchemas());

  it.each(schemas)('config/%s is what `npx tsx scripts/json-schema.ts` writes', (name, schema) => {
    const written: unknown = JSON.parse(readFileSync(shipped('config', name), 'utf8'));

    expect(written).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  it('describe credentials as texts and lengths of time as they are written', () => {
    const text = JSON.stringify(jsonSchemas());

    expect(text).not.toContain('"secret":true');
    expect(text).toContain('"default":"90d"');
  });
});
