import { hash } from 'node:crypto';
import type { Mention } from './mention.ts';

/** A name that mentions which belong together share, and how long it joins them. */
export interface DedupKey {
  name: string;
  windowMs: number;
}

const minute = 60_000;
const threadWindowMs = 24 * 60 * minute;
const textWindowMs = 30 * minute;
const authorWindowMs = 10 * minute;
/** Shorter texts ("help!", "no signal") are alike by chance. */
const leastAlike = 24;

/**
 * The keys under which a mention joins an alert: same thread, near-identical text within 30 minutes, same author within 10.
 * Strongest first.
 */
export const dedupKeys = (mention: Mention, brand: string): DedupKey[] => {
  const { source, conversation, author } = mention;
  const keys: DedupKey[] = [];
  if (conversation) keys.push({ name: `thread:${source}:${conversation}:${brand}`, windowMs: threadWindowMs });

  const words = alike(mention.text);
  if (words.length >= leastAlike) keys.push({ name: `text:${brand}:${digest(words)}`, windowMs: textWindowMs });

  const who = author.id ?? author.handle;
  if (who) keys.push({ name: `author:${source}:${who}:${brand}`, windowMs: authorWindowMs });
  return keys;
};

/** The author as an alert tells authors apart; a mention without one is its own author. */
export const authorKey = (mention: Mention): string => {
  const who = mention.author.id ?? mention.author.handle ?? mention.author.name;
  return who ? `${mention.source}:${who}` : `${mention.source}:post:${mention.externalId}`;
};

// What differs between copies of one text: links, handles, numbers, punctuation, case.
const alike = (text: string): string =>
  text
    .slice(0, 2000)
    .toLowerCase()
    .replace(/https?:\/\/\S+|@\w+/g, ' ')
    .replace(/[^\p{L}]+/gu, ' ')
    .trim();

const digest = (text: string): string => hash('sha256', text, 'base64url').slice(0, 16);
