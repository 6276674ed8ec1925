import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Dictionary } from './dictionary.ts';

/** What the network gives out, in this order; the numbers are places. */
export const outputs = { sentiment: 0, level: 3, reply: 8, count: 9 } as const;

/**
 * What each known feature adds. Features are kept by the upper bits of their hash (which bucket) and the lower 16 (which
 * entry of it), in rising order of the hash.
 */
export interface Rows {
  /** How many features fall into each bucket. */
  buckets: Uint8Array;
  /** The lower half of each feature's hash. */
  tags: Uint16Array;
  /** `width` weights a feature, in units of `scale`. */
  weights: Int8Array;
  /** One unit for each of the `width` places. */
  scale: Float32Array;
}

/** One hidden layer, and a straight way past it. Its sizes are multiples of four. */
export interface Network {
  hidden: Float32Array;
  hiddenBias: Float32Array;
  output: Float32Array;
  outputBias: Float32Array;
  straight: Float32Array;
}

/** Tells languages apart by letters: `count` weights for each of a fixed number of places that features share. */
export interface Tongues {
  weights: Int8Array;
  scale: Float32Array;
  bias: Float32Array;
}

const Meta = z.object({
  version: z.string(),
  width: z.int().positive(),
  languages: z.array(z.string()),
  /** Makes scores mean what they say: they are divided by these before the softmax, by language where it has its own. */
  temperature: z.object({ sentiment: z.record(z.string(), z.number()), level: z.record(z.string(), z.number()) }),
  /** Added to the levels, so that rare ones are found as often as they should be. */
  levelBias: z.array(z.number()).length(5),
  replyBias: z.number(),
  /** How sure a judgement is, from its scores: the coefficients of a logistic regression. */
  confidence: z.object({ base: z.number(), level: z.number(), sentiment: z.number() }),
});

/** What is known of a model beside its weights. */
export type Meta = z.infer<typeof Meta>;

/** A trained model, as it is read from its file. */
export interface Model {
  meta: Meta;
  dictionary: Dictionary;
  rows: Rows;
  network: Network;
  tongues: Tongues;
}

const magic = 'EARSHOT1';
const alignment = 8;

type Block = Uint8Array | Int8Array | Uint16Array | Uint32Array | Float32Array;

const types = { Uint8Array, Int8Array, Uint16Array, Uint32Array, Float32Array };

const Header = z.object({
  meta: Meta,
  blocks: z.record(
    z.string(),
    z.object({
      type: z.enum(['Uint8Array', 'Int8Array', 'Uint16Array', 'Uint32Array', 'Float32Array']),
      offset: z.int().nonnegative(),
      length: z.int().nonnegative(),
    }),
  ),
});

/**
 * Reads a model file.
 *
 * @throws Error when it is not one, was cut short or is of another version
 */
export const readModel = (file: string): Model => {
  const bytes = readFileSync(file);
  if (bytes.toString('latin1', 0, magic.length) !== magic)
    throw new Error(`${file} is not a model of this version of Earshot: get it anew with the program`);
  const start = magic.length + 4;
  const headerLength = bytes.readUInt32LE(magic.length);
  const header = Header.parse(JSON.parse(bytes.toString('utf8', start, start + headerLength)));
  const body = bytes.subarray(aligned(start + headerLength));
  const block = <Name extends keyof typeof types>(name: string, type: Name): InstanceType<(typeof types)[Name]> => {
    const found = header.blocks[name];
    if (found?.type !== type || found.offset + found.length * types[type].BYTES_PER_ELEMENT > body.length)
      throw new Error(`${file} is cut short or broken (${name}): get it anew with the program`);
    const at = body.byteOffset + found.offset;
    return new types[type](body.buffer as ArrayBuffer, at, found.length) as InstanceType<(typeof types)[Name]>;
  };
  const model: Model = {
    meta: header.meta,
    dictionary: {
      keys: block('dictionary.keys', 'Uint32Array'),
      scores: block('dictionary.scores', 'Int8Array'),
      negators: block('dictionary.negators', 'Uint8Array'),
      starts: block('dictionary.starts', 'Uint32Array'),
      meanings: block('dictionary.meanings', 'Uint16Array'),
      phrases: block('dictionary.phrases', 'Uint8Array'),
    },
    rows: {
      buckets: block('rows.buckets', 'Uint8Array'),
      tags: block('rows.tags', 'Uint16Array'),
      weights: block('rows.weights', 'Int8Array'),
      scale: block('rows.scale', 'Float32Array'),
    },
    network: {
      hidden: block('network.hidden', 'Float32Array'),
      hiddenBias: block('network.hiddenBias', 'Float32Array'),
      output: block('network.output', 'Float32Array'),
      outputBias: block('network.outputBias', 'Float32Array'),
      straight: block('network.straight', 'Float32Array'),
    },
    tongues: {
      weights: block('tongues.weights', 'Int8Array'),
      scale: block('tongues.scale', 'Float32Array'),
      bias: block('tongues.bias', 'Float32Array'),
    },
  };
  if (!fits(model)) throw new Error(`${file} does not fit together: get it anew with the program`);
  return model;
};

