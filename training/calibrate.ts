import { type Meta, type Model, outputs } from '../src/classify/model.ts';
import { createNetwork } from '../src/classify/network.ts';
import { createReader } from '../src/classify/reading.ts';
import { none, type Row } from './rows.ts';

/** A row the model has not learnt from, and what it gives out for it. */
interface Seen {
  row: Row;
  raw: Float64Array;
}

/** Real mentions with levels, in the shares in which people write them. */
const realSets = new Set(['urgency', 'labelled lines']);
const fewestRows = 300;

/** Finds, on rows the model has not learnt from, what makes its scores mean what they say. */
export const calibrate = (model: Model, heldOut: readonly Row[]): Meta => {
  const seen = see(model, heldOut);
  const real = seen.filter(({ row }) => realSets.has(row.set) && row.level !== none);
  const levelled = seen.filter(({ row }) => row.level !== none && !row.derived);
  const felt = seen.filter(({ row }) => row.sentiment !== none && !row.polar && row.set !== 'words');
  const level = temperatures(levelled, (rows) => fitTemperature(rows, 'level', [0, 0, 0, 0, 0]));
  const even = real.map((one) => evened(one, level));
  const levelBias = watchful(even, findLevelBias(even));
  const sentiment = temperatures(felt, (rows) => fitTemperature(rows, 'sentiment', [0, 0, 0]));
  const meta = { ...model.meta, temperature: { sentiment, level }, levelBias, replyBias: findReplyBias(real) };
  // As many written mentions as real ones, so that confidence is that of real life as well.
  const written = levelled.filter(({ row }) => !realSets.has(row.set));
  return { ...meta, confidence: fitConfidence([...real, ...written.slice(0, real.length)], meta) };
};

// The scores of the levels as they are when the bias is added.
const evened = ({ row, raw }: Seen, temperature: Record<string, number>): Seen => ({
  row,
  raw: raw.map((score) => score / (temperature[row.language] ?? temperature['*'] ?? 1)),
});

const see = (model: Model, rows: readonly Row[]): Seen[] => {
  const reader = createReader(model);
  const network = createNetwork(model);
  return rows.map((row) => ({ row, raw: network.run(reader.read(row.text, undefined).sum).scores.slice() }));
};

const temperatures = (seen: readonly Seen[], solve: (seen: readonly Seen[]) => number): Record<string, number> => {
  const all: [string, number][] = [['*', solve(seen)]];
  for (const language of ['en', 'es', 'pl', 'de', 'fr', 'it', 'pt']) {
    const own = seen.filter(({ row }) => row.language === language);
    if (own.length >= fewestRows) all.push([language, solve(own)]);
  }
  return Object.fromEntries(all);
};

const kinds = {
  level: { from: outputs.level, count: 5, labelOf: ({ level }: Row) => level },
  sentiment: { from: outputs.sentiment, count: 3, labelOf: ({ sentiment }: Row) => sentiment },
};

/** The shares of the choices, with a bias and a temperature. */
const sharesOf = (
  raw: Float64Array,
  kind: keyof typeof kinds,
  bias: readonly number[],
  temperature: number,
): number[] => {
  const { from, count } = kinds[kind];
  const scores = Array.from(
    raw.subarray(from, from + count),
    (score, place) => score / temperature + (bias[place] ?? 0),
  );
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
};

// The temperature under which the labels are least surprising.
const fitTemperature = (seen: readonly Seen[], kind: keyof typeof kinds, bias: readonly number[]): number => {
  const surprise = (temperature: number): number =>
    seen.reduce((sum, { raw, row }) => {
      const share = sharesOf(raw, kind, bias, temperature)[kinds[kind].labelOf(row)] ?? 0;
      return sum - Math.log(Math.max(share, 1e-9));
    }, 0);
  return best(steps(0.5, 4, 0.05), (temperature) => -surprise(temperature));
};

const steps = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.round((to - from) / step) + 1 }, (_, index) => Number((from + index * step).toFixed(4)));

const best = (candidates: readonly number[], worth: (candidate: number) => number): number => {
  let found = candidates[0] ?? 0;
  let most = Number.NEGATIVE_INFINITY;
  for (const candidate of candidates) {
    const value = worth(candidate);
    if (value <= most) continue;
    most = value;
    found = candidate;
  }
  return found;
};

/** Moves one level after another until their mean F1 on real mentions grows no more; small moves only, against chance. */
const findLevelBias = (seen: readonly Seen[]): Meta['levelBias'] => {
  const bias = [0, 0, 0, 0, 0];
  if (seen.length < fewestRows) return bias;
  for (let round = 0; round < 3; round += 1)
    for (let level = 0; level < 5; level += 1) {
      const from = bias[level] ?? 0;
      bias[level] = best(steps(-1.2, 1.2, 0.1), (value) => {
        const tried = bias.with(level, value);
        return meanF1(seen, tried) - 0.004 * Math.abs(value) - 0.0001 * Math.abs(value - from);
      });
    }
  return bias.map((value) => value - (bias[2] ?? 0));
};

