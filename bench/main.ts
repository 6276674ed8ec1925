import { parseArgs } from 'node:util';
import { classify } from './classify.ts';
import { inbox } from './inbox.ts';
import { latency } from './latency.ts';
import { match } from './match.ts';
import { memory } from './memory.ts';
import type { Part } from './part.ts';
import { pipeline } from './pipeline.ts';
import { start } from './start.ts';
import { formatTable, type Row } from './table.ts';

const parts: Record<string, Part> = { pipeline, classify, match, latency, start, memory, inbox };

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { mentions: { type: 'string', default: '200000' } },
});
const unknown = positionals.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`There is no part called ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}

const rows: Row[] = [];
for (const [name, part] of Object.entries(parts)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  console.log(`${name} ...`);
  rows.push(...(await part({ mentions: Number(values.mentions), say: (line) => console.log(`  ${line}`) })));
}
console.log(`\n${formatTable(rows)}`);
// Packages that are only compared with may hold on to timers.
process.exit();
