import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { channelKinds } from '../../src/channels/index.ts';
import { type ChannelCase, channelContract } from '../contracts/channel.ts';

const folder = (path: string): URL => new URL(path, import.meta.url);

const CaseFile = z.object({ cases: z.array(z.custom<ChannelCase>()).min(1) });

for (const [kind, definition] of channelKinds) {
  // A channel without cases fails here, before anything else.
  const { cases } = CaseFile.parse(await import(`./cases/${kind}.ts`));
  for (const channelCase of cases) channelContract(definition, channelCase);
}

test('every channel in the folder is listed, has its cases and its fixtures', async () => {
  const files = (await readdir(folder('../../src/channels'))).filter((name) => name.endsWith('.ts'));
  const sources = await Promise.all(
    files.map(async (name) => ({ name, text: await readFile(folder(`../../src/channels/${name}`), 'utf8') })),
  );
  const inFolder = sources
    .filter(({ text }) => text.includes('= defineChannel({'))
    .map(({ name }) => name.slice(0, -3));
  const cases = (await readdir(folder('./cases'))).map((name) => name.slice(0, -3));
  const fixtures = await readdir(folder('../fixtures/channels'));

  expect([...channelKinds.keys()].sort()).toEqual(inFolder.sort());
  expect(cases.sort()).toEqual(inFolder.sort());
  expect(inFolder.filter((kind) => !fixtures.some((name) => name === kind || name.startsWith(`${kind}-`)))).toEqual([]);
});
