import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Sentiment, type Urgency } from '../src/domain/classification.ts';

/** A mention with the labels a person gave it. */
export interface Labelled {
  level: Urgency;
  reply: boolean;
  sentiment: Sentiment;
  language: string;
  text: string;
}

const Row = z.tuple([z.enum(['1', '2', '3', '4', '5']), z.enum(['y', 'n']), Sentiment, z.string(), z.string()]);

const levels: Record<z.infer<typeof Row>[0], Urgency> = { '1': 1, '2': 2, '3': 3, '4': 4, '5': 5 };

/** Reads a set of labelled mentions: level, reply, sentiment, language, text, set apart by tabs. Other lines are left out. */
export const readLabelled = (folder: string, file: string): Labelled[] =>
  readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const row = Row.safeParse(line.split('\t'));
      if (!row.success) return [];
      const [level, reply, sentiment, language, text] = row.data;
      return [{ level: levels[level], reply: reply === 'y', sentiment, language, text }];
    });
