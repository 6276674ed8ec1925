import { createHash } from 'node:crypto';
import { linkPattern, type StoredPost, type XAccount } from './posts.ts';

/** A post as X sends it, under the names the client asked for, with the fields it asked for. */
export const wirePost = (post: StoredPost, query: URLSearchParams): Record<string, unknown> => {
  const asNew = query.has('post.fields');
  const word = asNew ? 'post' : 'tweet';
  const wanted = new Set((query.get('post.fields') ?? query.get('tweet.fields') ?? '').split(','));
  const expanded = new Set((query.get('expansions') ?? '').split(','));
  const whole = shortened(post.text);
  const isLong = [...post.text].length > longestText;
  const references = [
    ...(post.replyTo === undefined ? [] : [{ type: 'replied_to', id: post.replyTo }]),
    ...(post.quotes === undefined ? [] : [{ type: 'quoted', id: post.quotes }]),
  ];
  const optional: Record<string, unknown> = {
    created_at: post.at.toISOString(),
    author_id: post.author.id,
    lang: post.lang,
    conversation_id: post.conversation,
    entities: whole.entities,
    [`referenced_${word}s`]: references.length > 0 ? references : undefined,
    [`note_${word}`]: isLong ? whole : undefined,
  };
  const chosen = Object.entries(optional).filter(([name]) => wanted.has(name) || expanded.has(name));
  return {
    id: String(post.id),
    text: isLong ? `${[...whole.text].slice(0, longestText - 1).join('')}…` : whole.text,
    [`edit_history_${word}_ids`]: post.versions,
    ...Object.fromEntries(chosen),
  };
};

/** An account as X sends it. */
export const wireUser = ({ id, handle, name, followers }: XAccount): Record<string, unknown> => ({
  id,
  name,
  username: handle,
  public_metrics: { followers_count: followers },
});

// Longer posts come whole in a field of their own, https://docs.x.com/x-api/fundamentals/data-dictionary
const longestText = 280;

// X wraps every link and escapes three characters.
const shortened = (text: string) => {
  const urls = (text.match(linkPattern) ?? []).map((expanded_url) => ({ url: shortLink(expanded_url), expanded_url }));
  const short = text.replace(linkPattern, shortLink);
  return { text: escaped(short), ...(urls.length > 0 ? { entities: { urls } } : {}) };
};

const shortLink = (link: string): string =>
  `https://t.co/${createHash('sha256').update(link).digest('hex').slice(0, 10)}`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
