import { describe, expect, it } from 'vitest';
import { check } from '../../src/cli/check.ts';
import { folderWith, goodEnv, goodFiles } from '../config/folder.ts';

const run = async (files: Record<string, string>, env: Record<string, string> = goodEnv) => {
  const folder = folderWith(files);
  const printed: string[] = [];
  const code = await check({ folder, env, print: (line) => printed.push(line.replaceAll(folder, 'config')) });
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
});
