import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashText, kinds } from '../../src/classify/hash.ts';
import { loadModel, modelFile } from '../../src/classify/index.ts';
import { bucketStarts, findRow, indexRows, readModel, writeModel } from '../../src/classify/model.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-model-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the model file', () => {
  it('is at most 12 MB', () => {
    expect(statSync(modelFile).size).toBeLessThanOrEqual(12_000_000);
  });

  it('is written as it was read, byte for byte', () => {
    const written = writeModel(loadModel());

    expect(written.equals(readFileSync(modelFile))).toBe(true);
  });

  it.each([
    ['not a model', (bytes: Buffer) => bytes.subarray(1), /is not a model of this version/],
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 4096), /is cut short or broken/],
  ])('is refused when it is %s', (_what, spoil, problem) => {
    const file = join(folder, 'mentions.bin');
    writeFileSync(file, spoil(readFileSync(modelFile)));

    expect(() => readModel(file)).toThrow(problem);
  });
});

describe('rows of features', () => {
  it('are found by their whole hash and by nothing else', () => {
    const features = ['refund', 'zwrot', 'signal', 'café', 'кофе']
      .map((word) => hashText(word, kinds.word))
      .sort((a, b) => a - b);
    const rows = { ...indexRows(features), weights: new Int8Array(), scale: new Float32Array() };
    const starts = bucketStarts(rows);

    expect(features.map((feature) => findRow(rows, starts, feature))).toEqual([0, 1, 2, 3, 4]);
    for (const feature of features)
      for (const bit of [0, 13, 15, 16, 17, 20, 31])
        expect(findRow(rows, starts, (feature ^ (2 ** bit)) >>> 0)).toBe(-1);
  });
});
