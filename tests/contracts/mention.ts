import { expect } from 'vitest';
import { z } from 'zod';
import { Author, type Mention } from '../../src/domain/mention.ts';
import type { Source } from '../../src/sources/source.ts';

const plainText = z
  .string()
  .refine((text) => text.isWellFormed(), 'holds half a surrogate pair')
  .refine((text) => !text.includes('\r'), 'holds a carriage return')
  .refine((text) => !/<\/?(p|br|div|span|a|b|i)\b[^>]*>/i.test(text), 'holds HTML')
  .refine((text) => !/&(amp|lt|gt|quot|#39|#x27);/.test(text), 'holds an entity');

const ValidMention = z.strictObject({
  source: z.string().min(1),
  externalId: z.string().min(1).max(512),
  family: z.string(),
  url: z.url({ protocol: /^https?$/ }).nullable(),
  author: Author.strict(),
  text: plainText,
  lang: z
    .string()
    .regex(/^(?!und$)[a-z]{2,3}$/)
    .optional(),
  rating: z.number().min(1).max(5).optional(),
  createdAt: z.date().optional(),
  updatedAt: z.date().optional(),
  ownerReply: z.strictObject({ text: plainText, at: z.date().optional() }).nullable().optional(),
  inReplyTo: z.string().min(1).optional(),
  reposts: z.string().min(1).optional(),
  quotes: z.string().min(1).optional(),
  conversation: z.string().min(1).optional(),
  target: z.string().min(1).optional(),
  own: z.boolean().optional(),
  automatic: z.boolean().optional(),
  brand: z.string().min(1).optional(),
  raw: z.json().optional(),
});

/** Fails with the reason when a mention is not what the domain promises to everyone behind the adapters. */
export const expectValidMention = (mention: Mention, source: Source): void => {
  const { error } = ValidMention.safeParse(mention);

  expect(error?.issues ?? [], mention.externalId).toEqual([]);
  expect(mention.family).toBe(source.family);
};

/** The paths of all settings, nested ones included, that no sentence explains. */
export const settingsWithoutDescription = (settings: z.ZodType, path: string[] = []): string[] => {
  const bare = unwrapped(settings);
  if (!(bare instanceof z.ZodObject)) return [];

  return Object.entries<z.ZodType>(bare.shape).flatMap(([name, setting]) => {
    const here = [...path, name];
    const missing = name === 'kind' || isDescribed(setting) ? [] : [here.join('.')];
    return [...missing, ...settingsWithoutDescription(setting, here)];
  });
};

/** The names of the settings that hold a credential. */
export const secretSettings = (settings: z.ZodObject): string[] =>
  Object.entries<z.ZodType>(settings.shape)
    .filter(([, setting]) => isSecret(setting))
    .map(([name]) => name);

const isSecret = (setting: z.ZodType): boolean => {
  if (setting.meta()?.['secret'] === true) return true;
  const bare = inner(setting);
  return bare !== undefined && isSecret(bare);
};

const isDescribed = (setting: z.ZodType): boolean => {
  if (setting.description) return true;
  const bare = inner(setting);
  return bare !== undefined && isDescribed(bare);
};

const unwrapped = (setting: z.ZodType): z.ZodType => {
  const bare = inner(setting);
  return bare ? unwrapped(bare) : setting;
};

const inner = (setting: z.ZodType): z.ZodType | undefined => {
  if (
    setting instanceof z.ZodOptional ||
    setting instanceof z.ZodDefault ||
    setting instanceof z.ZodPrefault ||
    setting instanceof z.ZodNullable
  )
    return setting.def.innerType as z.ZodType;
  if (setting instanceof z.ZodPipe) return setting.def.in as z.ZodType;
  if (setting instanceof z.ZodArray) return setting.def.element as z.ZodType;
  return undefined;
};
