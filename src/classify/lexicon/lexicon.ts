import { z } from 'zod';
import { type Pattern, readEntry } from './entry.ts';

/** What a word or phrase of a lexicon says about the mention it stands in. */
export type Cue = (typeof cues)[number];

const cues = [
  'positive',
  'negative',
  'down',
  'money',
  'problem',
  'help',
  'feedback',
  'solved',
  'wanted',
  'unwanted',
  'thanks',
  'closing',
  'question',
  'intensifier',
  'negator',
  'contrast',
  'neutral',
  'number',
] as const;

/** One word or phrase. */
export interface LexiconEntry {
  cue: Cue;
  pattern: Pattern;
  weight: number;
  /** The place of its folder among the folders read: a later one overrules an earlier one. */
  rank: number;
}

/** The words of one language, gathered from all folders. */
export interface Lexicon {
  language: string;
  entries: LexiconEntry[];
}

const Entry = z.string().transform((text, ctx) => {
  const patterns = readEntry(text);
  if (Array.isArray(patterns)) return patterns;
  ctx.addIssue({ code: 'custom', message: patterns.problem });
  return z.NEVER;
});

const plain = () => z.array(Entry).transform((entries) => entries.flat().map((pattern) => ({ pattern, weight: 1 })));

const Weight = z.string().regex(/^[0-4](\.\d+)?$/, 'a weight is a number from 0 (takes the entry out) to 4.9');

const weighted = () =>
  z
    .record(Weight, z.array(Entry))
    .transform((groups) =>
      Object.entries(groups).flatMap(([weight, entries]) =>
        entries.flat().map((pattern) => ({ pattern, weight: Number(weight) })),
      ),
    );

/** A file `<lang>.yaml`; every section may be left out. */
export const LexiconFile = z.strictObject({
  positive: weighted().optional(),
  negative: weighted().optional(),
  intensifier: weighted().optional(),
  negator: plain().optional(),
  contrast: plain().optional(),
  neutral: plain().optional(),
  number: plain().optional(),
  question: plain().optional(),
  thanks: weighted().optional(),
  closing: weighted().optional(),
  solved: weighted().optional(),
  reply: z.strictObject({ wanted: weighted().optional(), unwanted: weighted().optional() }).optional(),
  urgency: z
    .strictObject({
      down: weighted().optional(),
      money: weighted().optional(),
      problem: weighted().optional(),
      help: weighted().optional(),
      feedback: weighted().optional(),
    })
    .optional(),
});
export type LexiconFile = z.infer<typeof LexiconFile>;

/** The entries of a file, each with the cue of its section. */
export const entriesOf = ({ reply, urgency, ...sections }: LexiconFile, rank: number): LexiconEntry[] => {
  const groups = { ...sections, ...reply, ...urgency };
  return cues.flatMap((cue) => (groups[cue] ?? []).map((entry) => ({ cue, rank, ...entry })));
};
