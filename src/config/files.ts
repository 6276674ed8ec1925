import { existsSync, readdirSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';

/** Where the configuration of a folder stands. */
export interface ConfigFiles {
  /** The main file, or where it would be. */
  main: string;
  hasMain: boolean;
  /** One file a brand, in the order of their names. */
  brands: string[];
}

/** Finds the files of a configuration: `earshot.yaml` and `brands/*.yaml`, or the same with `.yml`. */
export const configFiles = (folder: string): ConfigFiles => {
  const main = ['earshot.yaml', 'earshot.yml'].map((name) => join(folder, name)).find((file) => existsSync(file));
  const brandFolder = join(folder, 'brands');
  const names = existsSync(brandFolder) ? readdirSync(brandFolder) : [];

  return {
    main: main ?? join(folder, 'earshot.yaml'),
    hasMain: main !== undefined,
    brands: names
      // Editors keep unsaved copies under names that begin with a dot.
      .filter((name) => /^[^.].*\.ya?ml$/.test(name))
      .sort()
      .map((name) => join(brandFolder, name)),
  };
};

/** Tells whether a folder holds a configuration of its own. */
export const hasConfig = (folder: string): boolean => configFiles(folder).hasMain;

/** A path as people are shown it: from where they stand when it lies below. */
export const shownPath = (file: string): string => {
  const fromHere = relative(process.cwd(), file);
  return fromHere.startsWith('..') || isAbsolute(fromHere) ? file : fromHere;
};
