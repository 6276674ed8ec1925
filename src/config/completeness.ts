import { ChannelSettings, openChannel } from '../channels/index.ts';
import type { Dialect } from '../domain/dialect.ts';
import { translate } from '../match/index.ts';
import { openSource, SourceSettings } from '../sources/index.ts';
import { rings } from './checks.ts';
import { wholeQuery } from './keywords.ts';
import type { Outline } from './outline.ts';
import type { Finding } from './problem.ts';
import { childOf } from './shape.ts';

/**
 * Finds what is missing for Earshot to be of any use: sources, brands, keywords, and a channel that can wake somebody.
 *
 * @param value the main file with the environment filled in
 * @param required whether nobody to wake is a reason to refuse the configuration
 */
export const checkCompleteness = (outline: Outline, value: unknown, required: boolean): Finding[] => {
  const { main, brands } = outline;
  const said = (path: string[], message: string, warning = true): Finding => ({ in: main.in, path, message, warning });
  const findings: Finding[] = [];

  if (main.sources.length === 0) findings.push(said(['sources'], 'no sources: there is nothing to listen to'));
  if (brands.length === 0) findings.push(said([], 'no brands: write whom to listen for in brands/<name>.yaml'));
  findings.push(...checkSearching(outline, value));
  if (rings(outline) && !wakes(value)) findings.push(said(['channels'], nobodyToWake, !required));
  return findings;
};

const nobodyToWake = `no channel can wake anybody: add one that can, like { id: phone, kind: ntfy, topic: '\${EARSHOT_NTFY_TOPIC}' }`;

/** Sources that search must have something to look for, and be able to. */
const checkSearching = ({ main, brands }: Outline, value: unknown): Finding[] => {
  const keywords = brands.flatMap((brand) => brand.keywords);
  const queries = brands.flatMap((brand) =>
    brand.keywords.flatMap(
      ({ query, only_with, exclude }) =>
        wholeQuery({
          query: query ?? '',
          only_with: only_with.filter((text) => text !== null),
          exclude: [...exclude, ...brand.exclude].filter((text) => text !== null),
        }) ?? [],
    ),
  );
  const said = (index: number, message: string): Finding => ({
    in: main.in,
    path: ['sources', index],
    message,
    warning: true,
  });

  return listOf(value, 'sources').flatMap((raw, index) => {
    const dialect = dialectOf(raw);
    if (!dialect || brands.length === 0) return [];
    if (keywords.length === 0) return [said(index, 'no brand has keywords: this source has nothing to search for')];
    return translate(queries, dialect).notPushed.map((what) => said(index, `not searched for here: ${what}`));
  });
};

const dialectOf = (raw: unknown): Dialect | undefined => {
  if (!SourceSettings.safeParse(raw).success) return undefined;
  const source = openSource(raw);
  return source.enabled ? source.dialect : undefined;
};

/** What has a mistake in it counts: the mistake is told anyway. */
const wakes = (value: unknown): boolean =>
  !Array.isArray(childOf(value, 'channels') ?? []) ||
  listOf(value, 'channels').some((raw) => {
    if (!ChannelSettings.safeParse(raw).success) return true;
    const channel = openChannel(raw);
    return channel.enabled && channel.wakes;
  });

const listOf = (value: unknown, key: string): unknown[] => {
  const list = childOf(value, key);
  return Array.isArray(list) ? list : [];
};
