import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { configFiles, shownPath } from '../config/files.ts';
import { brandFile, type Choices, environmentLines, mainFile, slugOf } from '../config/first-files.ts';

export interface InitFlags {
  brand?: string | undefined;
  /** Our own handle on X. */
  x?: string | undefined;
  /** Languages of the customers, like `en,es`. */
  languages?: string | undefined;
  /** `false`: no phone. A text: the topic to use instead of a new one. */
  ntfy?: boolean | string | undefined;
  /** Address of a Slack incoming webhook. */
  slack?: string | undefined;
  /** Number of the app in the App Store. */
  appstore?: string | undefined;
  /** Address of a feed. */
  rss?: string | undefined;
  timeZone?: string | undefined;
  /** Write over what is there. */
  force?: boolean | undefined;
}

export interface InitOptions {
  folder: string;
  flags: InitFlags;
  /** Asks a person; absent when there is no terminal. An empty answer takes what stands in brackets. */
  ask?: (question: string) => Promise<string>;
  print: (line: string) => void;
  /** Where `.env` goes. */
  cwd?: string;
  /** Names that nobody can guess, for topics that anybody could read. */
  newTopic?: () => string;
}

/**
 * Writes a first configuration from a few answers or flags.
 *
 * @returns the exit code: 0 when it was written, 1 when something stands in the way
 */
export const init = async (options: InitOptions): Promise<number> => {
  const { folder, flags, print, cwd = process.cwd() } = options;
  const choices = await choose(options);
  if (choices.brand === '') {
    print('give the name of the brand: npx earshot init --brand "Acme Coffee"');
    return 1;
  }

  const files = {
    [configFiles(folder).main]: mainFile(choices, folder),
    [join(folder, 'brands', `${slugOf(choices.brand)}.yaml`)]: brandFile(choices, folder),
  };
  const present = Object.keys(files).filter((file) => existsSync(file));
  if (present.length > 0 && !flags.force) {
    for (const file of present)
      print(`${shownPath(file)} is there already: nothing was written (--force writes over it)`);
    return 1;
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    print(`wrote ${shownPath(file)}`);
  }
  keepEnvironment(environmentLines(choices), join(cwd, '.env'), print);
  for (const line of nextSteps(choices)) print(line);
  return 0;
};

const choose = async ({ flags, ask, newTopic = randomTopic }: InitOptions): Promise<Choices> => {
  const answer = async (flag: string | undefined, question: string): Promise<string> =>
    (flag ?? (await ask?.(question)) ?? '').trim();

  const brand = await answer(flags.brand, 'Name of the brand: ');
  const x = await answer(flags.x, 'Its handle on X (empty: not on X): ');
  const languages = await answer(flags.languages, 'Languages of your customers [en, es, pl]: ');
  const appstore = await answer(flags.appstore, 'Number of your app in the App Store (empty: none): ');
  const rss = await answer(flags.rss, 'Address of a feed to read (empty: none): ');
  const slack = await answer(flags.slack, 'Slack webhook address (empty: no Slack): ');
  const phone = flags.ntfy ?? !/^n/i.test(await answer(undefined, 'Ring your phone with the ntfy app? [Y/n] '));

  return {
    brand,
    handle: x.replace(/^@/, ''),
    languages: languages.toLowerCase().match(/[a-z]{2,3}/g) ?? ['en', 'es', 'pl'],
    appstore,
    rss,
    slack,
    topics: phone ? { ring: typeof phone === 'string' ? phone : newTopic(), acknowledge: newTopic() } : undefined,
    timeZone: flags.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
};

// Whoever knows a topic of a public server can read it and write to it: its name is the password.
const randomTopic = (): string => `earshot-${randomBytes(12).toString('hex')}`;

const keepEnvironment = (lines: string[], file: string, print: (line: string) => void): void => {
  if (lines.length === 0) return;
  if (existsSync(file)) {
    print(`add these lines to ${shownPath(file)}:`);
    for (const line of lines) print(`  ${line}`);
    return;
  }
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  print(`wrote ${shownPath(file)}, readable by you only:`);
  for (const line of lines) print(`  ${line}`);
};

const nextSteps = ({ handle, topics }: Choices): string[] => [
  ...(topics ? [`on your phone: install the ntfy app and subscribe to ${topics.ring}`] : []),
  ...(handle ? ['X needs a bearer token: https://console.x.com → put it behind X_BEARER_TOKEN='] : []),
  'then: npx earshot check, npx earshot doctor, npm start',
];
