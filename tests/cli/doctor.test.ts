import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { startNtfy } from '../../src/stand-ins/ntfy.ts';
import { folderWith } from '../config/folder.ts';
import { run } from './arrange.ts';

const REDIS_URL = () => `unix://${inject('redisSocket')}`;

const brand = 'brand: Acme\nkeywords:\n  - { id: name, query: acme }\n';

describe('earshot doctor', () => {
  it('says what is wrong, and what to do about it', async () => {
    const folder = folderWith({
      'earshot.yaml': [
        'sources:',
        '  - { id: exports, kind: file, path: /nowhere/mentions.ndjson }',
        '  - { id: off, kind: rss, url: "https://news.example/feed", enabled: false }',
        'channels:',
        `  - { id: phone, kind: ntfy, topic: '\${EARSHOT_NTFY_TOPIC}', base_url: 'http://127.0.0.1:9' }`,
        '',
      ].join('\n'),
      'brands/acme.yaml': brand,
    });

    const { code, output } = await run(['doctor', '--config', folder], {
      env: { REDIS_URL: REDIS_URL(), HOST: '0.0.0.0' },
    });

    expect(code).toBe(1);
    expect(output).toMatch(
      /^WRONG {2}environment +the inbox can be reached from outside and has no password\n +→ Set EARSHOT_PASSWORD/m,
    );
    expect(output).toMatch(/^WRONG {2}configuration +.*:5:\d+ EARSHOT_NTFY_TOPIC is not set$/m);
    expect(output).toMatch(/^ok +redis +the one of REDIS_URL, version \d/m);
    expect(output).toMatch(/^WRONG {2}redis +This Redis keeps nothing on disk/m);
    expect(output).toMatch(
      /^WRONG {2}source exports +.*cannot be read \(ENOENT\)\n +→ Create the file or correct its path\./m,
    );
    expect(output).toMatch(/^note +source off +switched off/m);
    expect(output).toMatch(/^WRONG {2}channel phone +.*cannot be reached/m);
    expect(output).toContain('5 things are wrong.');
  });

  it('is content with what works', async () => {
    const ntfy = await startNtfy();
    onTestFinished(() => ntfy.close());
    const folder = folderWith({
      'mentions.ndjson': '',
      'earshot.yaml': [
        'sources:',
        '  - { id: exports, kind: file, path: MENTIONS }',
        'channels:',
        `  - { id: phone, kind: ntfy, topic: '\${EARSHOT_NTFY_TOPIC}', base_url: '${ntfy.url}' }`,
        '',
      ].join('\n'),
      'brands/acme.yaml': brand,
    });
    const main = join(folder, 'earshot.yaml');
    writeFileSync(main, readFileSync(main, 'utf8').replace('MENTIONS', join(folder, 'mentions.ndjson')));

    const { code, output } = await run(['doctor', '--config', folder], {
      env: { EARSHOT_HOME: join(folder, 'data'), EARSHOT_NTFY_TOPIC: 'topic-of-the-phone-of-acme' },
    });

    expect(output).toMatch(/^ok +redis +a private one, version \d/m);
    expect(output).toMatch(/^note +daemon +is not running$/m);
    expect(output).toMatch(/^ok +source exports +.* holds 0 bytes$/m);
    expect(output).toMatch(/^ok +channel phone +127\.0\.0\.1:\d+ answers$/m);
    expect(output).toContain('Everything works.');
    expect(code).toBe(0);
  });

  it('does not wait for ever for a Redis that is not there', async () => {
    const folder = folderWith({ 'earshot.yaml': '', 'brands/acme.yaml': brand });
    const { code, output } = await run(['doctor', '--config', folder], { env: { REDIS_URL: 'redis://127.0.0.1:1' } });

    expect(code).toBe(1);
    expect(output).toMatch(/^WRONG {2}redis +Redis does not answer: see whether REDIS_URL is right/m);
  });
});
