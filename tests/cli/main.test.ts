import { describe, expect, it } from 'vitest';
import { folderWith, goodFiles } from '../config/folder.ts';
import { run } from './arrange.ts';

const commands = [
  'run',
  'status',
  'init',
  'check',
  'doctor',
  'classify',
  'match',
  'poll',
  'explain',
  'ack',
  'test-alert',
  'feedback',
  'replay',
  'backtest',
  'export',
  'import',
];

describe('the command line', () => {
  it('lists its commands', async () => {
    const { code, output } = await run(['--help']);

    expect(code).toBe(0);
    const listed = [...output.matchAll(/^ {2}([a-z][a-z-]*) /gm)].map(([, name]) => name);
    expect(listed).toEqual([...commands, 'help']);
  });

  it.each(commands)('%s explains itself, shows an example and takes --config', async (name) => {
    const { code, output } = await run([name, '--help']);

    expect(code).toBe(0);
    expect(output).toContain(`Usage: earshot ${name}`);
    expect(output).toContain('Example:');
    expect(output).toContain('--config <dir>');
  });

  it('suggests what was meant', async () => {
    const { code, errors } = await run(['clasify']);

    expect(code).toBe(1);
    expect(errors).toContain('Did you mean classify?');
  });

  it.each([
    { argv: ['replay', 'x', '--speed', 'fast'], says: 'write a number above 0' },
    { argv: ['export', 'everything'], says: 'Allowed choices are mentions, alerts, report' },
    { argv: ['export', 'mentions', '--since', 'soon'], says: 'a length of time, like 30d' },
    { argv: ['import', 'file'], says: "required option '--sender <name>'" },
    { argv: ['run', '--role', 'poller,gardener', '--config', 'x'], says: 'there is no role gardener' },
  ])('refuses $argv with a sentence', async ({ argv, says }) => {
    const { code, errors } = await run(argv);

    expect(code).toBe(1);
    expect(errors).toContain(says);
    expect(errors).not.toContain('    at ');
  });

  it('takes the folder from --config before or behind the command, and from EARSHOT_CONFIG', async () => {
    const folder = folderWith(goodFiles);

    const runs = await Promise.all([
      run(['check', '--config', folder]),
      run(['-c', folder, 'check']),
      run(['check'], { env: { EARSHOT_CONFIG: folder } }),
    ]);

    for (const { code, output } of runs) {
      expect(code).toBe(0);
      expect(output).toContain('is good: 1 source');
    }
  });

  it('runs no demonstration in place of a configuration that was named and is not there', async () => {
    const folder = folderWith({});

    const { code, output } = await run(['run'], { env: { EARSHOT_CONFIG: folder } });

    expect(code).toBe(1);
    expect(output).toContain('there is no such file; `npx earshot init` writes a first one');
  });

  it('names a variable of the environment that cannot be used', async () => {
    const folder = folderWith(goodFiles);

    const { code, errors } = await run(['status', '--config', folder], {
      env: { PORT: 'http', REDIS_URL: 'localhost' },
    });

    expect(code).toBe(1);
    expect(errors).toContain('REDIS_URL must be an address like');
    expect(errors).toContain('PORT must be a number');
  });
});
