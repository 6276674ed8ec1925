import { openChannel } from './channels/index.ts';
import { createClassifier, loadModel, ownLexicons } from './classify/index.ts';
import { keywordsOf } from './config/keywords.ts';
import type { Brand, Config } from './config/schema.ts';
import { defaultRules } from './domain/rule.ts';
import { openEngine } from './engines/index.ts';
import { compileKeywords, type KeywordDefinition, type QueryNode, translate } from './match/index.ts';
import type { Setup } from './pipeline/app.ts';
import { repliesFor } from './replies/load-replies.ts';
import { openSource } from './sources/index.ts';
import type { Source } from './sources/source.ts';

/**
 * Turns a configuration into everything the pipeline works with: opened sources and channels, one matcher over the keywords of
 * all brands, the classifier with the lexicons of the folder and its replies on top of the shipped ones.
 *
 * @throws Error naming file and entry when a lexicon or a file of replies cannot be used
 */
export const createSetup = (config: Config): Setup => {
  const keywords = config.brands.flatMap(keywordsOf);
  const general = config.rules ?? defaultRules;
  const brands = new Map(config.brands.map((brand) => [brand.brand, brand]));
  const rules = new Map(config.brands.map(({ brand, rules = [] }) => [brand, [...rules, ...general]]));
  const translated = new Map<string, { queries: string[]; notPushed: string[] }>();

  return {
    config,
    sources: byId(config.sources.map(openSource)),
    channels: byId(config.channels.map(openChannel)),
    brands,
    people: byId(config.people),
    policies: byId(config.policies),
    calendars: byId(config.calendars),
    ownHandles: ownHandlesOf(config.brands),
    rules: (brand) => rules.get(brand) ?? general,
    matcher: compileKeywords(keywords),
    ...(config.second_opinion && { engine: openEngine(config.second_opinion) }),
    classifier: createClassifier(loadModel(), ownLexicons(config.folder)),
    replies: repliesFor(config.folder),
    queries: (source) => {
      const known = translated.get(source.kind);
      if (known) return known;
      const translation = queriesOf(source, keywords);
      translated.set(source.kind, translation);
      return translation;
    },
  };
};

const byId = <T extends { id: string }>(values: readonly T[]): ReadonlyMap<string, T> =>
  new Map(values.map((value) => [value.id, value]));

const queriesOf = (
  { dialect }: Source,
  keywords: readonly KeywordDefinition[],
): { queries: string[]; notPushed: string[] } =>
  dialect
    ? translate(
        keywords.map(({ query }): QueryNode => query),
        dialect,
      )
    : { queries: [], notPushed: [] };

const ownHandlesOf = (brands: readonly Brand[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const handles = new Map<string, Set<string>>();
  for (const { own_accounts } of brands)
    for (const [source, own] of Object.entries(own_accounts))
      handles.set(
        source,
        new Set([...(handles.get(source) ?? []), ...own.map((handle) => handle.replace(/^@/, '').toLowerCase())]),
      );
  return handles;
};
