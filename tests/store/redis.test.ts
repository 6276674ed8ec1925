import { describe, expect, it } from 'vitest';
import { createKeys, placeOf } from '../../src/store/redis.ts';

describe('the address of Redis', () => {
  it.each([
    ['redis://127.0.0.1', { host: '127.0.0.1', port: 6379 }],
    ['redis://:p%40ss@redis:6380/2', { host: 'redis', port: 6380, password: 'p@ss', db: 2 }],
    [
      'rediss://ear:secret@cache.example',
      { host: 'cache.example', port: 6379, username: 'ear', password: 'secret', tls: { servername: 'cache.example' } },
    ],
    ['unix:///run/redis/redis.sock', { path: '/run/redis/redis.sock' }],
    [
      'redis+sentinel://ear:secret@one:26379,two/earshot/1',
      {
        sentinels: [
          { host: 'one', port: 26_379 },
          { host: 'two', port: 26_379 },
        ],
        name: 'earshot',
        username: 'ear',
        password: 'secret',
        db: 1,
      },
    ],
  ])('%s', (url, place) => {
    expect(placeOf({ url })).toEqual(place);
  });

  it('without a master name says what is missing', () => {
    expect(() => placeOf({ url: 'redis+sentinel://one:26379' })).toThrow('must look like redis+sentinel://host:26379');
  });
});

describe('the keys of an installation', () => {
  it('share one hash tag, so that they live in one slot of a cluster', () => {
    const keys = createKeys('earshot');

    expect(
      [keys.pending, keys.mention('twitter:1'), keys.dedup('author:twitter:{x}:Acme')].map(
        (key) => /\{([^}]*)\}/.exec(key)?.[1],
      ),
    ).toEqual(['earshot', 'earshot', 'earshot']);
  });
});
