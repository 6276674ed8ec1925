import type { Classification } from '../domain/classification.ts';
import { fingerprint, type Mention, mentionId, replyFingerprint } from '../domain/mention.ts';
import type { Outcome } from '../domain/rule.ts';
import type { Fresh } from './fresh.ts';
import { jsonForLua } from './json.ts';
import { createScript, type Keys, type Redis } from './redis.ts';
import type { Command, Guard } from './transaction.ts';

/** Which brand a mention is about, and which keyword found it. */
export interface FoundBy {
  brand: string;
  keyword: string;
  terms: string[];
}

/** `matched`: may ring. `baseline`: history from before we listened. `unmatched`: no keyword found it. */
export type SaveMode = 'matched' | 'baseline' | 'unmatched';

export interface Saving {
  mention: Mention;
  matches: FoundBy[];
  mode: SaveMode;
}

export type SaveResult = 'new' | 'changed' | 'known' | 'stale';

/** What was decided about one version of a mention. */
export interface Judgement {
  classification: Classification;
  outcome: Outcome;
  soft: boolean;
  why: string;
  brand: string;
  alertId?: string;
  at: string;
}

/** A mention as stored, with everything known of it. */
export interface StoredMention {
  id: string;
  mention: Mention;
  matches: FoundBy[];
  mode: SaveMode;
  via: string[];
  seenAt: Date;
  fingerprint: string;
  replyFingerprint: string;
  /** Of the version that was judged; absent when none was. */
  judgedFingerprint?: string;
  judgedReplyFingerprint?: string;
  judgement?: Judgement;
  /** What the judged version said, when a newer one is waiting. */
  before?: { rating?: number; text: string };
}

const modes = { matched: 'm', baseline: 'b', unmatched: 'u' } as const;
const modeNames = { m: 'matched', b: 'baseline', u: 'unmatched' } as const;

// KEYS[1]  prefix of all keys
// ARGV     now (ms), life of raw bodies (s), JSON: a list per mention of id, fingerprint, fingerprint of our reply ('-' = not known),
//          updated (ms or ''), via, mode (m, b, u); then of each mention its JSON, its matches as JSON, its raw body ('' = none)
// returns  per mention: new, changed, known or stale
const savePageScript = createScript(`
-- Some sources date an edited post by its edit: when it was first written stays what it was.
local function keepFirstDate(old, new)
  local first, now = string.match(old, '"createdAt":"([^"]+)"'), string.match(new, '"createdAt":"([^"]+)"')
  if not first or not now or first >= now then return new end
  return (string.gsub(new, '"createdAt":"' .. string.gsub(now, '%p', '%%%0') .. '"', '"createdAt":"' .. first .. '"', 1))
end
local prefix, now, rawLife = KEYS[1], ARGV[1], ARGV[2]
local results = {}
-- Sorted sets are written once for the whole page: one call each instead of one for every mention.
local all, pending, unmatched = {}, {}, {}
local function note(list, id) list[#list + 1] = now; list[#list + 1] = id end
for n, words in ipairs(cjson.decode(ARGV[3])) do
  local id, print, reply, updated, via, mode = unpack(words)
  local json, matches, raw = ARGV[3 * n + 1], ARGV[3 * n + 2], ARGV[3 * n + 3]
  local key = prefix .. 'm:' .. id
  local known = redis.call('HMGET', key, 'f', 'o', 'v', 'u', 'x', 'cf', 'p', 'j')
  local fresh = not known[1] or (known[5] == 'u' and mode ~= 'u')
  if fresh then
    redis.call('HSET', key, 'j', json, 'm', matches, 'f', print, 'o', reply == '-' and '' or reply, 'u', updated, 'v', via, 'x', mode, 's', now)
    note(all, id)
    if mode == 'u' then
      note(unmatched, id)
    else
      if known[1] then redis.call('ZREM', prefix .. 'unmatched', id) end
      note(pending, id)
    end
    if raw ~= '' then redis.call('SET', prefix .. 'raw:' .. id, raw, 'EX', rawLife) end
    results[#results + 1] = 'new'
  else
    if not string.find(',' .. known[3] .. ',', ',' .. via .. ',', 1, true) then
      redis.call('HSET', key, 'v', known[3] .. ',' .. via)
    end
    local older = updated ~= '' and known[4] ~= '' and tonumber(updated) < tonumber(known[4])
    local changed = print ~= known[1]
    local answered = reply ~= '-' and reply ~= known[2]
    if older then
      results[#results + 1] = 'stale'
    elseif changed or answered then
      json = keepFirstDate(known[8], json)
      if changed and known[6] == known[1] and not known[7] then redis.call('HSET', key, 'p', known[8]) end
      redis.call('HSET', key, 'j', json, 'f', print, 'o', reply == '-' and known[2] or reply, 'u', updated)
      if known[5] ~= 'u' then note(pending, id) end
      results[#results + 1] = 'changed'
    else
      results[#results + 1] = 'known'
    end
  end
end
if #all > 0 then redis.call('ZADD', prefix .. 'mentions', unpack(all)) end
if #unmatched > 0 then redis.call('ZADD', prefix .. 'unmatched', unpack(unmatched)) end
if #pending > 0 then redis.call('ZADD', prefix .. 'pending', unpack(pending)) end
return results
`);

