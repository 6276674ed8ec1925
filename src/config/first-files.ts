import { join, relative } from 'node:path';
import { ChannelLanguage } from '../channels/channel.ts';
import { shipped } from '../lib/paths.ts';

/** What a first configuration is made of. Empty texts stand for "none". */
export interface Choices {
  brand: string;
  /** On X, without `@`. */
  handle: string;
  languages: string[];
  appstore: string;
  rss: string;
  slack: string;
  topics: { ring: string; acknowledge: string } | undefined;
  timeZone: string;
}

/** Name of the file of a brand. */
export const slugOf = (brand: string): string =>
  brand
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'brand';

/** The text of `earshot.yaml`. */
export const mainFile = (choices: Choices, folder: string): string => {
  const channels = [
    ...(choices.topics
      ? [
          `{ id: phone, kind: ntfy, topic: ${variable('EARSHOT_NTFY_TOPIC')}, ack_topic: ${variable('EARSHOT_NTFY_ACK_TOPIC')} }`,
        ]
      : []),
    ...(choices.slack ? [`{ id: team, kind: slack, webhook_url: ${variable('EARSHOT_SLACK_WEBHOOK_URL')} }`] : []),
    '{ id: terminal, kind: console }',
  ];
  const reached = [...(choices.topics ? ['phone'] : []), ...(choices.slack ? ['team'] : [])];

  return lines(
    schemaLine(folder, 'earshot.schema.json'),
    '# Every setting there is: config/earshot.example.yaml of Earshot.',
    '',
    '# Where to listen.',
    'sources:',
    ...sourcesOf(choices).map((source) => `  - ${source}`),
    '',
    '# Where to ring.',
    'channels:',
    ...channels.map((channel) => `  - ${channel}`),
    '',
    '# Whom to ring.',
    'people:',
    `  - { id: me, channels: [${(reached.length > 0 ? reached : ['terminal']).join(', ')}] }`,
    '',
    `language: ${choices.languages.find((code) => ChannelLanguage.safeParse(code).success) ?? 'en'}`,
    `time_zone: ${choices.timeZone}`,
  );
};

const sourcesOf = ({ brand, handle, appstore, rss }: Choices): string[] => [
  ...(handle
    ? [`{ id: x, kind: twitter, bearer_token: ${variable('X_BEARER_TOKEN')}, budget: { usd_per_month: 50 } }`]
    : []),
  ...(appstore ? [`{ id: appstore, kind: appstore, brand: ${quoted(brand)}, app_id: ${quoted(appstore)} }`] : []),
  ...(rss ? [`{ id: feed, kind: rss, url: ${quoted(rss)} }`] : []),
  '{ id: hackernews, kind: hackernews }',
];

/** The text of the brand's file. */
export const brandFile = ({ brand, handle, languages }: Choices, folder: string): string => {
  const name = `"${brand.replaceAll('"', ' ').toLowerCase()}"`;
  return lines(
    schemaLine(join(folder, 'brands'), 'brand.schema.json'),
    `brand: ${quoted(brand)}`,
    ...(handle ? [`own_accounts: { twitter: ${quoted(handle)} }`] : []),
    '',
    '# What finds a mention: words, "phrases", word*, @handle, #tag, domain.com, OR, NOT, NEAR/6, ( ).',
    '# Other things that bear the same name: add  NOT (this OR "that")',
    'keywords:',
    '  - id: name',
    `    query: ${quoted(handle ? `${name} OR @${handle}` : name)}`,
    `    languages: [${languages.join(', ')}]`,
  );
};

/** The lines of `.env` that hold the secrets. */
export const environmentLines = ({ handle, slack, topics }: Choices): string[] => [
  ...(handle ? ['X_BEARER_TOKEN='] : []),
  ...(slack ? [`EARSHOT_SLACK_WEBHOOK_URL=${slack}`] : []),
  ...(topics ? [`EARSHOT_NTFY_TOPIC=${topics.ring}`, `EARSHOT_NTFY_ACK_TOPIC=${topics.acknowledge}`] : []),
];

/** Editors with the YAML language server complete and check by it. */
const schemaLine = (folder: string, name: string): string =>
  `# yaml-language-server: $schema=${relative(folder, shipped('config', name))}`;

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const variable = (name: string): string => `'\${${name}}'`;

const lines = (...text: string[]): string => `${text.join('\n')}\n`;
