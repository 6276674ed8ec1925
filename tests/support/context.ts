import { Agent } from 'undici';
import { onTestFinished } from 'vitest';
import type { Context } from '../../src/lib/context.ts';
import { createHttp, type Http } from '../../src/lib/http.ts';
import { createLog } from '../../src/lib/log.ts';
import type { Budget, SourceContext } from '../../src/sources/source.ts';

/** A context whose clock stands still, whose log lines can be read, and whose sockets close with the test. */
export const testContext = (overrides: Partial<Context> = {}): Context & { logged: string[] } => {
  const logged: string[] = [];

  return {
    now: () => new Date('2026-08-20T12:00:00.000Z'),
    random: () => 0.5,
    http: testHttp(overrides.requestTimeoutMs),
    log: createLog({ level: 'trace', write: (line) => void logged.push(line) }),
    signal: new AbortController().signal,
    ...overrides,
    logged,
  };
};

/** The same for a source: no keywords, no accounts, nothing awaited, and money without end unless overridden. */
export const testSourceContext = (overrides: Partial<SourceContext> = {}): SourceContext & { logged: string[] } => ({
  queries: [],
  accounts: [],
  awaiting: [],
  budget: endlessBudget,
  ...overrides,
  ...testContext(overrides),
});

/** Remembers what was asked for and what was booked; grants each wish up to what is left. */
export const recordingBudget = (
  left = Number.POSITIVE_INFINITY,
): Budget & { reserved: number[]; settled: { reserved: number; externalIds: string[] }[] } => {
  const reserved: number[] = [];
  const settled: { reserved: number; externalIds: string[] }[] = [];
  return {
    reserved,
    settled,
    reserve: async (wanted) => {
      reserved.push(wanted);
      return Math.min(wanted, left);
    },
    settle: async (amount, externalIds) => {
      settled.push({ reserved: amount, externalIds });
    },
  };
};

const endlessBudget: Budget = { reserve: async (wanted) => wanted, settle: async () => undefined };

const testHttp = (timeoutMs: number | undefined): Http => {
  const dispatcher = new Agent({ connections: 8 });
  onTestFinished(() => dispatcher.destroy());
  const http = createHttp({ dispatcher });
  if (timeoutMs === undefined) return http;

  return {
    ...http,
    send: (url, request) => http.send(url, { ...request, timeoutMs }),
    getJson: (url, schema, request) => http.getJson(url, schema, { ...request, timeoutMs }),
  };
};
