import { onTestFinished } from 'vitest';
import type { Mention } from '../../../src/domain/mention.ts';
import type { OwnAnswer, Page, SourceContext } from '../../../src/sources/source.ts';
import { twitter } from '../../../src/sources/twitter.ts';
import { startX, type XOptions } from '../../../src/stand-ins/x.ts';
import { testSourceContext } from '../../support/context.ts';

export const noon = new Date('2026-08-20T12:00:00.000Z');

/** Minutes before noon of the test's day. */
export const minutesAgo = (minutes: number): Date => new Date(noon.getTime() - minutes * 60_000);

/** X with a clock that the test moves, and a source that listens to it for `acme`. */
export const arrangeX = async ({
  settings = {},
  context = {},
  ...options
}: XOptions & { settings?: Record<string, unknown>; context?: Partial<SourceContext> } = {}) => {
  const clock = { now: noon };
  const x = await startX({ now: () => clock.now, ...options });
  onTestFinished(() => x.close());
  const source = twitter.open({ id: 'x', kind: 'twitter', base_url: x.url, bearer_token: 'some-token', ...settings });

  const poll = (cursor: unknown, more: Partial<SourceContext> = {}): Promise<Page> => {
    const given = testSourceContext({ queries: ['acme'], now: () => clock.now, ...context, ...more });
    return source.poll?.(JSON.parse(JSON.stringify(cursor)), given) ?? Promise.reject(new Error('there is no poll'));
  };

  return {
    x,
    source,
    poll,
    sweep: (cursor: unknown, more: Partial<SourceContext> = {}) => sweepOf(poll, cursor, more),
    later: (minutes: number) => {
      clock.now = new Date(clock.now.getTime() + minutes * 60_000);
    },
  };
};

const sweepOf = async (
  poll: (cursor: unknown, more: Partial<SourceContext>) => Promise<Page>,
  from: unknown,
  more: Partial<SourceContext>,
) => {
  const mentions: Mention[] = [];
  const answers: OwnAnswer[] = [];
  const notes: string[] = [];
  let page = await poll(from, more);
  for (let polls = 1; ; polls += 1) {
    mentions.push(...page.mentions);
    answers.push(...page.answers);
    notes.push(...(page.notes ?? []));
    if (page.outcome !== 'partial') return { mentions, answers, notes, cursor: page.cursor, polls };
    page = await poll(page.cursor, more);
  }
};

export const textsOf = (mentions: Mention[]): string[] => mentions.map(({ text }) => text).sort();

/** So many posts about Acme, one a second, the last of them a minute before noon. */
export const posts = (count: number): { by: string; text: string; at: Date }[] =>
  Array.from({ length: count }, (_, index) => ({
    by: `customer${index % 7}`,
    text: `acme post number ${index}`,
    at: new Date(noon.getTime() - 60_000 - (count - index) * 1000),
  }));
