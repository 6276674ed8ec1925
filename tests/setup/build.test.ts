import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { build } from '../../scripts/build.mjs';
import { shipped } from '../../src/lib/paths.ts';

let root: string;
let said: string[];

const write = (file: string, text: string): void => writeFileSync(join(root, file), text);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'earshot-build-'));
  said = [];
  for (const folder of ['src/cli', 'scripts', 'node_modules', 'bin'])
    mkdirSync(join(root, folder), { recursive: true });
  symlinkSync(shipped('node_modules', 'typescript'), join(root, 'node_modules', 'typescript'));
  write('package.json', '{"type":"module"}');
  write('package-lock.json', '{}');
  write('scripts/build.mjs', '');
  write(
    'tsconfig.json',
    '{"compilerOptions":{"module":"nodenext","target":"es2023","types":[],"lib":["es2023"],"skipLibCheck":true}}',
  );
  write('tsconfig.build.json', '{"extends":"./tsconfig.json","compilerOptions":{"rootDir":"."},"include":["src"]}');
  write('src/cli/main.ts', 'export const main = async (words: string[]): Promise<number> => words.length;\n');
  write('src/cli/style.css', 'body {}\n');
  write('bin/earshot.js', readFileSync(shipped('bin', 'earshot.js'), 'utf8'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const buildIfStale = (): number => build(root, { ifStale: true, say: (line) => said.push(line) });

describe('the build', () => {
  test('holds the compiled sources and the files beside them, and is made once', () => {
    const codes = [buildIfStale(), buildIfStale()];

    expect(codes).toEqual([0, 0]);
    expect(said).toEqual(['Building (tsc) ...']);
    expect(readdirSync(join(root, 'dist', 'src', 'cli')).sort()).toEqual(['main.js', 'style.css']);
    expect(readdirSync(join(root, 'node_modules'))).toEqual(['typescript']);
  });

  test('is made anew when a source has changed', () => {
    buildIfStale();
    write('src/cli/main.ts', 'export const main = async (): Promise<number> => 7;\n');

    buildIfStale();

    expect(said).toHaveLength(2);
    expect(readFileSync(join(root, 'dist', 'src', 'cli', 'main.js'), 'utf8')).toContain('7');
  });

  test('stays as it was, stamp and all, when the sources do not compile', () => {
    buildIfStale();
    const stamp = readFileSync(join(root, 'dist', '.stamp'), 'utf8');
    write('src/cli/main.ts', 'export const main: number = "none";\n');

    const code = buildIfStale();

    expect(code).not.toBe(0);
    expect(said.at(-1)).toContain('src/cli/main.ts(1,14)');
    expect(readFileSync(join(root, 'dist', '.stamp'), 'utf8')).toBe(stamp);
    expect(readFileSync(join(root, 'dist', 'src', 'cli', 'main.js'), 'utf8')).toContain('words.length');
    expect(readdirSync(join(root, 'node_modules'))).toEqual(['typescript']);
  });
});

describe('the program file', () => {
  const run = (...words: string[]): { code: number | null; errors: string } => {
    const program = join(root, 'bin', 'earshot.js');
    const { status, stderr } = spawnSync(process.execPath, [program, ...words], { cwd: root, encoding: 'utf8' });
    return { code: status, errors: stderr };
  };

  const built = (main: string): void => {
    mkdirSync(join(root, 'dist', 'src', 'cli'), { recursive: true });
    write('dist/src/cli/main.js', main);
  };

  test('runs the build with the words it was given and exits with its code', () => {
    built('export const main = async (words) => words.length;');

    expect(run('check', '--config', 'here')).toEqual({ code: 3, errors: '' });
  });

  test('says what to run when there is no build yet', () => {
    const { code, errors } = run('check');

    expect(code).toBe(1);
    expect(errors).toBe(
      'earshot: there is no build yet. Run `npm run build`, or `npm start`, which builds what is stale.\n',
    );
    expect(existsSync(join(root, 'dist'))).toBe(false);
  });

  test('says that the package is broken when there are no sources either', () => {
    rmSync(join(root, 'src'), { recursive: true });

    expect(run('check').errors).toBe('earshot: there is no build yet. Its package is incomplete: install it again.\n');
  });

  test('takes settings from a .env file, which the environment overrules', () => {
    write('.env', 'EARSHOT_TEST_CODE=3\nPATH=overruled\n');
    built(
      'export const main = async () => (process.env.PATH === "overruled" ? 9 : Number(process.env.EARSHOT_TEST_CODE));',
    );

    expect(run()).toEqual({ code: 3, errors: '' });
  });
});
