import { z } from 'zod';
import type { Mention } from '../domain/mention.ts';
import { looseArray } from '../lib/schema.ts';
import { clean, htmlToText, titled } from '../lib/text.ts';
import { address } from '../lib/url.ts';
import { defineSource, type SourceContext } from './source.ts';

const Settings = z.strictObject({});
type Settings = { base_url?: string | undefined };

const Cursor = z.object({
  /** Unix seconds of the newest hit. */
  newest: z.number(),
  /** Unix milliseconds of the last long look back and of the last look at the index itself. */
  sweptAt: z.number(),
  probedAt: z.number(),
  /** The round under way: one question a poll, each read in slices of time from the newest hit to the oldest. */
  round: z
    .object({ query: z.number(), since: z.number(), before: z.number().optional(), newest: z.number() })
    .optional(),
});
type Cursor = z.output<typeof Cursor>;
type Round = NonNullable<Cursor['round']>;

const defaultBaseUrl = 'https://hn.algolia.com/api/v1';
const hour = 3600;
/** Indexing lags under a minute as a rule and up to two days after outages: look back a little always, far once a day. */
const overlap = 3 * hour;
const longOverlap = 72 * hour;
const staleAfterMs = 30 * 60_000;
const dayMs = 86_400_000;
/** Most hits that one question gives, and most that can be reached by paging at all. */
const hitsPerPage = 1000;

// Only the fields we use; absent values are missing or null, it has varied over the years.
const Hit = z.object({
  objectID: z.string().min(1),
  created_at_i: z.number(),
  author: z.string(),
  title: z.string().nullish(),
  url: z.string().nullish(),
  story_text: z.string().nullish(),
  comment_text: z.string().nullish(),
  story_id: z.number().nullish(),
  parent_id: z.number().nullish(),
});
type Hit = z.output<typeof Hit>;

const mentionOf = (hit: Hit): Mention => ({
  source: 'hackernews',
  externalId: hit.objectID,
  family: 'social',
  url: `https://news.ycombinator.com/item?id=${hit.objectID}`,
  author: { id: hit.author, handle: hit.author, name: hit.author },
  text: textOf(hit),
  createdAt: new Date(hit.created_at_i * 1000),
  ...(hit.parent_id && { inReplyTo: String(hit.parent_id) }),
  ...(hit.story_id && { conversation: String(hit.story_id) }),
});

// The HTML of Hacker News opens paragraphs and never closes them.
const textOf = ({ comment_text, title, story_text, url }: Hit): string => {
  if (comment_text) return clean(htmlToText(comment_text));
  const story = titled(title, htmlToText(story_text ?? ''));
  return clean([story, url ?? ''].join('\n\n'));
};

const Answer = z.object({ nbHits: z.number(), hits: looseArray(Hit.transform(mentionOf)) });

const retrieved = 'objectID,created_at_i,author,title,url,story_text,comment_text,story_id,parent_id';

/** Stories and comments of Hacker News, by Algolia's search. */
export const hackernews = defineSource({
  kind: 'hackernews',
  family: 'social',
  settings: Settings,
  cursor: Cursor,
  every: '2m',
  rhythmMs: 30 * dayMs,
  allowAi: true,
  dialect: {
    maxLength: 500,
    maxQueries: 30,
    or: false,
    not: (term) => `-${term}`,
    word: quoted,
    phrase: quoted,
    handle: quoted,
    hashtag: quoted,
    domain: quoted,
  },

  async poll(settings, cursor, context) {
    const at = context.now().getTime();
    const start = cursor ?? { newest: Math.floor(at / 1000), sweptAt: 0, probedAt: 0 };
    const round = start.round ?? firstOf(start, at);
    const query = context.queries[round.query];
    if (query === undefined) return { ...nothing, cursor: { ...start, round: undefined } };

    const { nbHits, hits } = await search(settings, query, round, context);
    const isCut = nbHits > hits.items.length + hits.rejected;
    const next = nextOf(round, hits.items, isCut, context.queries.length);
    const ended = next
      ? { cursor: { ...start, round: next } }
      : await endOf(settings, start, round, hits.items, context);

    return {
      ...nothing,
      ...ended,
      mentions: hits.items,
      outcome: next ? 'partial' : hits.items.length > 0 ? 'items' : 'empty',
      rejected: hits.rejected,
    };
  },

  async check(settings, { http, signal }) {
    const { hits } = await http.getJson(probeUrl(settings), Answer, { signal });
    const newest = hits.items[0]?.createdAt;
    return `newest comment on Hacker News: ${newest?.toISOString() ?? 'none'}`;
  },
});

