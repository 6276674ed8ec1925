import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Secret } from '../lib/schema.ts';
import { checkSense } from './checks.ts';
import { checkCompleteness } from './completeness.ts';
import { type ConfigFiles, configFiles, shownPath } from './files.ts';
import { withNamedSecrets } from './named-secrets.ts';
import { checkNames } from './names.ts';
import { outlineOf } from './outline.ts';
import { type Part, readPart } from './part.ts';
import { type Finding, inReadingOrder, type Problem, placed } from './problem.ts';
import { Brand, type Config, MainFile, RawEngine, RawSettings } from './schema.ts';
import { hideValues } from './substitute.ts';
import { type Env, type ReadFile, readText, readVariable } from './variables.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';

export interface LoadOptions {
  /** The folder with `earshot.yaml` and `brands/`. */
  folder: string;
  env: Env;
  /** True to run on it: unset variables, and nobody to wake, are then problems and no longer warnings. */
  requireSecrets?: boolean;
  readFile?: ReadFile;
  now?: () => Date;
}

export type Loaded =
  | { ok: true; config: Config; warnings: Problem[] }
  | { ok: false; problems: Problem[]; warnings: Problem[] };

/**
 * Reads the configuration of a folder: every file, with `${NAME}` filled in from the environment. Whatever is wrong anywhere
 * is told at once, with its place.
 */
export const loadConfig = ({
  folder,
  env,
  requireSecrets: required = false,
  readFile = readText,
  now = () => new Date(),
}: LoadOptions): Loaded => {
  const files = configFiles(folder);
  const opened = openFiles(files, readFile);
  const lookUp = (name: string) => readVariable(name, env, readFile);
  const mainFile = { ...opened.main, value: withNamedSecrets(opened.main.value, lookUp) };
  const main = readPart(mainFile, MainFile, { lookUp, required });
  const brands = opened.brands.map((file) => readPart(file, Brand, { lookUp, required }));

  const findings = [
    ...missingMain(files, main.in),
    ...[main, ...brands].flatMap((part) => part.findings),
    ...checkTogether(main, brands, { required, now: now(), allowInsecure: allowsInsecure(env) }),
  ];
  const filled = [main, ...brands].flatMap((part) => part.filled);
  const place = (found: Finding[]) => found.map((finding) => placed(hideValues(finding, filled)));
  const warnings = inReadingOrder(place(findings.filter(({ warning }) => warning)));
  const broken = [main, ...brands].flatMap(({ in: { name, errors } }) =>
    errors.map((error) => ({ file: name, ...error })),
  );
  const problems = inReadingOrder([...broken, ...place(findings.filter(({ warning }) => !warning))]);

  const config = problems.length === 0 ? assemble(main, brands, folder) : undefined;
  return config ? { ok: true, config, warnings } : { ok: false, problems, warnings };
};

const allowsInsecure = (env: Env): boolean => env['EARSHOT_ALLOW_INSECURE_BASE_URLS'] === '1';

const openFiles = (files: ConfigFiles, readFile: ReadFile): { main: YamlFile; brands: YamlFile[] } => ({
  main: files.hasMain ? openFile(files.main, readFile) : readYaml(shownPath(files.main), ''),
  brands: files.brands.map((file) => openFile(file, readFile)),
});

const openFile = (file: string, readFile: ReadFile): YamlFile => {
  const name = shownPath(file);
  try {
    return readYaml(name, readFile(file));
  } catch (error) {
    const unread = { ...readYaml(name, ''), value: undefined };
    const why = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
    return { ...unread, errors: [{ line: 1, column: 1, message: `this file cannot be read${why}` }] };
  }
};

/** Brand files alone are enough for trying keywords out. */
const missingMain = ({ hasMain, brands }: ConfigFiles, main: YamlFile): Finding[] => {
  if (hasMain) return [];
  const message = 'there is no such file; `npx earshot init` writes a first one';
  return [{ in: main, path: [], message, warning: brands.length > 0 }];
};

/** Names and sense of it all; only when every file can be read, for what is in the others is not known. */
const checkTogether = (
  main: Part<typeof MainFile>,
  brands: Part<typeof Brand>[],
  { required, ...circumstances }: { required: boolean; now: Date; allowInsecure: boolean },
): Finding[] => {
  if ([main, ...brands].some((part) => part.value === undefined)) return [];
  const outline = outlineOf(main, brands);
  return [
    ...checkNames(outline),
    ...checkSense(outline, circumstances),
    ...checkCompleteness(outline, main.value, required),
  ];
};

const Settings = z.object({
  sources: z.array(RawSettings).default([]),
  channels: z.array(RawSettings).default([]),
  second_opinion: RawEngine.optional(),
});

const assemble = (main: Part<typeof MainFile>, brands: Part<typeof Brand>[], folder: string): Config | undefined => {
  if (!main.settings) return undefined;
  const { people, second_opinion: _parsed, ...settings } = main.settings;
  const { time_zone, language } = settings;

  return frozen({
    ...settings,
    ...Settings.parse(main.usable),
    people: people.map((person) => ({
      ...person,
      time_zone: person.time_zone ?? time_zone,
      language: person.language ?? language,
    })),
    brands: brands.flatMap(({ settings: brand }) => (brand ? [brand] : [])),
    hash: hashOf([main, ...brands].map((part) => part.in)),
    folder,
  });
};

const hashOf = (files: YamlFile[]): string => {
  const hash = createHash('sha256');
  for (const { name, text } of files) hash.update(`${name.length}:${name}${text.length}:${text}`);
  return hash.digest('hex').slice(0, 12);
};

const frozen = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || value instanceof Secret) return value;
  for (const child of Object.values(value)) frozen(child);
  return Object.freeze(value);
};
