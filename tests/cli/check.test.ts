import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check } from '../../src/cli/check.ts';
import { folderWith, goodEnv, goodFiles } from '../config/folder.ts';

const run = async (files: Record<string, string>, env: Record<string, string> = goodEnv, mentions?: string) => {
  const folder = folderWith(files);
  const printed: string[] = [];
  const print = (line: string) => printed.push(line.replaceAll(folder, 'config'));
  const code = await check({ folder, env, print, ...(mentions && { mentions: join(folder, mentions) }) });
  return { code, printed };
};

describe('earshot check', () => {
  it('counts what a good configuration holds', async () => {
    const { code, printed } = await run(goodFiles);

    expect(code).toBe(0);
    expect(printed).toEqual(['config is good: 1 source, 1 channel, 1 brand, 1 keyword']);
  });

  it('is content with unset variables, and says so', async () => {
    const { code, printed } = await run(goodFiles, {});

    expect(code).toBe(0);
    expect(printed).toEqual([
      'config/earshot.yaml:4:37 warning: EARSHOT_NTFY_TOPIC is not set',
      'config is good: 1 source, 1 channel, 1 brand, 1 keyword; 1 warning',
    ]);
  });

  it('prints each problem on a line with what was probably meant', async () => {
    const { code, printed } = await run({ ...goodFiles, 'brands/tea.yaml': 'brandd: Tea\n' });

    expect(code).toBe(1);
    expect(printed).toEqual([
      'config/brands/tea.yaml:1:1 "brand" is missing: The name people see.',
      'config/brands/tea.yaml:1:1 unknown setting "brandd"; did you mean "brand"?',
      'config is not good: 2 problems',
    ]);
  });

  it('reads the lexicons as well', async () => {
    const { code, printed } = await run({ ...goodFiles, 'lexicons/en.yaml': 'negative:\n  3: ["( half"]\n' });

    expect(code).toBe(1);
    expect(printed).toEqual([
      expect.stringMatching(/^config\/lexicons\/en\.yaml:2:\d+ .*parenthesis/),
      'config is not good: 1 problem',
    ]);
  });

  it('reads the replies as well', async () => {
    const { code, printed } = await run({ ...goodFiles, 'replies/en.yaml': 'down:\n  - "Sorry, {nmae}."\n' });

    expect(code).toBe(1);
    expect(printed).toEqual([
      'config/replies/en.yaml:2:5 "{nmae}" stands for nothing; known here: {name}, {brand}, {time}',
      'config is not good: 1 problem',
    ]);
  });

  it('warns of unwise keywords with a remedy, and fails nothing', async () => {
    const brand =
      'brand: Acme\nown_accounts: { twitter: acmecoffee }\nkeywords:\n  - { id: a, query: "@acmecofee OR ax" }\n';

    const { code, printed } = await run({ ...goodFiles, 'brands/acme.yaml': brand });

    expect(code).toBe(0);
    expect(printed).toEqual([
      'config/brands/acme.yaml:4:22 warning: @acmecofee is none of own_accounts, and nearly @acmecoffee: ' +
        'correct it, or add it to own_accounts if it is yours; did you mean "@acmecoffee"?',
      'config/brands/acme.yaml:4:36 warning: "ax" is so short that it also stands for other things: ' +
        'write it with "=" when capitals and signs belong to it, or put it near words of your trade',
      'config is good: 1 source, 1 channel, 1 brand, 1 keyword; 2 warnings',
    ]);
  });

  it('tries the keywords on mentions that were heard', async () => {
    const row = JSON.stringify({ id: 'x:1', text: 'acme anvil' });
    const brand = 'brand: Acme\nkeywords:\n  - { id: a, query: acme -anvil }\n';
    const files = { ...goodFiles, 'brands/acme.yaml': brand, 'heard.ndjson': `${row}\n`.repeat(30) };

    const { code, printed } = await run(files, goodEnv, 'heard.ndjson');

    expect(code).toBe(0);
    expect(printed[0]).toBe(
      'Acme, a: warning: NOT anvil drops 30 of 30 matches (100 %): ' +
        'read some of them; if they are yours, exclude something narrower, such as a phrase or NEAR',
    );
  });
});