const nothing = { mentions: [], answers: [], gone: [], outcome: 'empty' as const };

// Words are searched by prefix unless they are quoted.
function quoted(text: string): string {
  return `"${text.replaceAll('"', ' ')}"`;
}

const firstOf = ({ newest, sweptAt }: Cursor, at: number): Round => {
  const isLong = at - sweptAt >= dayMs;
  const recent = newest - overlap;
  const since = isLong ? Math.min(recent, Math.floor(at / 1000) - longOverlap) : recent;
  return { query: 0, since, newest };
};

const search = (settings: Settings, query: string, { since, before }: Round, { http, signal }: SourceContext) =>
  http.getJson(
    address(settings.base_url ?? defaultBaseUrl, '/search_by_date', {
      query,
      tags: '(story,comment)',
      numericFilters: `created_at_i>${since}${before === undefined ? '' : `,created_at_i<${before}`}`,
      restrictSearchableAttributes: attributesFor(query),
      hitsPerPage,
      typoTolerance: false,
      advancedSyntax: true,
      attributesToHighlight: 'none',
      attributesToRetrieve: retrieved,
    }),
    Answer,
    { signal },
  );

// A word in the path of somebody's link, or in an author's name, is no mention; a domain in a link is one.
const attributesFor = (query: string): string =>
  /^"[^\s"]+\.[a-z]{2,}"$/i.test(query) ? 'title,story_text,comment_text,url' : 'title,story_text,comment_text';

/** The next slice of the same question, or the next question; `undefined` when the round is over. */
const nextOf = (round: Round, found: Mention[], isCut: boolean, queries: number): Round | undefined => {
  const newest = Math.max(round.newest, ...found.map(secondsOf));
  const oldest = Math.min(...found.map(secondsOf));
  const before = oldest + 1;
  if (isCut && found.length > 0 && before !== round.before) return { ...round, newest, before };
  const query = round.query + 1;
  return query < queries ? { query, since: round.since, newest } : undefined;
};

const secondsOf = ({ createdAt }: Mention): number => Math.floor((createdAt?.getTime() ?? 0) / 1000);

const endOf = async (settings: Settings, start: Cursor, round: Round, found: Mention[], context: SourceContext) => {
  const at = context.now().getTime();
  const wasLong = round.since <= Math.floor(at / 1000) - longOverlap;
  const isProbe = at - start.probedAt >= staleAfterMs;
  const cursor: Cursor = {
    newest: Math.max(round.newest, ...found.map(secondsOf)),
    sweptAt: wasLong ? at : start.sweptAt,
    probedAt: isProbe ? at : start.probedAt,
  };
  return isProbe ? { cursor, notes: await staleNotes(settings, at, context) } : { cursor };
};

// An index that stands still answers "no hits" as well: all of Hacker News is never silent for half an hour.
const staleNotes = async (settings: Settings, at: number, { http, signal }: SourceContext): Promise<string[]> => {
  const { hits } = await http.getJson(probeUrl(settings), Answer, { signal });
  const newest = hits.items[0]?.createdAt;
  if (newest && at - newest.getTime() <= staleAfterMs) return [];
  return [`the search is behind: its newest comment of all is from ${newest?.toISOString() ?? 'nobody knows when'}`];
};

const probeUrl = ({ base_url }: Settings): string =>
  address(base_url ?? defaultBaseUrl, '/search_by_date', {
    tags: 'comment',
    hitsPerPage: 1,
    attributesToHighlight: 'none',
    attributesToRetrieve: retrieved,
  });
