import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a word says: its share of negative, neutral and positive, before the softmax. */
type Weights = readonly [negative: number, neutral: number, positive: number];

/**
 * Writes a sentiment model of a few words in the layout that model hubs use: a word list, and an ONNX graph that looks up the
 * weights of each word and averages them. It has everything a large one has, and fits in a kilobyte.
 */
export const writeTinyModel = (
  folder: string,
  name: string,
  words: Readonly<Record<string, Weights>>,
  labels: readonly [string, string, string] = ['negative', 'neutral', 'positive'],
): void => {
  const home = join(folder, name);
  const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...Object.keys(words)];
  const known: Weights[] = Object.values(words);
  const silent = vocabulary.slice(0, vocabulary.length - known.length).map((): Weights => [0, 0, 0]);
  mkdirSync(join(home, 'onnx'), { recursive: true });
  const write = (file: string, content: unknown): void => writeFileSync(join(home, file), JSON.stringify(content));

  write('config.json', {
    model_type: 'bert',
    architectures: ['BertForSequenceClassification'],
    id2label: Object.fromEntries(labels.entries()),
    label2id: Object.fromEntries(labels.map((label, position) => [label, position])),
  });
  write('tokenizer_config.json', { tokenizer_class: 'BertTokenizer', model_max_length: 512, do_lower_case: true });
  write('tokenizer.json', tokenizer(vocabulary));
  writeFileSync(join(home, 'onnx', 'model_quantized.onnx'), graphOf([...silent, ...known]));
};

const tokenizer = (vocabulary: readonly string[]): unknown => ({
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: vocabulary.slice(0, 5).map((content, id) => ({
    id,
    content,
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  })),
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: null,
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
  },
});

// The few messages of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto that such a graph needs, by field number.
const float32 = 1;
const int64 = 7;

const graphOf = (weights: readonly Weights[]): Buffer => {
  const table = Buffer.concat([
    number(1, weights.length),
    number(1, 3),
    number(2, float32),
    text(8, 'weights'),
    bytes(9, Buffer.from(new Float32Array(weights.flat()).buffer)),
  ]);
  const lookUp = Buffer.concat([text(1, 'weights'), text(1, 'input_ids'), text(2, 'found'), text(4, 'Gather')]);
  const axes = Buffer.concat([text(1, 'axes'), number(8, 1), number(20, 7)]);
  const flat = Buffer.concat([text(1, 'keepdims'), number(3, 0), number(20, 2)]);
  const average = Buffer.concat([
    text(1, 'found'),
    text(2, 'logits'),
    text(4, 'ReduceMean'),
    bytes(5, axes),
    bytes(5, flat),
  ]);
  const graph = Buffer.concat([
    bytes(1, lookUp),
    bytes(1, average),
    text(2, 'tiny'),
    bytes(5, table),
    bytes(11, port('input_ids', int64, ['batch', 'length'])),
    bytes(12, port('logits', float32, ['batch', 3])),
  ]);
  return Buffer.concat([number(1, 8), bytes(7, graph), bytes(8, Buffer.concat([text(1, ''), number(2, 13)]))]);
};

const port = (name: string, type: number, shape: readonly (string | number)[]): Buffer => {
  const dimensions = shape.map((size) => bytes(1, typeof size === 'number' ? number(1, size) : text(2, size)));
  const tensor = Buffer.concat([number(1, type), bytes(2, Buffer.concat(dimensions))]);
  return Buffer.concat([text(1, name), bytes(2, bytes(1, tensor))]);
};

const varint = (value: number): Buffer => {
  const low = value % 128;
  return value < 128 ? Buffer.from([value]) : Buffer.concat([Buffer.from([low + 128]), varint((value - low) / 128)]);
};

const number = (field: number, value: number): Buffer => Buffer.concat([varint(field * 8), varint(value)]);

const bytes = (field: number, content: Buffer): Buffer =>
  Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);

const text = (field: number, content: string): Buffer => bytes(field, Buffer.from(content, 'utf8'));
