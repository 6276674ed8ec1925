import { z } from 'zod';
import type { Mention } from '../src/domain/mention.ts';
import { defineSource, type Source } from '../src/sources/source.ts';

/** A source that answers at once with prepared pages: what is measured is Earshot, not a vendor. */
export const benchSource = (id: string, pages: readonly Mention[][]): Source =>
  defineSource({
    kind: 'bench',
    family: 'social',
    settings: z.strictObject({}),
    cursor: z.number(),
    allowAi: true,
    poll: async (_settings, cursor) => {
      const page = cursor ?? 0;
      const outcome = page + 1 < pages.length ? 'partial' : 'items';
      return { mentions: pages[page] ?? [], answers: [], gone: [], cursor: page + 1, outcome };
    },
  }).open({ id, kind: 'bench', history: '1d' });