const rawLifeSeconds = 86_400;
/** Redis refuses more than about a million words a call; Lua's unpack is per mention, so this only bounds the message size. */
const mentionsPerCall = 500;

/**
 * Stores a page in one round trip (pages over 500 mentions in several). Storing and "not yet judged" are one step, so that a
 * crash in between loses nothing; storing twice changes nothing.
 *
 * @param fresh remembers what is new and waits to be judged
 * @returns for each mention, in order, whether it was new, changed, known or older than what is stored
 */
export const savePage = async (
  redis: Redis,
  keys: Keys,
  savings: readonly Saving[],
  now: Date,
  fresh?: Fresh,
): Promise<SaveResult[]> => {
  const results: SaveResult[] = [];
  for (let start = 0; start < savings.length; start += mentionsPerCall) {
    const page = savings.slice(start, start + mentionsPerCall).map((saving) => draftOf(saving, now));
    const args = [now.getTime(), rawLifeSeconds, jsonForLua(page.map(shortWords)), ...page.flatMap(longWords)];
    const saved = (await savePageScript(redis, [keys.prefix], args)) as SaveResult[];
    results.push(...saved);
    if (fresh)
      page.forEach(({ stored }, position) => {
        if (saved[position] === 'new' && stored.mode !== 'unmatched') fresh.put(stored);
      });
  }
  return results;
};

/** A mention as it will be stored when it is new, and what goes to other places. */
interface Draft {
  stored: StoredMention;
  raw: unknown;
  replyKnown: boolean;
}

const draftOf = ({ mention: { raw, via = [], ...mention }, matches, mode }: Saving, now: Date): Draft => ({
  stored: {
    id: mentionId(mention.source, mention.externalId),
    mention,
    matches,
    mode,
    via,
    seenAt: now,
    fingerprint: fingerprint(mention),
    replyFingerprint: replyFingerprint(mention.ownerReply),
  },
  raw,
  replyKnown: mention.ownerReply !== undefined,
});

const shortWords = ({ stored, replyKnown }: Draft): string[] => [
  stored.id,
  stored.fingerprint,
  replyKnown ? stored.replyFingerprint : '-',
  String(stored.mention.updatedAt?.getTime() ?? ''),
  stored.via.join(','),
  modes[stored.mode],
];

const longWords = ({ stored, raw }: Draft): string[] => [
  JSON.stringify(stored.mention),
  JSON.stringify(stored.matches),
  raw === undefined ? '' : JSON.stringify(raw).slice(0, 65_536),
];

const fields = ['j', 'm', 'x', 'v', 's', 'f', 'o', 'cf', 'co', 'c', 'p'] as const;

// KEYS mentions; ARGV fields; returns for each mention its fields, in order
const loadScript = createScript(`
local rows = {}
for n, key in ipairs(KEYS) do rows[n] = redis.call('HMGET', key, unpack(ARGV)) end
return rows
`);

/** Loads mentions in one round trip, in the order asked for; ids that are not stored are left out. */
export const loadMentions = async (redis: Redis, keys: Keys, ids: readonly string[]): Promise<StoredMention[]> => {
  if (ids.length === 0) return [];
  const rows = (await loadScript(redis, ids.map(keys.mention), [...fields])) as (string | null)[][];
  return rows.flatMap((row, position) => {
    const stored = readStored(ids[position] as string, row);
    return stored ? [stored] : [];
  });
};

const readStored = (id: string, row: (string | null)[]): StoredMention | undefined => {
  const [json, matches, mode, via, seenAt, print, reply, judgedPrint, judgedReply, judgement, before] = row;
  if (!json || !print) return undefined;
  return {
    id,
    mention: readMention(json),
    matches: JSON.parse(matches ?? '[]') as FoundBy[],
    mode: modeNames[(mode ?? 'm') as keyof typeof modeNames],
    via: via ? via.split(',') : [],
    seenAt: new Date(Number(seenAt)),
    fingerprint: print,
    replyFingerprint: reply ?? '',
    ...(judgedPrint && { judgedFingerprint: judgedPrint }),
    ...(judgedReply !== null && judgedReply !== undefined && { judgedReplyFingerprint: judgedReply }),
    ...(judgement && { judgement: JSON.parse(judgement) as Judgement }),
    ...(before && { before: JSON.parse(before) as { rating?: number; text: string } }),
  };
};

