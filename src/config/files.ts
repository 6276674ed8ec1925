import { existsSync, readdirSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';

/** Where the configuration of a folder stands. */
export interface ConfigFiles {
  /** The main file, or where it would be. */
  main: string;
  hasMain: boolean;
  /** One file a brand, in the order of their names. */
  brands: string[];
  /** The user's own lexicons and replies: no settings, but read together with them. */
  words: string[];
}

/** Finds the files of a configuration: `earshot.yaml` and `brands/*.yaml`, or the same with `.yml`. */
export const configFiles = (folder: string): ConfigFiles => {
  const main = ['earshot.yaml', 'earshot.yml'].map((name) => join(folder, name)).find((file) => existsSync(file));
  return {
    main: main ?? join(folder, 'earshot.yaml'),
    hasMain: main !== undefined,
    brands: yamlFiles(join(folder, 'brands')),
    words: ['lexicons', 'replies'].flatMap((name) => yamlFiles(join(folder, name))),
  };
};

/** The YAML files of a folder in the order of their names; none of a folder that is not there. */
export const yamlFiles = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        // Editors keep unsaved copies under names that begin with a dot.
        .filter((name) => /^[^.].*\.ya?ml$/.test(name))
        .sort()
        .map((name) => join(folder, name))
    : [];

/** Tells whether a folder holds a configuration of its own. */
export const hasConfig = (folder: string): boolean => configFiles(folder).hasMain;

/** A path as people are shown it: from where they stand when it lies below. */
export const shownPath = (file: string): string => {
  const fromHere = relative(process.cwd(), file);
  return fromHere.startsWith('..') || isAbsolute(fromHere) ? file : fromHere;
};
