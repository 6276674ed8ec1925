/** What a Redis says of itself; a field is absent when it may not be asked. */
export interface RedisTraits {
  maxmemoryPolicy?: string | undefined;
  appendonly?: string | undefined;
  save?: string | undefined;
  version?: string | undefined;
}

const oldestMajor = 7;

/**
 * Names what makes a Redis a way to lose alerts, with the setting that mends it.
 *
 * @returns one sentence for each risk; none when alerts are safe with it
 */
export const describeRedisRisk = (traits: RedisTraits): string[] =>
  [evictionRisk(traits), persistenceRisk(traits), versionRisk(traits)].flatMap((risk) => risk ?? []);

const evictionRisk = ({ maxmemoryPolicy }: RedisTraits): string | undefined => {
  if (maxmemoryPolicy === 'noeviction') return undefined;
  if (maxmemoryPolicy === undefined)
    return 'This Redis does not tell whether it evicts keys when its memory is full: if it does, alerts get lost. Make sure that maxmemory-policy is noeviction.';
  return `This Redis evicts keys when its memory is full (maxmemory-policy ${maxmemoryPolicy}): alerts can get lost. Set maxmemory-policy noeviction.`;
};

const persistenceRisk = ({ appendonly, save }: RedisTraits): string | undefined => {
  if (appendonly === 'yes') return undefined;
  if (appendonly === undefined)
    return 'This Redis does not tell whether it keeps its contents on disk: if it does not, a restart loses every open alert. Make sure that appendonly is yes.';
  if (!save)
    return 'This Redis keeps nothing on disk (appendonly no, no snapshots): a restart loses every open alert. Set appendonly yes.';
  return `This Redis writes only snapshots to disk (appendonly no, save ${save}): a crash loses the alerts since the last one. Set appendonly yes.`;
};

const versionRisk = ({ version }: RedisTraits): string | undefined => {
  if (version === undefined || Number.parseInt(version, 10) >= oldestMajor) return undefined;
  return `This Redis is version ${version}: Earshot is made for Redis ${oldestMajor} or newer, or Valkey. Upgrade it.`;
};