const fits = ({ meta: { version, width, languages }, dictionary, rows, network, tongues }: Model): boolean =>
  version === knownVersion &&
  rows.buckets.length === 1 << bucketBits &&
  rows.weights.length === rows.tags.length * width &&
  rows.scale.length === width &&
  network.hidden.length === network.hiddenBias.length * width &&
  network.output.length === network.hiddenBias.length * outputs.count &&
  network.straight.length === width * outputs.count &&
  dictionary.starts.length === dictionary.keys.length + 1 &&
  dictionary.meanings.length === dictionary.starts.at(-1) &&
  tongues.bias.length === languages.length;

/** A model of another version has other features: this program would misread it. */
export const knownVersion = '1';

const aligned = (offset: number): number => Math.ceil(offset / alignment) * alignment;

/** The bytes of a model file: the same model gives the same bytes. */
export const writeModel = ({ meta, ...parts }: Model): Buffer => {
  const blocks: Record<string, { type: string; offset: number; length: number }> = {};
  const pieces: Buffer[] = [];
  let offset = 0;
  for (const [part, fields] of Object.entries(parts))
    for (const [name, values] of Object.entries<Block>({ ...fields })) {
      blocks[`${part}.${name}`] = { type: values.constructor.name, offset, length: values.length };
      const piece = Buffer.alloc(aligned(values.byteLength));
      piece.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      pieces.push(piece);
      offset += piece.length;
    }
  const header = Buffer.from(JSON.stringify({ meta, blocks }));
  const lead = Buffer.alloc(aligned(magic.length + 4 + header.length));
  lead.write(magic, 'latin1');
  lead.writeUInt32LE(header.length, magic.length);
  header.copy(lead, magic.length + 4);
  return Buffer.concat([lead, ...pieces]);
};

const bucketBits = 16;
const firstBuckets = new WeakMap<Rows, Uint32Array>();

/** Where each bucket begins among the features. */
export const bucketStarts = (rows: Rows): Uint32Array => {
  const known = firstBuckets.get(rows);
  if (known) return known;
  const starts = new Uint32Array(rows.buckets.length + 1);
  for (let bucket = 0; bucket < rows.buckets.length; bucket += 1)
    starts[bucket + 1] = (starts[bucket] as number) + (rows.buckets[bucket] as number);
  firstBuckets.set(rows, starts);
  return starts;
};

/** The row of a feature, or -1 when training never met it often enough. */
export const findRow = ({ tags }: Rows, starts: Uint32Array, feature: number): number => {
  const bucket = feature >>> (32 - bucketBits);
  const tag = feature & 0xffff;
  const end = starts[bucket + 1] as number;
  for (let row = starts[bucket] as number; row < end; row += 1) if (tags[row] === tag) return row;
  return -1;
};

/** The buckets and tags of features, which must stand in rising order. */
export const indexRows = (features: readonly number[]): Pick<Rows, 'buckets' | 'tags'> => {
  const buckets = new Uint8Array(1 << bucketBits);
  for (const feature of features) {
    const bucket = feature >>> (32 - bucketBits);
    buckets[bucket] = (buckets[bucket] as number) + 1;
  }
  return { buckets, tags: Uint16Array.from(features, (feature) => feature & 0xffff) };
};