/** Of what is called level 1 or 2, at least this share shall be. */
const leastPrecision = 0.65;
/** How much of the mean F1 may be given for finding more of levels 1 and 2. */
const mostLoss = 0.015;

/** Finds more of levels 1 and 2, as long as enough of what is found is right: an outage missed costs more than a ring too many. */
const watchful = (seen: readonly Seen[], bias: Meta['levelBias']): Meta['levelBias'] => {
  if (seen.length < fewestRows) return bias;
  const least = meanF1(seen, bias) - mostLoss;
  const raised = steps(0, 2, 0.05)
    .map((lift) => bias.map((value, level) => (level < 2 ? value + lift : value)))
    .filter((tried) => urgentPrecision(seen, tried) >= leastPrecision && meanF1(seen, tried) >= least);
  return raised.at(-1) ?? bias;
};

const urgentPrecision = (seen: readonly Seen[], bias: readonly number[]): number => {
  const called = seen.filter(({ raw }) => likeliest(raw, bias) < 2);
  return called.filter(({ row }) => row.level < 2).length / Math.max(1, called.length);
};

const likeliest = (raw: Float64Array, bias: readonly number[]): number => {
  let choice = 0;
  for (let level = 1; level < 5; level += 1) if (scoreOf(raw, bias, level) > scoreOf(raw, bias, choice)) choice = level;
  return choice;
};

const meanF1 = (seen: readonly Seen[], bias: readonly number[]): number => {
  const hits = [0, 0, 0, 0, 0];
  const found = [0, 0, 0, 0, 0];
  const real = [0, 0, 0, 0, 0];
  for (const { raw, row } of seen) {
    const choice = likeliest(raw, bias);
    found[choice] = (found[choice] ?? 0) + 1;
    real[row.level] = (real[row.level] ?? 0) + 1;
    if (choice === row.level) hits[choice] = (hits[choice] ?? 0) + 1;
  }
  return (
    hits.reduce((sum, hit, level) => sum + (2 * hit) / Math.max(1, (found[level] ?? 0) + (real[level] ?? 0)), 0) / 5
  );
};

const scoreOf = (raw: Float64Array, bias: readonly number[], level: number): number =>
  (raw[outputs.level + level] as number) + (bias[level] ?? 0);

const findReplyBias = (seen: readonly Seen[]): number =>
  best(steps(-1.5, 1.5, 0.1), (bias) => {
    let hits = 0;
    let wrong = 0;
    for (const { raw, row } of seen) {
      const wanted = (raw[outputs.reply] as number) + bias > 0;
      if (wanted && row.reply === 1) hits += 1;
      else if (wanted || row.reply === 1) wrong += 1;
    }
    return (2 * hits) / Math.max(1, 2 * hits + wrong) - 0.002 * Math.abs(bias);
  });

/** Fits how sure a judgement is to how often its level is right: a logistic regression by gradient descent. */
const fitConfidence = (seen: readonly Seen[], meta: Omit<Meta, 'confidence'>): Meta['confidence'] => {
  const cases = seen.map(({ raw, row }) => {
    const levels = sharesOf(
      raw,
      'level',
      meta.levelBias,
      meta.temperature.level[row.language] ?? meta.temperature.level['*'] ?? 1,
    );
    const attitudes = sharesOf(
      raw,
      'sentiment',
      [0, 0, 0],
      meta.temperature.sentiment[row.language] ?? meta.temperature.sentiment['*'] ?? 1,
    );
    const surest = Math.max(...levels);
    return {
      level: odds(surest),
      sentiment: odds(Math.max(...attitudes)),
      right: levels[row.level] === surest ? 1 : 0,
    };
  });
  const fit = { base: 0, level: 1, sentiment: 0 };
  for (let round = 0; round < 400; round += 1) {
    const slope = { base: 0, level: 0, sentiment: 0 };
    for (const { level, sentiment, right } of cases) {
      const error = 1 / (1 + Math.exp(-(fit.base + fit.level * level + fit.sentiment * sentiment))) - right;
      slope.base += error;
      slope.level += error * level;
      slope.sentiment += error * sentiment;
    }
    const pace = 0.5 / cases.length;
    fit.base -= pace * slope.base;
    fit.level -= pace * slope.level;
    fit.sentiment -= pace * slope.sentiment;
  }
  return { base: rounded(fit.base), level: rounded(fit.level), sentiment: rounded(fit.sentiment) };
};

const rounded = (value: number): number => Number(value.toFixed(4));

const odds = (share: number): number => {
  const within = Math.min(0.9999, Math.max(0.0001, share));
  return Math.log(within / (1 - within));
};
