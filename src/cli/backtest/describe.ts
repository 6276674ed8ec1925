import { cut, oneLine } from '../../lib/text.ts';
import type { Backtest } from '../backtest.ts';
import { count, table } from '../table.ts';
import { clockIn } from '../times.ts';
import { type Counts, type Example, type Kind, kinds } from './changes.ts';

const titles: Record<Kind, string> = {
  gained: 'gained',
  lost: 'lost',
  newlyRung: 'newly rung',
  noLongerRung: 'no longer rung',
};

/** Writes a backtest for a terminal: what changes, where, whether people would agree, and what it cannot know. */
export const describeBacktest = (result: Backtest, timeZone: string): string[] => {
  const clock = clockIn(timeZone);
  const { before, after } = result;
  return [
    `${count(result.mentions, 'stored mention')}, ${clock(result.since)} to ${clock(result.until)}`,
    '',
    ...table([
      ['', 'now', 'new', ''],
      ['found', num(before.found), num(after.found), changed(result.totals, 'gained', 'lost')],
      ['rung', num(before.rung), num(after.rung), changed(result.totals, 'newlyRung', 'noLongerRung')],
      ['alerts', num(before.alerts), num(after.alerts), ''],
    ]),
    ...section('Per day', dayRows(result)),
    ...section('Per keyword', keywordRows(result)),
    ...section('Per rule', ruleRows(result)),
    ...section('Verdicts that people gave on them', verdictRows(result)),
    ...section('Cost of what the keywords find', costRows(result)),
    ...kinds.flatMap((kind) => exampleLines(kind, result)),
    ...(result.unknown.length > 0 ? ['', 'What history cannot know'] : []),
    ...result.unknown.map((sentence) => `  ${oneLine(sentence)}`),
  ];
};

const num = (number: number): string => number.toLocaleString('en');

const changed = (counts: Counts, more: Kind, less: Kind): string =>
  `${titles[more]} ${num(counts[more])}, ${titles[less]} ${num(counts[less])}`;

// A table of which only the heading is left says nothing.
const section = (title: string, [heading = [], ...rows]: string[][]): string[] =>
  rows.length === 0 ? [] : ['', title, ...table([heading, ...rows])];

const changes = (row: Counts): string[] => kinds.map((kind) => num(row[kind]));

const moves = (row: Partial<Counts>): boolean => kinds.some((kind) => (row[kind] ?? 0) > 0);

const headings = kinds.map((kind) => titles[kind]);

const dayRows = ({ days }: Backtest): string[][] => [
  ['', ...headings, 'rung now', 'rung new'],
  ...days.filter(moves).map((row) => [row.day, ...changes(row), num(row.rungBefore), num(row.rungAfter)]),
];

const keywordRows = ({ keywords }: Backtest): string[][] => [
  ['', 'found now', 'found new', ...headings],
  ...keywords
    .filter(moves)
    .map((row) => [`${row.brand}, ${row.keyword}`, num(row.before), num(row.after), ...changes(row)]),
];

const ruleRows = ({ rules }: Backtest): string[][] => [
  ['', 'decides now', 'decides new', titles.newlyRung, titles.noLongerRung],
  ...rules
    .filter((row) => moves(row) || row.before !== row.after)
    .map((row) => [row.rule, num(row.before), num(row.after), num(row.newlyRung), num(row.noLongerRung)]),
];

const verdictRows = ({ verdicts }: Backtest): string[][] => [
  ['', 'right', 'wrong level', 'wrong sentiment', 'not us'],
  ...kinds
    .filter((kind) => Object.keys(verdicts[kind]).length > 0)
    .map((kind) => {
      const { right = 0, wrong_level = 0, wrong_sentiment = 0, not_us = 0 } = verdicts[kind];
      return [titles[kind], ...[right, wrong_level, wrong_sentiment, not_us].map(num)];
    }),
];

const costRows = ({ costs }: Backtest): string[][] => [
  ['', 'posts now', 'posts new', 'now', 'new'],
  ...costs.map((row) => [
    row.source,
    num(row.postsBefore),
    num(row.postsAfter),
    `$${row.usdBefore.toFixed(2)}`,
    `$${row.usdAfter.toFixed(2)}`,
  ]),
];

const longestText = 200;

const exampleLines = (kind: Kind, { examples, totals }: Backtest): string[] => {
  const shown = examples[kind].toReversed();
  if (shown.length === 0) return [];
  const all = shown.length === totals[kind] ? '' : ` (${shown.length} of ${num(totals[kind])})`;
  return ['', `Example${shown.length === 1 ? '' : 's'}: ${titles[kind]}${all}`, ...shown.flatMap(linesOf)];
};

const linesOf = ({ id, url, text, before, after, verdict }: Example): string[] => [
  `  “${cut(oneLine(text), longestText)}”`,
  ...table(
    [
      ['now', before],
      ['new', after],
      ...(verdict ? [['said', verdict.replaceAll('_', ' ')]] : []),
      ['post', url ?? id],
    ],
    '    ',
  ),
];
