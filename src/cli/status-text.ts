import { parseDuration } from '../domain/duration.ts';
import type { App } from '../pipeline/app.ts';
import {
  type AlertStatus,
  type ChannelStatus,
  type EngineStatus,
  loadStatus,
  type SourceStatus,
  type Status,
} from './status.ts';
import { count, table } from './table.ts';
import { distance, span } from './times.ts';

export interface StatusOptions {
  format: 'table' | 'json';
  print: (line: string) => void;
}

/** Prints how everything stands, for people or for programs. */
export const status = async (app: App, { format, print }: StatusOptions): Promise<number> => {
  const found = await loadStatus(app);
  const lines = format === 'json' ? [JSON.stringify(found, null, 2)] : describe(found, app.now());
  for (const line of lines) print(line);
  return 0;
};

const describe = (found: Status, now: Date): string[] => [
  found.running ? 'Earshot is running.' : 'Earshot is not running: nobody is rung until it does (npm start).',
  '',
  ...section('Open alerts', found.alerts.map(alertRow), 'none'),
  ...(found.moreAlerts > 0 ? [`  and ${found.moreAlerts} more`] : []),
  '',
  ...section(
    'Sources',
    found.sources.map((source) => sourceRow(source, now)),
    'none configured',
  ),
  '',
  ...section(
    'Channels',
    found.channels.map((channel) => channelRow(channel, now)),
    'none configured',
  ),
  '',
  ...(found.secondOpinion ? [...section('Second opinion', [engineRow(found.secondOpinion, now)], ''), ''] : []),
  ...section('Waiting', waitingRows(found, now), 'nothing'),
];

const section = (title: string, rows: string[][], empty: string): string[] => [
  title,
  ...(rows.length > 0 ? table(rows) : [`  ${empty}`]),
];

const alertRow = ({ id, brand, urgency, level, state, minutesLeft, count: mentions, ...alert }: AlertStatus) => [
  minutesLeft >= 0 ? `${span(minutesLeft * 60_000)} left` : `late by ${span(-minutesLeft * 60_000)}`,
  `${urgency} ${level}`,
  brand,
  alert.acknowledgedBy ? `${alert.acknowledgedBy} is on it` : state,
  mentions > 1 ? count(mentions, 'mention') : '',
  id,
  alert.url ?? '',
];

const sourceRow = (source: SourceStatus, now: Date): string[] => [
  source.id,
  source.kind,
  source.every ? rhythmOf(source.every) : 'sends to us',
  stateOf(source, now, source.outcome),
  source.newestAt ? `newest ${distance(source.newestAt, now)}` : '',
  source.heard > 0 ? `${count(source.heard, 'mention')} heard` : '',
  source.spent ? spentOf(source.spent) : '',
];

// A cron expression stands for itself.
const rhythmOf = (every: string): string => (parseDuration(every) === undefined ? every : `every ${every}`);

const channelRow = (channel: ChannelStatus, now: Date): string[] => [
  channel.id,
  channel.kind,
  stateOf(channel, now, undefined),
];

const engineRow = ({ spent, restsUntil, ...engine }: EngineStatus, now: Date): string[] => [
  engine.name,
  stateOf({ ...engine, ...(restsUntil && { suspendedUntil: restsUntil }) }, now, undefined),
  `asked ${spent.today}${spent.requestsPerDay === undefined ? '' : ` of ${spent.requestsPerDay}`} today`,
  spent.usdPerMonth === undefined ? '' : `$${spent.usd.toFixed(2)} of $${spent.usdPerMonth} this month`,
];

const stateOf = (
  {
    enabled,
    triedAt,
    problem,
    failures,
    suspendedUntil,
  }: Pick<ChannelStatus, 'enabled' | 'triedAt' | 'problem' | 'failures' | 'suspendedUntil'>,
  now: Date,
  outcome: string | undefined,
): string => {
  if (!enabled) return 'switched off';
  if (!triedAt) return 'not used yet';
  const when = distance(triedAt, now);
  if (!problem) return `${outcome === 'empty' ? 'nothing new' : 'works'}, ${when}`;
  const rests = suspendedUntil && new Date(suspendedUntil) > now ? `; again ${distance(suspendedUntil, now)}` : '';
  return `FAILED ${when} (${failures} in a row): ${problem}${rests}`;
};

const spentOf = ({ today, month, postsPerDay, postsPerMonth }: NonNullable<SourceStatus['spent']>): string => {
  const part = (spent: number, ceiling: number | undefined, word: string): string =>
    `${spent}${ceiling === undefined ? '' : ` of ${ceiling}`} ${word}`;
  return `posts paid: ${part(today, postsPerDay, 'today')}, ${part(month, postsPerMonth, 'this month')}`;
};

const waitingRows = ({ pending, overdue, queues }: Status, now: Date): string[][] => [
  ...(pending.mentions > 0 && pending.oldest
    ? [['to be judged', count(pending.mentions, 'mention'), `the oldest since ${distance(pending.oldest, now)}`]]
    : []),
  ...(pending.deliveries > 0 ? [['to be sent', count(pending.deliveries, 'message'), '']] : []),
  ...(overdue ? [['overdue', overdue.alertId, `its next step was due ${distance(overdue.since, now)}`]] : []),
  ...Object.entries(queues).flatMap(([name, counts]) => queueRow(name, counts)),
];

const shownCounts = ['active', 'waiting', 'prioritized', 'delayed', 'failed'];

const queueRow = (name: string, counts: Record<string, number>): string[][] => {
  const parts = shownCounts.flatMap((state) => (counts[state] ? [`${counts[state]} ${state}`] : []));
  return parts.length > 0 ? [['queue', name, parts.join(', ')]] : [];
};
