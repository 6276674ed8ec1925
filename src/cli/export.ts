import type { Writable } from 'node:stream';
import type { App } from '../pipeline/app.ts';
import { loadSends } from '../store/alerts.ts';
import { type Listing, type Paging, readPlace } from '../store/listing.ts';
import { loadReport } from '../store/report.ts';
import { alertRow, mentionRow } from '../store/rows.ts';
import { listAlerts, listMentions } from '../store/views.ts';
import { type Column, cellsOf, csvLine } from './csv.ts';
import { write } from './lines.ts';

export type Exported = 'mentions' | 'alerts' | 'report';

export interface ExportOptions {
  what: Exported;
  format: 'ndjson' | 'csv';
  brand?: string | undefined;
  since?: Date | undefined;
  /** Mentions that no keyword matched, in place of those that one did. */
  unmatched?: boolean;
  output: Writable;
  complain: (line: string) => void;
}

const columns: Record<Exported, readonly Column[]> = {
  mentions: [
    'id',
    'source',
    'via',
    'externalId',
    'url',
    'author.handle',
    'author.name',
    'author.followers',
    'text',
    'lang',
    'rating',
    'createdAt',
    'seenAt',
    'brands',
    'keywords',
    'sentiment',
    'urgency',
    'replyWanted',
    'confidence',
    'reasons',
    'decision',
    'why',
    'alertId',
  ],
  alerts: [
    'id',
    'brand',
    'state',
    'urgency',
    'openedAt',
    'postedAt',
    'deadline',
    'breached',
    'mentions',
    'rings',
    'acknowledgedBy',
    'acknowledgedAt',
    'answeredAt',
    'resolution',
  ],
  report: ['day', 'brand', 'heard', 'ring', 'list', 'digest', 'ignore', 'negative', 'neutral', 'positive'],
};

/** Writes everything of one kind, the newest first, a stretch at a time. Ends early, and well, when whoever reads goes away. */
export const exportRows = async (app: App, options: ExportOptions): Promise<number> => {
  const { what, format, output } = options;
  if (format === 'csv' && !(await write(output, csvLine(columns[what])))) return 0;
  const line = (row: object): string =>
    format === 'csv' ? csvLine(cellsOf(row, columns[what])) : `${JSON.stringify(row)}\n`;

  for await (const rows of rowsOf(app, options))
    if (rows.length > 0 && !(await write(output, rows.map(line).join('')))) break;
  return 0;
};

const rowsOf = (app: App, options: ExportOptions): AsyncGenerator<object[]> => {
  switch (options.what) {
    case 'mentions':
      return mentionRows(app, options);
    case 'alerts':
      return alertRows(app, options);
    case 'report':
      return reportRows(app, options);
  }
};

async function* mentionRows(app: App, { brand, since, unmatched }: ExportOptions): AsyncGenerator<object[]> {
  const filter = { brand, since, ...(unmatched && { decision: 'unmatched' as const }) };
  const parts = stretches((paging) => listMentions(app.redis, app.keys, filter, paging));
  for await (const stored of parts) yield stored.map(mentionRow);
}

async function* alertRows(app: App, { brand, since }: ExportOptions): AsyncGenerator<object[]> {
  const parts = stretches((paging) => listAlerts(app.redis, app.keys, { brand, since }, paging));
  for await (const alerts of parts)
    yield await Promise.all(
      alerts.map(async (alert) => alertRow(alert, await loadSends(app.redis, app.keys, alert.id))),
    );
}

const reportDays = 30;
const dayMs = 86_400_000;

async function* reportRows(app: App, { brand, since, complain }: ExportOptions): AsyncGenerator<object[]> {
  const until = app.now();
  const from = since ?? new Date(until.getTime() - reportDays * dayMs);
  const { days, totals } = await loadReport(app.redis, app.keys, { since: from, until, brand });
  yield days;
  const median =
    totals.medianResponseMinutes === null ? '' : `, half of them within ${totals.medianResponseMinutes} min`;
  complain(
    `${totals.alerts} alerts: ${totals.answered} answered${median}, ${totals.withinTarget} in time, ` +
      `${totals.stillWaiting} still open, ${totals.breached} ran out of time`,
  );
}

const perStretch = 500;

async function* stretches<Row>(read: (paging: Paging) => Promise<Listing<Row>>): AsyncGenerator<Row[]> {
  let next: string | null | undefined;
  while (next !== null) {
    const part: Listing<Row> = await read({
      limit: perStretch,
      after: next === undefined ? undefined : readPlace(next),
    });
    yield part.rows;
    next = part.next;
  }
}
