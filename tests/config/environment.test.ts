import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ensureSecret, readEnvironment } from '../../src/config/environment.ts';
import { folderWith } from './folder.ts';

const environmentOf = (env: Record<string, string>) => {
  const read = readEnvironment(env);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.environment;
};

describe('the environment', () => {
  it('has defaults for everything', () => {
    expect(environmentOf({})).toMatchObject({ config: 'config', home: 'data', host: '127.0.0.1', port: 4747 });
  });

  it('gives secrets that do not print, also from files', () => {
    const folder = folderWith({ password: 'correct horse\n' });

    const environment = environmentOf({
      EARSHOT_PASSWORD_FILE: join(folder, 'password'),
      REDIS_URL: 'rediss://user:pass@redis.example:6380/1',
    });

    expect(environment.password?.reveal()).toBe('correct horse');
    expect(environment.redisUrl?.reveal()).toContain('user:pass');
    expect(JSON.stringify(environment)).not.toMatch(/horse|pass@/);
  });

  it('treats an empty variable as one that is not set', () => {
    expect(environmentOf({ PORT: '', REDIS_URL: '', EARSHOT_SECRET: '' })).toMatchObject({
      port: 4747,
      redisUrl: undefined,
      secret: undefined,
    });
  });

  it('names each variable that is wrong, all at once and without its value', () => {
    const read = readEnvironment({
      PORT: '70000',
      REDIS_URL: 'http://redis.example',
      EARSHOT_SECRET: 'short',
      EARSHOT_PUBLIC_URL: 'earshot.example.com',
      EARSHOT_PASSWORD_FILE: '/nowhere/password',
    });

    expect(read).toEqual({
      ok: false,
      problems: [
        'EARSHOT_PASSWORD is not set: the file that EARSHOT_PASSWORD_FILE names cannot be read',
        'REDIS_URL must be an address like redis://127.0.0.1:6379/0',
        'EARSHOT_SECRET must be at least 16 characters long',
        'EARSHOT_PUBLIC_URL must be an address like https://earshot.example.com',
        'PORT must be at most 65535',
      ],
    });
  });

  it('writes the public address without a slash at its end', () => {
    expect(environmentOf({ EARSHOT_PUBLIC_URL: 'https://earshot.example.com/' }).publicUrl).toBe(
      'https://earshot.example.com',
    );
  });
});

describe('the key of an installation', () => {
  it('is made once, kept, and readable by its owner only', () => {
    const home = join(folderWith(), 'data');

    const [first, again] = [ensureSecret(home), ensureSecret(home)];

    expect(first.reveal()).toMatch(/^[\w-]{43}$/);
    expect(again.reveal()).toBe(first.reveal());
    expect(readFileSync(join(home, 'secret'), 'utf8').trim()).toBe(first.reveal());
    expect(statSync(join(home, 'secret')).mode & 0o777).toBe(0o600);
  });

  it('is not replaced when its file was emptied: links that are out would die silently', () => {
    const home = folderWith();
    writeFileSync(join(home, 'secret'), '');

    expect(() => ensureSecret(home)).toThrow(/is empty: delete it/);
  });
});
