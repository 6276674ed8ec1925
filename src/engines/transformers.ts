import { z } from 'zod';
import { Sentiment } from '../domain/classification.ts';
import { Failure } from '../lib/failure.ts';
import { clean, cut } from '../lib/text.ts';
import { type Answer, defineEngine } from './engine.ts';

const Settings = z.strictObject({
  model: z
    .string()
    .min(1)
    .default('Xenova/distilbert-base-multilingual-cased-sentiments-student')
    .describe('A text classification model for sentiment, in ONNX, by its name on the Hugging Face hub.'),
  dtype: z
    .enum(['q8', 'int8', 'uint8', 'q4', 'bnb4', 'fp16', 'fp32'])
    .default('q8')
    .describe('Which of its weights to load; `q8` is quantised to bytes.'),
  folder: z.string().min(1).default('data/models').describe('Where models are kept, as `<folder>/<model>/`.'),
  download: z.boolean().default(true).describe('`false`: only what is in the folder is used, nothing is fetched.'),
  labels: z
    .record(z.string(), Sentiment)
    .default({})
    .describe('What its labels mean, where that does not follow from their names.'),
});
type Settings = z.output<typeof Settings>;

/** Gives all labels of a text with their scores; what a pipeline of the package is. */
export type Classify = (text: string, options: { top_k: null }) => Promise<unknown>;

/** Loads a model. */
export type Load = (settings: Pick<Settings, 'model' | 'dtype' | 'folder' | 'download'>) => Promise<Classify>;

const Scores = z.array(z.object({ label: z.string(), score: z.number() })).min(1);

/** The models end at 512 tokens; characters beyond these cannot be among them. */
const longestText = 4000;

/** A sentiment model on this machine through `@huggingface/transformers`. It says nothing about urgency. */
export const transformersWith = (load: Load) =>
  defineEngine({
    kind: 'transformers',
    settings: Settings,
    open: (settings) => {
      const name = `transformers ${settings.model}`;
      let loading: Promise<Classify> | undefined;
      // Loaded once, with the first question; a model that did not load is tried again.
      const classifier = (): Promise<Classify> => {
        loading ??= load(settings).catch((error: unknown) => {
          loading = undefined;
          throw asFailure(error, name);
        });
        return loading;
      };
      return {
        name,
        ceilings: {},
        costAtMost: () => 0,
        judge: ({ text }, { signal }) =>
          until(signal, async () => {
            const classify = await classifier();
            return answerOf(await classify(cut(clean(text), longestText), { top_k: null }), settings, name);
          }),
      };
    },
  });

const packageName = '@huggingface/transformers';

const Package = z.object({
  pipeline: z.custom<(task: string, model: string, options: object) => Promise<Classify>>(
    (value) => typeof value === 'function',
  ),
  env: z.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null),
});

// Imported only when configured, by a name that no bundler or compiler follows: it is no dependency of this program.
const loadModel: Load = async ({ model, dtype, folder, download }) => {
  const { pipeline, env } = Package.parse(await importPackage());
  Object.assign(env, { allowRemoteModels: download, localModelPath: folder, cacheDir: folder });
  return pipeline('text-classification', model, { dtype, device: 'cpu' });
};

const importPackage = async (): Promise<unknown> => {
  try {
    return await import(packageName);
  } catch (error) {
    throw new Failure('unauthorized', `the package ${packageName} cannot be loaded`, {
      remedy: `Run: npm install --ignore-scripts ${packageName}`,
      cause: error,
    });
  }
};

export const transformers = transformersWith(loadModel);

const answerOf = (result: unknown, { labels }: Settings, name: string): Answer => {
  const parsed = Scores.safeParse(result);
  if (!parsed.success) throw new Failure('invalid', `${name} gives no list of labels and scores`);
  const sums: Record<Sentiment, number> = { negative: 0, neutral: 0, positive: 0 };
  for (const { label, score } of parsed.data) {
    const sentiment = labels[label] ?? meaningOf(label);
    if (!sentiment) throw unknownLabel(name, label);
    sums[sentiment] += score;
  }
  const [sentiment = 'neutral'] = [...Sentiment.options].sort((a, b) => sums[b] - sums[a]);
  return { opinion: { sentiment, confidence: Math.min(1, sums[sentiment]) } };
};

// As the models on the hub call them: by words or stars. What LABEL_1 means is known only to those who trained it.
const meaningOf = (label: string): Sentiment | undefined => {
  const word = label.toLowerCase();
  if (/negative|^neg$|^[12] stars?$/.test(word)) return 'negative';
  if (/neutral|^neu$|^3 stars$/.test(word)) return 'neutral';
  return /positive|^pos$|^[45] stars$/.test(word) ? 'positive' : undefined;
};

const unknownLabel = (name: string, label: string): Failure =>
  new Failure('unauthorized', `${name} says "${label}", which is no sentiment`, {
    remedy: 'Say what it means under `labels`, or choose a model for sentiment.',
  });

const asFailure = (error: unknown, name: string): Failure =>
  error instanceof Failure
    ? error
    : new Failure('transient', `${name} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`, {
        remedy: 'Look whether `folder` holds the model, or whether it can be fetched.',
        cause: error,
      });

// Neither loading nor judging can be broken off: whoever waits goes, and the model is there for the next question.
const until = async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
  signal.throwIfAborted();
  const stop = new AbortController();
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: stop.signal });
  });
  try {
    return await Promise.race([work(), stopped]);
  } finally {
    stop.abort();
  }
};
