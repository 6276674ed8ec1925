import { describeVerdict } from '../domain/verdict.ts';
import { learn, type Teaching } from '../learn/fit.ts';
import { levels, sentiments } from '../learn/targets.ts';
import { cut, oneLine } from '../lib/text.ts';
import type { App } from '../pipeline/app.ts';
import { isHash } from '../pipeline/corrections.ts';
import { loadMentions } from '../store/mentions.ts';
import { loadVerdicts, loadVerdictVersions, type StoredVerdict } from '../store/verdicts.ts';
import { clockIn } from './times.ts';

/** What a word of a verdict adds to what the verdict asks for, in nats; `word` is null where it may not be kept. */
interface Taught {
  word: string | null;
  towards: string;
  weight: number;
}

/** A verdict as `feedback list --format json` writes it. */
interface FeedbackRow {
  id: string;
  at: string;
  by: string;
  brand: string;
  verdict: string;
  alertId: string | null;
  mentionIds: readonly string[];
  /** Of its first mention; null once it is forgotten. */
  text: string | null;
  teaches: Taught[];
}

export interface ListOptions {
  brand?: string;
  format: 'table' | 'json';
  print: (line: string) => void;
}

/**
 * Lists what people said, the newest first, with the words each verdict teaches.
 *
 * @returns the exit code: 0
 */
export const listFeedback = async (app: App, { brand, format, print }: ListOptions): Promise<number> => {
  const brands = Object.keys(await loadVerdictVersions(app.redis, app.keys)).filter((one) => one === (brand ?? one));
  const rows = (await Promise.all(brands.map((one) => rowsOf(app, one)))).flat();
  rows.sort((one, other) => (one.at < other.at ? 1 : -1));
  if (format === 'json') print(JSON.stringify(rows, undefined, 2));
  else for (const line of linesOf(app, rows)) print(line);
  return 0;
};

const rowsOf = async (app: App, brand: string): Promise<FeedbackRow[]> => {
  const verdicts = await loadVerdicts(app.redis, app.keys, brand);
  const { teachings } = learn(verdicts);
  const texts = await textsOf(app, verdicts);
  return verdicts.map(({ id, at, by, verdict, alertId, mentionIds }) => ({
    id,
    at,
    by,
    brand,
    verdict: describeVerdict(verdict),
    alertId: alertId ?? null,
    mentionIds,
    text: texts.get(mentionIds[0] ?? '') || null,
    teaches: (teachings.get(id) ?? []).flatMap(taughtBy),
  }));
};

const textsOf = async (app: App, verdicts: readonly StoredVerdict[]): Promise<ReadonlyMap<string, string>> => {
  const ids = [...new Set(verdicts.flatMap(({ mentionIds }) => mentionIds.slice(0, 1)))];
  return new Map((await loadMentions(app.redis, app.keys, ids)).map(({ id, mention }) => [id, mention.text]));
};

const mostTaught = 5;
const smallest = 0.02;

const taughtBy = ({ aspect, wanted, words }: Teaching): Taught[] =>
  [...words]
    .filter(([, weight]) => weight >= smallest)
    .sort(([, one], [, other]) => other - one)
    .slice(0, mostTaught)
    .map(([word, weight]) => ({
      word: isHash(word) ? null : word,
      towards: names[aspect][wanted] ?? aspect,
      weight: Math.round(weight * 100) / 100,
    }));

const names: Record<Teaching['aspect'], readonly string[]> = {
  level: levels.map((level) => `level ${level}`),
  sentiment: sentiments,
  owner: ['ours', 'not us'],
};

const longestText = 100;

const linesOf = (app: App, rows: readonly FeedbackRow[]): string[] => {
  if (rows.length === 0)
    return ['Nobody said anything yet. The inbox asks below each alert; feedback give works here.'];
  const clock = clockIn(app.setup.config.time_zone);
  return rows.flatMap(({ id, at, by, brand, verdict, text, mentionIds, teaches }) => [
    `${id}  ${clock(at)}  ${oneLine(by)}  ${oneLine(brand)}: ${verdict}${isOff(app, brand) ? ' (learn is off)' : ''}`,
    `  ${text === null ? mentionIds[0] : `“${cut(oneLine(text), longestText)}”`}`,
    ...teachesLines(teaches),
  ]);
};

const isOff = (app: App, brand: string): boolean => app.setup.brands.get(brand)?.learn === false;

const teachesLines = (teaches: readonly Taught[]): string[] => {
  if (teaches.length === 0) return ['  teaches nothing new'];
  return [...new Set(teaches.map(({ towards }) => towards))].map((towards) => {
    const words = teaches.filter((taught) => taught.towards === towards);
    return `  teaches ${towards}: ${words.map(({ word, weight }) => `${shown(word)} +${weight.toFixed(2)}`).join(', ')}`;
  });
};

const shown = (word: string | null): string => (word === null ? 'a word not kept' : `“${oneLine(word)}”`);
