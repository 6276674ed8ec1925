import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { folderWith } from '../config/folder.ts';
import { run, start } from './arrange.ts';

const Share = z.number().min(0).max(1);
const Judged = z.strictObject({
  id: z.union([z.string(), z.number()]),
  lang: z.string(),
  sentiment: z.enum(['negative', 'neutral', 'positive']),
  scores: z.strictObject({ negative: Share, neutral: Share, positive: Share }),
  urgency: z.int().min(1).max(5),
  urgencyScores: z.strictObject({ 1: Share, 2: Share, 3: Share, 4: Share, 5: Share }),
  replyWanted: z.boolean(),
  confidence: Share,
  reasons: z.array(z.strictObject({ signal: z.string(), text: z.string(), weight: z.number() })),
});

const brands = {
  'brands/acme.yaml': [
    'brand: Acme Coffee',
    'keywords:',
    '  - { id: name, query: "acme NOT anvil" }',
    '  - { id: stars, query: "coffee rating<=2" }',
    '  - { id: polish, query: "kawa", languages: [pl] }',
    '',
  ].join('\n'),
};

const rowsOf = (lines: string[]) => lines.map((line): unknown => JSON.parse(line));

describe('earshot classify', () => {
  it('works without any configuration and writes exactly what it promises', async () => {
    const input = [
      '{"id":"a","text":"No signal since this morning, nobody answers!"}',
      '{"id":2,"text":"Me encanta, gracias","lang":"es","rating":5,"source":"appstore"}',
      '{"id":"c","text":"","lang":null,"rating":null}',
    ].join('\n');

    const { code, lines } = await run(['classify', '--config', '/nowhere'], { input });

    expect(code).toBe(0);
    const judged = rowsOf(lines).map((row) => Judged.parse(row));
    expect(judged.map(({ id }) => id)).toEqual(['a', 2, 'c']);
    expect(judged.map(({ lang }) => lang).slice(0, 2)).toEqual(['en', 'es']);
    expect(judged[0]).toMatchObject({ sentiment: 'negative', urgency: 1, replyWanted: true });
    expect(judged[1]).toMatchObject({ sentiment: 'positive', urgency: 5 });
  });

  it('says what is wrong with a row', async () => {
    const input = '{"text":"no id"}\n{"id":1}\n{"id":2,"text":"fine","rating":"five"}\n[]\n';

    const { code, lines } = await run(['classify'], { input });

    expect(code).toBe(2);
    expect(rowsOf(lines)).toEqual([
      { line: 1, error: 'id: must be a string or a number' },
      { line: 2, error: 'text: must be a string' },
      { line: 3, error: 'rating: must be a number' },
      { line: 4, error: expect.stringContaining('expected object') },
    ]);
  });

  it('lets the words of the configuration count', async () => {
    const folder = folderWith({ 'lexicons/en.yaml': 'negative:\n  3: [flibbertigibbet]\n' });
    const input = '{"id":1,"text":"what a flibbertigibbet this is","lang":"en"}\n';

    const plain = await run(['classify', '--config', '/nowhere'], { input });
    const extended = await run(['classify', '--config', folder], { input });

    expect(plain.output).not.toContain('"sentiment":"negative"');
    expect(extended.output).toContain('"sentiment":"negative"');
  });

  it('as a program: the same order, the malformed line in its place, exit code 2', async () => {
    const { program, ended } = start(['classify']);

    program.stdin.end(`${'{"id":1,"text":"great"}\n'.repeat(500)}broken\n{"id":2,"text":"bad"}\n`);
    const { code, output, errors } = await ended;

    const lines = output.trimEnd().split('\n');
    expect(code).toBe(2);
    expect(errors).toBe('');
    expect(lines).toHaveLength(502);
    expect(lines[500]).toBe('{"line":501,"error":"is no JSON"}');
    expect(lines[501]).toMatch(/^\{"id":2,"lang":/);
  });

  it('as a program: a reader that leaves early ends it without a word', async () => {
    const { program, ended } = start(['classify']);

    program.stdin.write('{"id":1,"text":"great"}\n');
    program.stdout.once('data', () => {
      program.stdout.destroy();
      program.stdin.write('{"id":2,"text":"great"}\n'.repeat(2000));
    });
    const { code, errors } = await ended;

    expect(code).toBe(0);
    expect(errors).toBe('');
  });
});

describe('earshot match', () => {
  it('names every keyword that finds a mention, with its words, from brand files alone', async () => {
    const folder = folderWith(brands);
    const input = [
      '{"id":7,"text":"Acme again, what a day"}',
      '{"source":"trustpilot","externalId":"r1","text":"cold coffee at acme","rating":1,"author":{"name":"Ana"}}',
      '{"externalId":"x","text":"an acme anvil","url":null}',
      '{"text":"kawa","lang":"en"}',
    ].join('\n');

    const { code, lines } = await run(['match', '--config', folder], { input });

    expect(code).toBe(0);
    expect(rowsOf(lines)).toEqual([
      {
        id: 7,
        matches: [{ brand: 'Acme Coffee', keyword: 'name', terms: ['Acme'], context: 'Acme again, what a day' }],
      },
      {
        id: 'trustpilot:r1',
        matches: [
          expect.objectContaining({ keyword: 'name', terms: ['acme'] }),
          expect.objectContaining({ keyword: 'stars', terms: ['coffee'] }),
        ],
      },
      { id: 'x', matches: [] },
      { id: null, matches: [] },
    ]);
  });

  it('does not begin on a configuration that is wrong', async () => {
    const folder = folderWith({ 'brands/acme.yaml': 'brand: Acme\nkeywords:\n  - { id: a, query: "(acme" }\n' });

    const { code, lines, errors } = await run(['match', '--config', folder], { input: '{"text":"acme"}\n' });

    expect(code).toBe(1);
    expect(lines).toEqual([]);
    expect(errors).toMatch(/acme\.yaml:3:\d+ .*\n/);
    expect(errors).toContain('cannot be used; nothing was done');
  });
});
