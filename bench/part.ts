import type { Row } from './table.ts';

/** What a part of the measurements is given. */
export interface PartOptions {
  /** Mentions that the inbox is asked about. */
  mentions: number;
  /** Tells what is going on, beside the table. */
  say(line: string): void;
}

/** One part of the measurements: its rows of the table. */
export type Part = (options: PartOptions) => Promise<Row[]>;
