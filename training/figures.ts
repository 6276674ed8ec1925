import type { Classifier } from '../src/classify/index.ts';
import { none, type Row, sentiments } from './rows.ts';

/** The figures of one set in one language. A figure without rows to compute it from is `undefined`. */
export interface Figures {
  set: string;
  language: string;
  rows: number;
  /** Recall of the attitudes that occur, averaged. */
  sentiment?: number;
  /** F1 of the levels that occur, averaged; and each of them. */
  levels?: number;
  eachLevel?: (number | undefined)[];
  /** Levels 1 and 2 taken together. */
  urgentRecall?: number;
  urgentPrecision?: number;
  /** F1 of "an answer is wanted". */
  reply?: number;
  /** Expected calibration error of the confidence that the level is right, and of the attitude's score, in ten bins. */
  levelError?: number;
  sentimentError?: number;
  /** Share of texts whose language was told when it was not given. */
  languageTold?: number;
}

interface Judged {
  row: Row;
  sentiment: number;
  sentimentScore: number;
  level: number;
  reply: boolean;
  confidence: number;
  found: string;
}

const fewestRows = 30;

/** Judges rows and measures, set by set and language by language. */
export const measure = (classifier: Classifier, rows: readonly Row[]): Figures[] => {
  const groups = new Map<string, Judged[]>();
  for (const row of rows) {
    if (row.derived || (row.sentiment === none && row.level === none)) continue;
    const key = `${row.set}\t${row.language}`;
    const group = groups.get(key) ?? [];
    group.push(judge(classifier, row));
    groups.set(key, group);
  }
  return [...groups]
    .filter(([, judged]) => judged.length >= fewestRows)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, judged]) => {
      const [set = '', language = ''] = key.split('\t');
      return { set, language, rows: judged.length, ...figuresOf(judged) };
    });
};

const judge = (classifier: Classifier, row: Row): Judged => {
  const judged = classifier.classify({ text: row.text, lang: row.language });
  const { negative, neutral, positive } = judged.scores;
  // A set without neutral texts asks only which of the two it is.
  const sentiment = row.polar ? (positive > negative ? 2 : 0) : sentiments.indexOf(judged.sentiment);
  return {
    row,
    sentiment,
    sentimentScore: [negative, neutral, positive][sentiment] ?? 0,
    level: judged.urgency - 1,
    reply: judged.replyWanted,
    confidence: judged.confidence,
    found: classifier.classify({ text: row.text }).lang,
  };
};

const figuresOf = (judged: readonly Judged[]): Omit<Figures, 'set' | 'language' | 'rows'> => {
  const felt = judged.filter(({ row }) => row.sentiment !== none);
  const levelled = judged.filter(({ row }) => row.level !== none);
  return {
    languageTold: judged.filter(({ row, found }) => row.language === found).length / judged.length,
    ...(felt.length > 0 && {
      sentiment: mean(
        [0, 1, 2].map((side) =>
          ratio(
            felt.filter((one) => one.row.sentiment === side),
            (one) => one.sentiment === side,
          ),
        ),
      ),
      sentimentError: calibrationError(felt.map((one) => [one.sentimentScore, one.sentiment === one.row.sentiment])),
    }),
    ...(levelled.length > 0 && levelFigures(levelled)),
  };
};

const levelFigures = (judged: readonly Judged[]): Partial<Figures> => {
  const eachLevel = [0, 1, 2, 3, 4].map((level) =>
    judged.some(({ row }) => row.level === level)
      ? f1(
          judged,
          (one) => one.row.level === level,
          (one) => one.level === level,
        )
      : undefined,
  );
  return {
    levels: mean(eachLevel),
    eachLevel,
    urgentRecall:
      ratio(
        judged.filter(({ row }) => row.level <= 1),
        ({ level }) => level <= 1,
      ) ?? Number.NaN,
    urgentPrecision:
      ratio(
        judged.filter(({ level }) => level <= 1),
        ({ row }) => row.level <= 1,
      ) ?? Number.NaN,
    reply: f1(
      judged,
      ({ row }) => row.reply === 1,
      ({ reply }) => reply,
    ),
    levelError: calibrationError(judged.map((one) => [one.confidence, one.level === one.row.level])),
  };
};

const ratio = <One>(all: readonly One[], holds: (one: One) => boolean): number | undefined =>
  all.length === 0 ? undefined : all.filter(holds).length / all.length;

const f1 = (judged: readonly Judged[], isTrue: (one: Judged) => boolean, isFound: (one: Judged) => boolean): number => {
  const hits = judged.filter((one) => isTrue(one) && isFound(one)).length;
  const either = judged.filter(isTrue).length + judged.filter(isFound).length;
  return either === 0 ? Number.NaN : (2 * hits) / either;
};

const mean = (values: readonly (number | undefined)[]): number => {
  const present = values.filter((value) => value !== undefined);
  return present.reduce((sum, value) => sum + value, 0) / present.length;
};

const bins = 10;

// https://arxiv.org/abs/1706.04599, equation 3.
const calibrationError = (cases: readonly [confidence: number, right: boolean][]): number => {
  let error = 0;
  for (let bin = 0; bin < bins; bin += 1) {
    const inside = cases.filter(([sure]) => Math.min(bins - 1, Math.floor(sure * bins)) === bin);
    if (inside.length === 0) continue;
    const sure = mean(inside.map(([confidence]) => confidence));
    const right = inside.filter(([, isRight]) => isRight).length / inside.length;
    error += (inside.length / cases.length) * Math.abs(sure - right);
  }
  return error;
};

/** The figures as a table of a Markdown page. */
export const report = (title: string, classifier: Classifier, rows: readonly Row[]): string => {
  const share = (value: number | undefined): string =>
    value === undefined || Number.isNaN(value) ? '' : (100 * value).toFixed(1);
  const lines = measure(classifier, rows).map(
    (one) =>
      `| ${one.set} | ${one.language} | ${one.rows} | ${share(one.sentiment)} | ${share(one.sentimentError)} | ${share(one.levels)} | ${(one.eachLevel ?? []).map((level) => share(level) || '–').join(' ')} | ${share(one.urgentRecall)} | ${share(one.urgentPrecision)} | ${share(one.reply)} | ${share(one.levelError)} | ${share(one.languageTold)} |`,
  );
  return [
    `### ${title}`,
    '',
    '| set | language | rows | sentiment | its ECE | levels | each | 1–2 found | of those rung right | reply | ECE | language told |',
    '| --- | --- | --: | --: | --: | --: | --- | --: | --: | --: | --: | --: |',
    ...lines,
    '',
  ].join('\n');
};