const readMention = (json: string): Mention => {
  const mention = JSON.parse(json) as Mention;
  if (mention.createdAt) mention.createdAt = new Date(mention.createdAt);
  if (mention.updatedAt) mention.updatedAt = new Date(mention.updatedAt);
  if (mention.ownerReply?.at) mention.ownerReply.at = new Date(mention.ownerReply.at);
  return mention;
};

/** What must still be true of a mention for a judgement about it to count. */
export const judgementGuards = (keys: Keys, stored: StoredMention): Guard[] => {
  const key = keys.mention(stored.id);
  return [
    { key, field: 'f', equals: stored.fingerprint },
    { key, field: 'o', equals: stored.replyFingerprint },
    { key, field: 'cf', equals: stored.judgedFingerprint ?? null },
  ];
};

/** Writes judgements and takes their mentions off the list of those that wait for one; each sorted set is written once. */
export const judgementCommands = (
  keys: Keys,
  judged: readonly { stored: StoredMention; judgement: Judgement }[],
): Command[] => {
  const commands: Command[] = [];
  const added = new Map<string, (string | number)[]>();
  const add = (key: string, score: number, id: string): void => {
    const members = added.get(key);
    if (members) members.push(score, id);
    else added.set(key, [score, id]);
  };
  for (const { stored, judgement } of judged) {
    const key = keys.mention(stored.id);
    const text = JSON.stringify(inThousandths(judgement));
    commands.push(['HSET', key, 'c', text, 'cf', stored.fingerprint, 'co', stored.replyFingerprint]);
    if (stored.before) commands.push(['HDEL', key, 'p']);
    add(keys.brandMentions(judgement.brand), stored.seenAt.getTime(), stored.id);
    const lane = laneOf(judgement, stored);
    for (const name of ['list', 'thank'] as const)
      if (name === lane) add(keys.lane(name), (stored.mention.createdAt ?? stored.seenAt).getTime(), stored.id);
      else if (stored.judgement) commands.push(['ZREM', keys.lane(name), stored.id]);
  }
  commands.push(['ZREM', keys.pending, ...judged.map(({ stored }) => stored.id)]);
  for (const [key, members] of added) commands.push(['ZADD', key, ...members]);
  return commands;
};

// Scores to the thousandth say enough, and a mention takes a tenth less room.
const inThousandths = (judgement: Judgement): Judgement => {
  const { scores, urgencyScores, confidence, reasons } = judgement.classification;
  return {
    ...judgement,
    classification: {
      ...judgement.classification,
      scores: {
        negative: rounded(scores.negative),
        neutral: rounded(scores.neutral),
        positive: rounded(scores.positive),
      },
      urgencyScores: {
        1: rounded(urgencyScores[1]),
        2: rounded(urgencyScores[2]),
        3: rounded(urgencyScores[3]),
        4: rounded(urgencyScores[4]),
        5: rounded(urgencyScores[5]),
      },
      confidence: rounded(confidence),
      reasons: reasons.map(({ signal, text, weight }) => ({ signal, text, weight: rounded(weight) })),
    },
  };
};

const rounded = (score: number): number => Math.round(score * 1000) / 1000;

const laneOf = (judgement: Judgement, { mode }: StoredMention): 'list' | 'thank' | undefined => {
  if (mode === 'baseline') return undefined;
  if (judgement.outcome === 'list') return 'list';
  return judgement.outcome === 'digest' && judgement.classification.sentiment === 'positive' ? 'thank' : undefined;
};

/** Ids that were stored before `olderThan` and still wait to be judged, oldest first. */
export const pendingSince = (redis: Redis, keys: Keys, olderThan: Date, limit = 1000): Promise<string[]> =>
  redis.zrangebyscore(keys.pending, '-inf', olderThan.getTime(), 'LIMIT', 0, limit);

/** Marks posts as publicly answered, for mentions that are judged later. Kept for a week. */
export const answeredCommands = (keys: Keys, source: string, externalIds: readonly string[], at: Date): Command[] =>
  externalIds.map((externalId) => ['SET', keys.answered(source, externalId), at.getTime(), 'EX', 604_800] as const);
