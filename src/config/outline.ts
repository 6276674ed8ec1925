import { z } from 'zod';
import type { YamlFile } from './yaml-file.ts';

/*
 * What refers to what, read from files that may be wrong in every other respect: whatever does not fit is left out, and
 * positions in lists stay what they are in the file. The shape itself is checked elsewhere.
 */
const text = z.string().nullable().catch(null);
const list = <T extends z.ZodType>(element: T) => z.array(element).catch([]);
const texts = list(text);
const oneOrMore = z.union([z.string().transform((value) => [value]), texts]);

const settings = <Shape extends z.ZodRawShape>(shape: Shape) => {
  const object = z.object(shape);
  return object.catch(() => object.parse({}));
};

const RuleOutline = settings({
  when: settings({ brand: oneOrMore, keyword: oneOrMore, source: oneOrMore }),
  then: text,
  policy: text,
});

const MainOutline = settings({
  sources: list(settings({ id: text, kind: text, brand: text, every: text, base_url: text })),
  channels: list(settings({ id: text, base_url: text, enabled: z.boolean().catch(true) })),
  people: list(settings({ id: text, channels: texts })),
  rules: list(RuleOutline),
  policies: list(settings({ id: text, steps: list(settings({ at: text, notify: texts })) })),
  calendars: list(settings({ id: text })),
  second_opinion: settings({ base_url: text }),
});

const BrandOutline = settings({
  brand: text,
  own_accounts: z.record(z.string(), z.unknown()).catch({}),
  calendar: text,
  exclude: texts,
  keywords: list(settings({ id: text, query: text, only_with: texts, exclude: texts })),
  rules: list(RuleOutline),
});

/** The main file and the brand files, as far as they refer to each other. */
export interface Outline {
  main: z.output<typeof MainOutline> & { in: YamlFile };
  brands: (z.output<typeof BrandOutline> & { in: YamlFile })[];
}

/** Reads the outline of values whose variables are already filled in. */
export const outlineOf = (main: Read, brands: readonly Read[]): Outline => ({
  main: { ...MainOutline.parse(main.value), in: main.in },
  brands: brands.map((brand) => ({ ...BrandOutline.parse(brand.value), in: brand.in })),
});

interface Read {
  in: YamlFile;
  value: unknown;
}
