import type { Mention } from '../domain/mention.ts';
import { mentionId } from '../domain/mention.ts';
import type { FoundBy, SaveMode, SaveResult, Saving } from '../store/mentions.ts';
import { savePage } from '../store/mentions.ts';
import type { App } from './app.ts';

/** Where mentions come from: a polled source, an intake sender, an import. */
export interface Origin {
  id: string;
  brand?: string;
  firehose?: boolean;
  historyMs?: number;
}

/**
 * The one door for mentions: matches them against the keywords, stores them in one round trip and queues what is new or
 * changed for classification. Handing the same mentions over twice changes nothing.
 *
 * @param first history from before we listened: stored, and rung only where there is still time to answer
 * @returns for each mention, in order; our own posts count as `known`
 */
export const intake = async (
  app: App,
  { source, mentions, first }: { source: Origin; mentions: readonly Mention[]; first: boolean },
): Promise<SaveResult[]> => {
  const results: SaveResult[] = mentions.map(() => 'known');
  const savings: { saving: Saving; position: number }[] = [];
  mentions.forEach((mention, position) => {
    const saving = prepare(app, source, mention, first);
    if (saving) savings.push({ saving, position });
  });

  const saved = await savePage(
    app.redis,
    app.keys,
    savings.map(({ saving }) => saving),
    app.now(),
    app.fresh,
  );
  savings.forEach(({ position }, index) => {
    results[position] = saved[index] as SaveResult;
  });

  const fresh = savings.filter(({ saving }, index) => isFresh(saved[index]) && saving.mode !== 'unmatched');
  await app.queues.addClassify(fresh.map(({ saving: { mention } }) => mentionId(mention.source, mention.externalId)));
  return results;
};

const isFresh = (result: SaveResult | undefined): boolean => result === 'new' || result === 'changed';

/**
 * What a mention is stored as. What a firehose yields and nobody asked for is not worth a place; our own posts are answers, never
 * mentions.
 *
 * @returns `undefined` when it is not stored
 */
export const prepare = (app: App, source: Origin, mention: Mention, first: boolean): Saving | undefined => {
  if (mention.own || isOurs(app, mention)) return undefined;
  const matches = matchesOf(app, source, mention);
  if (matches.length === 0 && source.firehose) return undefined;
  return { mention: { ...mention, via: [source.id] }, matches, mode: modeOf(app, source, mention, matches, first) };
};

const isOurs = (app: App, { source, author }: Mention): boolean =>
  author.handle !== undefined && (app.setup.ownHandles.get(source)?.has(author.handle.toLowerCase()) ?? false);

const matchesOf = (app: App, source: Origin, mention: Mention): FoundBy[] => {
  // The words around a match can be read off the text again: they are not stored.
  const found = app.setup.matcher.match(mention).map(({ brand, keyword, terms }) => ({ brand, keyword, terms }));
  const brand = source.brand ?? mention.brand;
  if (!brand) return found;
  const ofBrand = found.filter((match) => match.brand === brand);
  return ofBrand.length > 0 ? ofBrand : [{ brand, keyword: source.id, terms: [] }];
};

const modeOf = (app: App, source: Origin, mention: Mention, matches: FoundBy[], first: boolean): SaveMode => {
  if (matches.length === 0) return 'unmatched';
  if (!mention.createdAt) return 'baseline';
  const young = source.historyMs !== undefined && app.now().getTime() - mention.createdAt.getTime() < source.historyMs;
  return first && !young ? 'baseline' : 'matched';
};
