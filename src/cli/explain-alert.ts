import { type Alert, isActive, nextDue } from '../domain/alert.ts';
import { urgencyNames } from '../domain/classification.ts';
import type { App } from '../pipeline/app.ts';
import { channelQuietUntil } from '../pipeline/due.ts';
import { type HistoryEntry, loadHistory, loadSends, type Send } from '../store/alerts.ts';
import { notifierRuns } from './daemon.ts';
import { count, table } from './table.ts';
import { clockIn, distance, span } from './times.ts';

interface Attempt {
  step: number;
  channel: string;
  send: Send;
}

/** Tells the life of an alert: its clock, every attempt to reach somebody, every change, and why nobody was reached. */
export const explainAlert = async (app: App, alert: Alert): Promise<string[]> => {
  const clock = clockIn(app.setup.config.time_zone);
  const [attempts, history] = await Promise.all([
    loadSends(app.redis, app.keys, alert.id),
    loadHistory(app.redis, app.keys, alert.id),
  ]);
  const { id, brand, urgency, state, why, count: mentions } = alert;

  return [
    `${id}: ${brand}, level ${urgency} ${urgencyNames[urgency]}, ${state}, ${count(mentions, 'mention')}`,
    ...table(clockRows(alert, clock, app.now(), why)),
    '',
    ...titled(
      'Rings',
      attempts.map((attempt) => attemptRow(attempt, clock)),
    ),
    ...(await silenceOf(app, alert, attempts)).map((line) => `  ${line}`),
    '',
    ...titled(
      'What happened',
      history.map((entry) => historyRow(entry, clock)),
    ),
  ];
};

const titled = (title: string, rows: string[][]): string[] => [
  title,
  ...(rows.length > 0 ? table(rows) : ['  nothing']),
];

type Clock = ReturnType<typeof clockIn>;

const clockRows = (alert: Alert, clock: Clock, now: Date, why: string): string[][] => {
  const next = nextDue(alert);
  const target = alert.deadline.getTime() - alert.postedAt.getTime();
  return [
    ['because', why],
    ['posted', clock(alert.postedAt)],
    ['noticed', `${clock(alert.openedAt)}, ${span(alert.openedAt.getTime() - alert.postedAt.getTime())} later`],
    ['answer by', `${clock(alert.deadline)} (target ${span(target)}${alert.breached ? ', missed' : ''})`],
    ...(alert.acknowledgedAt
      ? [['taken', `${clock(alert.acknowledgedAt)} by ${alert.acknowledgedBy ?? 'somebody'}`]]
      : []),
    ...(alert.answeredAt ? [['answered', clock(alert.answeredAt)]] : []),
    ...(alert.resolution ? [['closed', alert.resolution.replaceAll('_', ' ')]] : []),
    ...(next ? [['next step', `${clock(next)} (${distance(next, now)})`]] : []),
  ];
};

const words: Record<Send['state'], string> = {
  waiting: 'failed, is tried again',
  started: 'is being sent',
  confirmed: 'arrived',
  accepted: 'was taken over',
  failed: 'FAILED',
  unknown: 'may have arrived',
  skipped: 'was left out',
};

const attemptRow = ({ step, channel, send }: Attempt, clock: Clock): string[] => [
  `step ${step}`,
  channel,
  clock(send.at),
  words[send.state],
  send.attempts > 1 ? `${send.attempts} attempts` : '',
  send.note ?? '',
];

const historyRow = ({ at, what, channel, step, by, note }: HistoryEntry, clock: Clock): string[] => [
  clock(at),
  [what, by && `by ${by}`].filter(Boolean).join(' '),
  [channel, step !== undefined && `step ${step}`].filter(Boolean).join(', '),
  note ?? '',
];

const reached: ReadonlySet<Send['state']> = new Set(['confirmed', 'accepted', 'unknown']);

// "Why did nobody get this?" must have an answer that names what to change.
const silenceOf = async (app: App, alert: Alert, attempts: readonly Attempt[]): Promise<string[]> => {
  if (attempts.some(({ send }) => reached.has(send.state))) return [];
  const reasons = isActive(alert) ? await obstaclesOf(app, alert) : [`it was ${alert.state} before anybody was rung`];
  return ['Nobody was reached:', ...reasons.map((reason) => `  ${reason}`)];
};

const obstaclesOf = async (app: App, alert: Alert): Promise<string[]> => {
  const channels = [...new Set(alert.policy.steps.flatMap((step) => step.notify))];
  if (channels.length === 0)
    return [`its policy "${alert.policy.id}" names no channel that is configured and switched on`];
  const quiet = alert.plan
    .filter((step) => step.kind === 'held')
    .map((step) => heldUntil(app, step.channels, step.dueAt));
  const missing = channels
    .filter((channel) => !app.setup.channels.get(channel)?.enabled)
    .map((channel) => `${channel} is no longer configured, or switched off`);
  const idle = (await notifierRuns(app)) ? [] : ['no daemon is running that could ring anybody (npm start)'];
  const reasons = [...quiet, ...missing, ...idle];
  return reasons.length > 0 ? reasons : ['the attempts above failed, or the first one is still under way'];
};

const heldUntil = (app: App, channels: readonly string[], dueAt: Date): string => {
  const clock = clockIn(app.setup.config.time_zone);
  const still = channels.some((channel) => channelQuietUntil(app, channel, app.now()));
  return `quiet hours: ${channels.join(', ')} ${still ? 'waits' : 'waited'} until ${clock(dueAt)}`;
};
