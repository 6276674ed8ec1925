import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import { baseSettings as channelSettings } from '../../src/channels/channel.ts';
import { channelKinds } from '../../src/channels/index.ts';
import { loadConfig } from '../../src/config/load.ts';
import { Brand, MainFile } from '../../src/config/schema.ts';
import { childOf, schemaOf, settingsOf } from '../../src/config/shape.ts';
import { defaultRules } from '../../src/domain/rule.ts';
import { shipped } from '../../src/lib/paths.ts';
import { sourceKinds } from '../../src/sources/index.ts';
import { baseSettings as sourceSettings } from '../../src/sources/source.ts';
import { folderWith } from './folder.ts';

const main = readFileSync(shipped('config', 'earshot.example.yaml'), 'utf8');
const brand = readFileSync(shipped('config', 'brands', 'example.yaml.example'), 'utf8');

/** Every variable has a value. */
const env = new Proxy<Record<string, string>>({}, { get: (_, name) => `value-of-${String(name)}` });

const load = () =>
  loadConfig({ folder: folderWith({ 'earshot.yaml': main, 'brands/acme.yaml': brand }), env, requireSecrets: true });

type Seen = Map<string, Set<string>>;

/** Settings that stand in a value, by the settings that may stand at the same place. */
const settingsSeen = (schema: z.core.$ZodType, value: unknown, seen: Seen): void => {
  if (typeof value !== 'object' || value === null) return;
  const place = settingsOf(schema, value).join();
  for (const key of Object.keys(value)) {
    if (place !== '') seen.set(place, (seen.get(place) ?? new Set()).add(key));
    const child = schemaOf(schema, value, key);
    if (child) settingsSeen(child, childOf(value, key), seen);
  }
};

const missingSettings = (seen: Seen, shared: Set<string>): string[] =>
  [...seen].flatMap(([place, keys]) => place.split(',').filter((key) => !keys.has(key) && !shared.has(key)));

describe('the example files', () => {
  it('load without a problem or a warning', () => {
    const loaded = load();

    expect(loaded).toMatchObject({ ok: true, warnings: [] });
  });

  it('show every setting there is', () => {
    const seen: Seen = new Map();
    settingsSeen(MainFile, parse(main), seen);
    settingsSeen(Brand, parse(brand), seen);
    // Settings that every kind of source or channel has are shown once.
    const shared = new Set([...Object.keys(sourceSettings.shape), ...Object.keys(channelSettings.shape)]);

    const missing = missingSettings(seen, shared);

    expect(missing).toEqual([]);
    const shown = new Set([...seen.values()].flatMap((keys) => [...keys]));
    expect([...shared].filter((key) => !shown.has(key))).toEqual([]);
  });

  it('show every kind of source and channel', () => {
    const loaded = load();

    const kinds = loaded.ok ? [...loaded.config.sources, ...loaded.config.channels].map(({ kind }) => kind) : [];
    expect(new Set(kinds)).toEqual(new Set([...sourceKinds.keys(), ...channelKinds.keys()]));
  });

  it('write the shipped rules out', () => {
    const loaded = load();

    expect(loaded.ok && isDeepStrictEqual(loaded.config.rules, defaultRules)).toBe(true);
  });
});
