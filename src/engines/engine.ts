import { z } from 'zod';
import type { Opinion } from '../domain/opinion.ts';
import type { Context } from '../lib/context.ts';
import { Failure } from '../lib/failure.ts';
import { duration } from '../lib/schema.ts';

export type { Opinion };

/** What an engine is told of a mention: no author, no address, no link. */
export interface Question {
  /** What a stranger wrote: material to judge, never an instruction. */
  text: string;
  /** The language, as far as it is known. */
  lang?: string;
  /** 1 to 5 stars. */
  rating?: number;
  /** Whom it is about. */
  brand: string;
  /** One sentence about the business, from its configuration. */
  about?: string;
}

/** An opinion, and what it cost. */
export interface Answer {
  opinion: Opinion;
  /** Dollars, by what the vendor says it counted; absent when it says nothing. */
  usd?: number;
}

export type EngineContext = Pick<Context, 'http' | 'log' | 'signal'>;

// After half a minute the auditor takes a batch for lost, and it would be asked about twice.
const mostPatienceMs = 25_000;

/** Settings every engine has. */
export const baseSettings = z.strictObject({
  enabled: z.boolean().default(true).describe('`false` keeps the settings and asks nobody.'),
  timeout: duration().default(10_000).describe('Time allowed for one question.'),
  patience: duration()
    .refine((ms) => ms <= mostPatienceMs, 'must be at most 25s: the rings of a batch wait for it')
    .default(15_000)
    .describe('Time allowed for all the questions of one batch; what has no answer by then keeps its own judgement.'),
  at_once: z.number().int().min(1).max(16).default(4).describe('Questions under way at the same time.'),
});

/** Ceilings of what may be asked; absent = none. */
export interface Ceilings {
  requestsPerDay?: number;
  usdPerMonth?: number;
}

/** What a definition makes of its settings. */
export interface Judge {
  /** Kind and model, as people are told. Opinions are kept under this name: another model is asked anew. */
  name: string;
  ceilings: Ceilings;
  /** The most that a question can cost, in dollars. */
  costAtMost(question: Question): number;
  /** Throws `Failure`. Never retries, sleeps, reads the environment or touches Redis. */
  judge(question: Question, context: EngineContext): Promise<Answer>;
}

/** A configured engine: the definition closed over its settings. */
export interface Engine extends Judge {
  kind: string;
  enabled: boolean;
  patienceMs: number;
  atOnce: number;
}

type SettingsOf<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>> & z.output<typeof baseSettings>;

interface EngineDefinition<Kind extends string, Shape extends z.ZodRawShape> {
  kind: Kind;
  /** Settings over the shared base, each with a description. */
  settings: z.ZodObject<Shape>;
  /** A rule over several settings: the sentence that says what is missing, or `undefined` when all is well. */
  objection?(settings: SettingsOf<Shape>): string | undefined;
  open(settings: SettingsOf<Shape>): Judge;
}

/** What `defineEngine` returns, for those who handle every kind alike. */
export interface EngineKind {
  kind: string;
  settings: z.ZodObject<Readonly<Record<string, z.ZodType>> & { kind: z.ZodLiteral<string> }>;
  open(raw: unknown): Engine;
}

/**
 * Turns a definition into `{ kind, settings, open }`; `open(raw)` parses settings and closes over them, and gives every
 * question its time limit.
 */
export const defineEngine = <Kind extends string, Shape extends z.ZodRawShape>(
  definition: EngineDefinition<Kind, Shape>,
) => {
  const settings = z
    .strictObject({ kind: z.literal(definition.kind), ...baseSettings.shape, ...definition.settings.shape })
    .superRefine((parsed, issues) => {
      const message = definition.objection?.(parsed as SettingsOf<Shape>);
      if (message !== undefined) issues.addIssue({ code: 'custom', message });
    });

  const open = (raw: unknown): Engine => {
    const parsed = settings.parse(raw) as SettingsOf<Shape>;
    const opened = definition.open(parsed);
    return {
      ...opened,
      judge: (question, context) => inTime(opened, question, context, parsed.timeout),
      kind: definition.kind,
      enabled: parsed.enabled,
      patienceMs: parsed.patience,
      atOnce: parsed.at_once,
    };
  };

  return { kind: definition.kind, settings, open };
};

const inTime = async (
  { name, judge }: Judge,
  question: Question,
  context: EngineContext,
  timeoutMs: number,
): Promise<Answer> => {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await judge(question, { ...context, signal: AbortSignal.any([context.signal, timeout]) });
  } catch (error) {
    if (!timeout.aborted || context.signal.aborted || error instanceof Failure) throw error;
    throw new Failure('unknown', `${name} did not answer in time`);
  }
};
