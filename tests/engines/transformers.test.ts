import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Classify, transformers, transformersWith } from '../../src/engines/transformers.ts';
import { shipped } from '../../src/lib/paths.ts';
import { testContext } from '../support/context.ts';
import { writeTinyModel } from '../support/tiny-model.ts';

const question = { text: 'Awful, awful coffee', brand: 'Acme' };

const playing = (...answers: (unknown | Error)[]) => {
  const texts: string[] = [];
  const loads: unknown[] = [];
  const classify: Classify = async (text) => {
    texts.push(text);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const engine = (settings: Record<string, unknown> = {}) =>
    transformersWith(async (wanted) => {
      loads.push(wanted);
      return classify;
    }).open({ kind: 'transformers', ...settings });
  return { engine, texts, loads };
};

const scores = (...entries: [label: string, score: number][]) => entries.map(([label, score]) => ({ label, score }));

describe('the transformers engine', () => {
  it.each([
    ['words', scores(['negative', 0.7], ['neutral', 0.2], ['positive', 0.1]), 'negative', 0.7],
    ['capitals', scores(['POSITIVE', 0.9], ['NEGATIVE', 0.1]), 'positive', 0.9],
    [
      'stars',
      scores(['1 star', 0.3], ['2 stars', 0.3], ['3 stars', 0.2], ['4 stars', 0.1], ['5 stars', 0.1]),
      'negative',
      0.6,
    ],
    ['shades', scores(['Very Positive', 0.4], ['Positive', 0.35], ['Neutral', 0.25]), 'positive', 0.75],
  ])('understands labels in %s', async (_, answer, sentiment, confidence) => {
    const { engine } = playing(answer);

    const { opinion } = await engine().judge(question, testContext());

    expect(opinion).toEqual({ sentiment, confidence: expect.closeTo(confidence, 6) });
  });

  it('takes the meaning of other labels from its settings', async () => {
    const { engine } = playing(scores(['LABEL_0', 0.2], ['LABEL_1', 0.8]));

    const { opinion } = await engine({ labels: { LABEL_0: 'negative', LABEL_1: 'positive' } }).judge(
      question,
      testContext(),
    );

    expect(opinion.sentiment).toBe('positive');
  });

  it('asks what a label means that says nothing', async () => {
    const { engine } = playing(scores(['LABEL_1', 1]));

    await expect(engine().judge(question, testContext())).rejects.toMatchObject({
      kind: 'unauthorized',
      remedy: expect.stringContaining('`labels`'),
    });
  });

  it('loads its model once, with the first question', async () => {
    const { engine, loads } = playing(scores(['neutral', 1]));
    const opened = engine({ folder: 'kept', download: false });

    await Promise.all([opened.judge(question, testContext()), opened.judge(question, testContext())]);

    expect(loads).toMatchObject([
      {
        model: 'Xenova/distilbert-base-multilingual-cased-sentiments-student',
        dtype: 'q8',
        folder: 'kept',
        download: false,
      },
    ]);
  });

  it('tries again to load what did not load', async () => {
    let tries = 0;
    const engine = transformersWith(async () => {
      tries += 1;
      if (tries === 1) throw new Error('no space left');
      return async () => scores(['neutral', 1]);
    }).open({ kind: 'transformers' });

    await expect(engine.judge(question, testContext())).rejects.toMatchObject({ kind: 'transient' });
    await expect(engine.judge(question, testContext())).resolves.toMatchObject({ opinion: { sentiment: 'neutral' } });
  });

  it('does not wait for a model that never answers', async () => {
    const engine = transformersWith(() => new Promise(() => undefined)).open({ kind: 'transformers', timeout: '20ms' });

    await expect(engine.judge(question, testContext())).rejects.toMatchObject({ kind: 'unknown' });
  });

  it('says so when what comes is no list of labels', async () => {
    const { engine } = playing({ logits: [1, 2, 3] });

    await expect(engine().judge(question, testContext())).rejects.toMatchObject({ kind: 'invalid' });
  });
});

const installed = existsSync(shipped('node_modules/@huggingface/transformers'));

describe.skipIf(installed)('without the package', () => {
  it('says which command installs it', async () => {
    const engine = transformers.open({ kind: 'transformers' });

    await expect(engine.judge(question, testContext())).rejects.toMatchObject({
      remedy: 'Run: npm install --ignore-scripts @huggingface/transformers',
    });
  });
});

// The package is no dependency: with it in place, a model of three words goes through all of it.
describe.skipIf(!installed)('with @huggingface/transformers installed', () => {
  it('judges by a model from its folder, and fetches nothing', { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'earshot-models-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeTinyModel(folder, 'tiny', { awful: [4, 0, -4], great: [-4, 0, 4], open: [0, 4, 0] });
    const engine = transformers.open({ kind: 'transformers', model: 'tiny', folder, download: false, timeout: '30s' });
    const ask = async (text: string) => (await engine.judge({ text, brand: 'Acme' }, testContext())).opinion.sentiment;

    const sentiments = [
      await ask('Awful, awful coffee'),
      await ask('GREAT great service'),
      await ask('open open now?'),
    ];

    expect(sentiments).toEqual(['negative', 'positive', 'neutral']);
  });
});
